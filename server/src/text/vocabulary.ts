// The pieces a model knows: their text, score and kind, the special ids, and how text is prepared before it is cut
// into them. Data only; cutting is tokenizer.ts, the files it comes from are gguf-vocabulary.ts and
// sentencepiece-model.ts.
import type { BpeRules } from './bpe/rules.ts';
import {
  byteOfPiece,
  endingPieces,
  isMarker,
  kindOfNumber,
  kindOfPiece,
  type PieceKind,
  tooManyMarkers,
} from './piece-kinds.ts';
import { VocabularyError } from './vocabulary-error.ts';

export type { PieceKind } from './piece-kinds.ts';
export { VocabularyError } from './vocabulary-error.ts';

/** Far above any real vocabulary. */
export const maxPieces = 2 ** 20;

/** A vocabulary as a file tells it, before it is checked. */
export interface VocabularyParts {
  /** A space within a piece is written U+2581 (▁). */
  pieces: readonly string[];
  /** Higher is merged first. */
  scores: readonly number[];
  /** By SentencePiece's numbers: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte. */
  kinds: readonly number[];
  /** An id outside the vocabulary stands for none, as -1 does in files. */
  bosId: number | undefined;
  eosId: number | undefined;
  unkId: number | undefined;
  /** Further ids that end an answer. */
  endIds?: readonly number[] | undefined;
  /** What its reader noticed. */
  notices?: readonly string[] | undefined;
  addBos: boolean;
  addEos: boolean;
  addSpacePrefix: boolean;
  removeExtraWhitespaces: boolean;
  chatTemplate: string | undefined;
  /** How text is cut and merged, for a vocabulary with a list of merges. Absent: SentencePiece's BPE, by scores. */
  rules?: BpeRules | undefined;
}

/** A checked vocabulary: lists of one length, special ids within it, byte pieces all there or none. */
export class Vocabulary {
  readonly pieces: readonly string[]; // [size]
  readonly scores: Float32Array; // [size]
  readonly kinds: readonly PieceKind[]; // [size]
  /** The piece of every byte value, or null if this vocabulary has no byte fallback. */
  readonly byteIds: Int32Array | null; // [256]
  readonly bosId: number | undefined;
  readonly eosId: number | undefined;
  readonly unkId: number | undefined;
  /** All ids that end an answer: EOS, the end of a turn, the end of a message to a tool. */
  readonly endIds: readonly number[];
  /** Ids that no piece belongs to, which can be neither read nor printed. */
  readonly absentIds: readonly number[];
  /** What an operator should know: oddities of the file that were understood. */
  readonly notices: readonly string[];
  /** Whether a prompt starts with BOS; the tokenizer leaves that to its caller. */
  readonly addBos: boolean;
  /** Whether a prompt ends with EOS; the tokenizer leaves that to its caller. */
  readonly addEos: boolean;
  /** Whether a space is put before the text, and taken away again from decoded text. */
  readonly addSpacePrefix: boolean;
  /** Whether runs of spaces become one, and spaces at both ends are dropped. */
  readonly removeExtraWhitespaces: boolean;
  /** The Jinja template the file brings, unread. */
  readonly chatTemplate: string | undefined;
  /** How text is cut and merged by a list of merges; undefined: by scores. */
  readonly rules: BpeRules | undefined;

  constructor(parts: VocabularyParts) {
    const { pieces, scores, kinds, bosId, eosId, unkId } = parts;
    const size = pieces.length;
    if (size === 0 || size > maxPieces) {
      throw new VocabularyError(`expected 1 to ${maxPieces} pieces, found ${size}`);
    }
    if (scores.length !== size || kinds.length !== size) {
      throw new VocabularyError(
        `expected a score and a kind for each of ${size} pieces, found ${scores.length} scores and ${kinds.length} kinds`,
      );
    }
    const excess = tooManyMarkers(pieces, kinds);
    if (excess !== undefined) throw new VocabularyError(excess);
    const nan = scores.findIndex(Number.isNaN);
    if (nan !== -1) throw new VocabularyError(`the score of piece ${nan} is not a number`);
    const notices = [...(parts.notices ?? [])];
    const known = (name: string, id: number | undefined): number | undefined => {
      if (id === undefined || (Number.isInteger(id) && id >= 0 && id < size)) return id;
      notices.push(
        `the vocabulary names ${id} as its ${name} id, but has the ids 0 to ${size - 1}: there is no ${name}`,
      );
      return undefined;
    };
    this.bosId = known('BOS', bosId);
    this.eosId = known('EOS', eosId);
    this.unkId = known('unknown', unkId);
    this.notices = notices;
    this.pieces = pieces;
    this.scores = Float32Array.from(scores);
    this.kinds = this.#kindsOf(parts);
    this.byteIds = byteIdsOf(pieces, this.kinds);
    this.endIds = this.#endIdsOf(parts.endIds ?? [], known);
    const isSpecial = new Set([this.bosId, this.unkId, ...this.endIds]);
    this.absentIds = [...pieces.keys()].filter((id) => pieces[id] === '' && !isSpecial.has(id));
    this.addBos = parts.addBos && this.bosId !== undefined;
    this.addEos = parts.addEos && this.eosId !== undefined;
    this.addSpacePrefix = parts.addSpacePrefix;
    this.removeExtraWhitespaces = parts.removeExtraWhitespaces;
    this.chatTemplate = parts.chatTemplate;
    this.rules = parts.rules;
  }

