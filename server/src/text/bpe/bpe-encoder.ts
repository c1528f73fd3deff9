// Text to token ids by a list of merges, as Hugging Face's tokenizers do it: added tokens are found, the text between them
// is normalized and cut into parts, and within a part neighbours are merged, the earliest merge of the list first.
import type { Vocabulary } from '../vocabulary.ts';
import { type AddedToken, AddedTokens } from './added-tokens.ts';
import { byteCharacters, bytesOfSpelling } from './byte-alphabet.ts';
import { cutText } from './cut-text.ts';
import { MergeTable } from './merge-table.ts';
import { Merger } from './merger.ts';
import { mostUnitsPerUnit, normalizeText } from './normalize.ts';
import { type BpeRules, plainToken } from './rules.ts';

/** A symbol that no piece belongs to; it merges with nothing and is left out. */
const noPiece = -2;

/** An encoder for a vocabulary with merges; keeps nothing of the texts. */
export class BpeEncoder {
  readonly #vocabulary: Vocabulary;
  readonly #rules: BpeRules;
  readonly #rawTokens: AddedTokens;
  readonly #normalizedTokens: AddedTokens;
  readonly #symbols: ReadonlyMap<string, number>; // pieces of one character
  readonly #byteIds: Int32Array; // [256]
  readonly #wholes: ReadonlyMap<string, number> | null; // pieces that are taken without merging, by their bytes
  readonly #merger: Merger;
  readonly #unitsPerToken: number;

  /** @param staysText pieces that text never becomes */
  constructor(vocabulary: Vocabulary, rules: BpeRules, staysText: (id: number) => boolean) {
    this.#vocabulary = vocabulary;
    this.#rules = rules;
    const tokens = addedTokensOf(vocabulary, rules, staysText);
    const normalized = tokens.filter(({ flags }) => flags.normalized);
    this.#rawTokens = new AddedTokens(tokens.filter(({ flags }) => !flags.normalized));
    this.#normalizedTokens = new AddedTokens(
      normalized.map((token) => ({ ...token, text: normalizeText(token.text, rules.normalizer) })),
    );
    const own = (id: number) => vocabulary.kinds[id] === 'normal';
    const isText = (id: number) => own(id) || (vocabulary.kinds[id] === 'user-defined' && !staysText(id));
    this.#symbols = new Map([...symbolsOf(vocabulary, isText), ...symbolsOf(vocabulary, own)]);
    this.#byteIds = Int32Array.from(byteCharacters, (character) => this.#symbols.get(character) ?? noPiece);
    this.#wholes = rules.ignoreMerges ? wholesOf(vocabulary, own) : null;
    this.#merger = new Merger(mergeTable(rules, isText));
    this.#unitsPerToken = unitsPerToken(vocabulary, tokens, isText);
  }

  encode(text: string): number[] {
    const ids: number[] = [];
    const known = new Map<string, readonly number[]>(); // most parts of a text come more than once
    for (const part of this.#rawTokens.split(text.replace(/\p{Surrogate}/gu, '\ufffd'))) {
      if (typeof part === 'number') ids.push(part);
      else this.#encodeBetweenTokens(part, ids, known);
    }
    return ids;
  }

  leastTokens(nChars: number): number {
    return Math.floor(nChars / this.#unitsPerToken);
  }

  #encodeBetweenTokens(text: string, ids: number[], known: Map<string, readonly number[]>): void {
    for (const part of this.#normalizedTokens.split(normalizeText(text, this.#rules.normalizer))) {
      if (typeof part === 'number') {
        ids.push(part);
        continue;
      }
      for (const word of cutText(part, this.#rules.cuts)) {
        let ofWord = known.get(word);
        if (!ofWord) {
          ofWord = this.#encodeWord(word);
          known.set(word, ofWord);
        }
        for (const id of ofWord) ids.push(id);
      }
    }
  }

  #encodeWord(word: string): number[] {
    const bytes = Buffer.from(word, 'utf8');
    const whole = this.#wholes?.get(bytes.toString('latin1'));
    if (whole !== undefined) return [whole];
    const ids: number[] = [];
    this.#merger.merge(this.#rules.spelling === 'bytes' ? this.#symbolsOfBytes(bytes) : this.#symbolsOf(word), ids);
    return ids;
  }

  #symbolsOfBytes(bytes: Uint8Array): Int32Array {
    const unknown = this.#vocabulary.unkId ?? noPiece;
    const symbols = new Int32Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      const id = this.#byteIds[bytes[i] as number] as number;
      symbols[i] = id === noPiece ? unknown : id;
    }
    return symbols;
  }

  #symbolsOf(word: string): number[] {
    const { byteIds, unkId } = this.#vocabulary;
    const symbols: number[] = [];
    for (const character of word) {
      const id = this.#symbols.get(character);
      if (id !== undefined) symbols.push(id);
      else if (byteIds) for (const byte of Buffer.from(character, 'utf8')) symbols.push(byteIds[byte] as number);
      else if (unkId !== undefined && symbols.at(-1) !== unkId) symbols.push(unkId);
    }
    return symbols;
  }
}

