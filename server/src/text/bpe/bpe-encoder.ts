// Text to token ids by a list of merges, as Hugging Face's tokenizers do it: added tokens are found, the text between them
// is normalized and cut into parts, and within a part neighbours are merged, the earliest merge of the list first.
import type { Vocabulary } from '../vocabulary.ts';
import { VocabularyError } from '../vocabulary-error.ts';
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
  readonly #ids: ReadonlyMap<string, number>; // pieces that text may become
  readonly #byteIds: Int32Array; // [256]
  readonly #wholes: ReadonlyMap<string, number> | null; // pieces that are taken without merging, by their bytes
  readonly #merger: Merger;
  readonly #unitsPerToken: number;

  /**
   * Throws a VocabularyError for a merge of what are no pieces.
   * @param staysText pieces that text never becomes
   */
  constructor(vocabulary: Vocabulary, rules: BpeRules, staysText: (id: number) => boolean) {
    this.#vocabulary = vocabulary;
    this.#rules = rules;
    const tokens = addedTokensOf(vocabulary, rules, staysText);
    const normalized = tokens.filter(({ flags }) => flags.normalized);
    this.#rawTokens = new AddedTokens(tokens.filter(({ flags }) => !flags.normalized));
    this.#normalizedTokens = new AddedTokens(
      normalized.map((token) => ({ ...token, text: normalizeText(token.text, rules.normalizer) })),
    );
    this.#ids = idsOfText(vocabulary, staysText);
    this.#byteIds = Int32Array.from(byteCharacters, (character) => this.#ids.get(character) ?? noPiece);
    this.#wholes = rules.ignoreMerges ? wholesOf(vocabulary, this.#ids) : null;
    this.#merger = new Merger(mergeTable(vocabulary, rules, this.#ids));
    this.#unitsPerToken = unitsPerToken(tokens, rules, this.#ids);
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
      const id = this.#ids.get(character);
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

/** Pieces by their text: added ones only where no piece of the model's own has it. */
function idsOfText(vocabulary: Vocabulary, staysText: (id: number) => boolean): Map<string, number> {
  const ids = new Map<string, number>();
  for (const wanted of ['normal', 'user-defined']) {
    for (const [id, kind] of vocabulary.kinds.entries()) {
      const piece = vocabulary.pieces[id] as string;
      if (kind === wanted && !staysText(id) && !ids.has(piece)) ids.set(piece, id);
    }
  }
  return ids;
}

/** The model's own pieces, by their bytes. */
function wholesOf(vocabulary: Vocabulary, ids: ReadonlyMap<string, number>): Map<string, number> {
  const bytesOf = vocabulary.isByteLevel ? bytesOfSpelling : (piece: string) => Buffer.from(piece, 'utf8');
  const own = [...ids].filter(([, id]) => vocabulary.kinds[id] === 'normal');
  return new Map(own.map(([piece, id]) => [Buffer.from(bytesOf(piece)).toString('latin1'), id]));
}

function mergeTable(vocabulary: Vocabulary, { merges }: BpeRules, ids: ReadonlyMap<string, number>): MergeTable {
  const table = new MergeTable(merges.length);
  let all: ReadonlySet<string> | undefined;
  for (const [rank, [left, right]] of merges.entries()) {
    const parts = [ids.get(left), ids.get(right), ids.get(left + right)] as const;
    if (parts[0] !== undefined && parts[1] !== undefined && parts[2] !== undefined) {
      table.add(parts[0], parts[1], rank, parts[2]);
      continue;
    }
    // Merges of control pieces are passed over: text never becomes them.
    all ??= new Set(vocabulary.pieces);
    const missing = [left, right, left + right].find((piece) => !all?.has(piece));
    if (missing === undefined) continue;
    const what = `merge ${rank}, of ${JSON.stringify(left)} and ${JSON.stringify(right)}`;
    throw new VocabularyError(`${what}: ${JSON.stringify(missing.slice(0, 50))} is no piece`);
  }
  return table;
}

/** The most UTF-16 units of a text that one token may stand for. */
function unitsPerToken(tokens: readonly AddedToken[], rules: BpeRules, ids: ReadonlyMap<string, number>): number {
  const isRemoved = rules.cuts.some((cut) => cut.type === 'split' && cut.behavior === 'Removed' && !cut.invert);
  const strips = tokens.some(({ flags, isText }) => !isText && (flags.lstrip || flags.rstrip));
  if (isRemoved || strips) return Infinity;
  let longest = 1;
  for (const piece of ids.keys()) longest = Math.max(longest, piece.length);
  return longest * mostUnitsPerUnit(rules.normalizer);
}