  /** Whether pieces are bytes, written in GPT-2's characters; otherwise they are text, with ▁ for a space. */
  get isByteLevel(): boolean {
    return this.rules?.spelling === 'bytes';
  }

  /** A vocabulary that was checked before and sent as plain data, which has lost its methods on the way. */
  static revive(plain: Vocabulary): Vocabulary {
    return Object.assign(Object.create(Vocabulary.prototype), plain);
  }

  /** How many pieces there are; ids run from 0 to this, exclusive. */
  get size(): number {
    return this.pieces.length;
  }

  /** BOS as the beginning of a list of ids; empty where there is none. */
  get bos(): readonly number[] {
    return this.bosId === undefined ? [] : [this.bosId];
  }

  /** EOS as the end of a list of ids; empty where there is none. */
  get eos(): readonly number[] {
    return this.eosId === undefined ? [] : [this.eosId];
  }

  /** The id of the control piece with this text, such as `[INST]`, or undefined. */
  controlId(piece: string): number | undefined {
    const id = this.pieces.findIndex((text, i) => text === piece && this.kinds[i] === 'control');
    return id === -1 ? undefined : id;
  }

  /** Whether only a template may write this piece, or raw text: what users say never becomes it. */
  isMarker(id: number): boolean {
    return isMarker(this.pieces[id] as string, this.kinds[id] as PieceKind, this.chatTemplate);
  }

  #kindsOf({ pieces, kinds, chatTemplate, rules }: VocabularyParts): PieceKind[] {
    const typed = kinds.map((number, id) => {
      const kind = kindOfNumber(number);
      if (!kind) throw new VocabularyError(`piece ${id}: expected a kind from 0 to 6, found ${number}`);
      // The special ids are what they are by their number, as files that leave out all kinds show.
      const isText = kind !== 'control' && kind !== 'unknown' && kind !== 'byte';
      if (isText && (id === this.bosId || id === this.eosId)) return 'control';
      if (isText && id === this.unkId) return 'unknown';
      return kindOfPiece(pieces[id] as string, kind, chatTemplate);
    });
    if (rules?.spelling === 'bytes') return typed;
    // Some converters type byte pieces as normal ones: they are bytes where every byte has one.
    const bytes = pieces.map(byteOfPiece);
    if (new Set(bytes.filter((byte) => byte !== undefined)).size < 256) return typed;
    const known = new Set(bytes.filter((_, id) => typed[id] === 'byte'));
    return typed.map((kind, id) => (bytes[id] === undefined || known.has(bytes[id]) ? kind : 'byte'));
  }

  #endIdsOf(further: readonly number[], known: (name: string, id: number | undefined) => number | undefined): number[] {
    const named = [...this.kinds.keys()].filter(
      (id) => this.kinds[id] === 'control' && endingPieces.has(this.pieces[id] as string),
    );
    const ids = [this.eosId, ...further.map((id) => known('end-of-answer', id)), ...named];
    return [...new Set(ids.filter((id) => id !== undefined))];
  }
}

function byteIdsOf(pieces: readonly string[], kinds: readonly PieceKind[]): Int32Array | null {
  const ids = new Int32Array(256).fill(-1);
  let found = 0;
  for (const [id, kind] of kinds.entries()) {
    if (kind !== 'byte') continue;
    const piece = pieces[id] ?? '';
    const byte = byteOfPiece(piece);
    if (byte === undefined) {
      throw new VocabularyError(`byte piece ${id}: expected a text like <0x0A>, found ${JSON.stringify(piece)}`);
    }
    if (ids[byte] !== -1) throw new VocabularyError(`byte ${piece} has two pieces: ${ids[byte]} and ${id}`);
    ids[byte] = id;
    found++;
  }
  if (found === 0) return null;
  if (found < 256) {
    const missing = `0x${ids.indexOf(-1).toString(16).toUpperCase().padStart(2, '0')}`;
    throw new VocabularyError(`expected a byte piece for all 256 bytes or none, found ${found}; ${missing} has none`);
  }
  return ids;
}