function addedTokensOf(vocabulary: Vocabulary, { added }: BpeRules, staysText: (id: number) => boolean): AddedToken[] {
  const tokens: AddedToken[] = [];
  for (const [id, kind] of vocabulary.kinds.entries()) {
    if (kind !== 'control' && kind !== 'user-defined') continue;
    const text = vocabulary.pieces[id] as string;
    tokens.push({ id, text, flags: added.get(id) ?? plainToken, isText: staysText(id) });
  }
  return tokens;
}

type IsPiece = (id: number) => boolean;

function symbolsOf({ pieces }: Vocabulary, isWanted: IsPiece): [piece: string, id: number][] {
  const found: [string, number][] = [];
  for (const [id, piece] of pieces.entries()) {
    const isOne = piece.length === 1 || (piece.length === 2 && (piece.codePointAt(0) as number) > 0xffff);
    if (isOne && isWanted(id)) found.push([piece, id]);
  }
  return found;
}

/** The model's own pieces, by their bytes. */
function wholesOf(vocabulary: Vocabulary, isOwn: IsPiece): Map<string, number> {
  const bytesOf = vocabulary.isByteLevel ? bytesOfSpelling : (piece: string) => Buffer.from(piece, 'utf8');
  const wholes = new Map<string, number>();
  for (const [id, piece] of vocabulary.pieces.entries()) {
    if (isOwn(id)) wholes.set(Buffer.from(bytesOf(piece)).toString('latin1'), id);
  }
  return wholes;
}

/** Merges of control pieces are left out: text never becomes them. */
function mergeTable({ merges }: BpeRules, isText: IsPiece): MergeTable {
  const table = new MergeTable(merges.length / 3);
  for (let at = 0; at < merges.length; at += 3) {
    const left = merges[at] as number;
    const right = merges[at + 1] as number;
    const result = merges[at + 2] as number;
    if (isText(left) && isText(right) && isText(result)) table.add(left, right, at / 3, result);
  }
  return table;
}

/** The most UTF-16 units of a text that one token may stand for. */
function unitsPerToken({ pieces, rules }: Vocabulary, tokens: readonly AddedToken[], isText: IsPiece): number {
  const { cuts, normalizer } = rules as BpeRules;
  const isRemoved = cuts.some((cut) => cut.type === 'split' && cut.behavior === 'Removed' && !cut.invert);
  const strips = tokens.some((token) => !token.isText && (token.flags.lstrip || token.flags.rstrip));
  if (isRemoved || strips) return Infinity;
  let longest = 1;
  for (const [id, piece] of pieces.entries()) if (isText(id)) longest = Math.max(longest, piece.length);
  return longest * mostUnitsPerUnit(normalizer);
}
