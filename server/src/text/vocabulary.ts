// The pieces a model knows: their text, score and kind, the special ids, and how text is prepared before it is cut
// into them. Data only; cutting is tokenizer.ts, the files it comes from are gguf-vocabulary.ts and
// sentencepiece-model.ts.

/** What a piece is for. Only normal and user-defined ones are ever made from text, and byte ones by fallback. */
export type PieceKind = 'normal' | 'unknown' | 'control' | 'user-defined' | 'unused' | 'byte';

/** SentencePiece's numbers for the kinds; GGUF took them over. */
const kindNumbers: Readonly<Record<number, PieceKind>> = {
  1: 'normal',
  2: 'unknown',
  3: 'control',
  4: 'user-defined',
  5: 'unused',
  6: 'byte',
};

const maxPieces = 2 ** 20;

/** A vocabulary as a file tells it, before it is checked. */
export interface VocabularyParts {
  /** A space within a piece is written U+2581 (▁). */
  pieces: readonly string[];
  /** Higher is merged first. */
  scores: readonly number[];
  /** By SentencePiece's numbers: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte. */
  kinds: readonly number[];
  bosId: number;
  eosId: number;
  unkId: number;
  addBos: boolean;
  addEos: boolean;
  addSpacePrefix: boolean;
  removeExtraWhitespaces: boolean;
  chatTemplate: string | undefined;
}

/** A vocabulary that cannot be used: says what was expected and what was found. */
export class VocabularyError extends Error {
  override name = 'VocabularyError';
}

/** A checked vocabulary: lists of one length, special ids within it, byte pieces all there or none. */
export class Vocabulary {
  readonly pieces: readonly string[]; // [size]
  readonly scores: Float32Array; // [size]
  readonly kinds: readonly PieceKind[]; // [size]
  /** The piece of every byte value, or null if this vocabulary has no byte fallback. */
  readonly byteIds: Int32Array | null; // [256]
  readonly bosId: number;
  readonly eosId: number;
  readonly unkId: number;
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
    for (const [name, id] of Object.entries({ BOS: bosId, EOS: eosId, unknown: unkId })) {
      if (!Number.isInteger(id) || id < 0 || id >= size) {
        throw new VocabularyError(`expected the ${name} id to be from 0 to ${size - 1}, found ${id}`);
      }
    }
    const nan = scores.findIndex(Number.isNaN);
    if (nan !== -1) throw new VocabularyError(`the score of piece ${nan} is not a number`);
    this.pieces = pieces;
    this.scores = Float32Array.from(scores);
    this.kinds = kinds.map((kind, id) => kindIn(parts.chatTemplate, pieces[id] as string, kindOf(kind, id)));
    this.byteIds = byteIdsOf(pieces, this.kinds);
    this.bosId = bosId;
    this.eosId = eosId;
    this.unkId = unkId;
    this.addBos = parts.addBos;
    this.addEos = parts.addEos;
    this.addSpacePrefix = parts.addSpacePrefix;
    this.removeExtraWhitespaces = parts.removeExtraWhitespaces;
    this.chatTemplate = parts.chatTemplate;
  }

  /** How many pieces there are; ids run from 0 to this, exclusive. */
  get size(): number {
    return this.pieces.length;
  }

  /** The id of the control piece with this text, such as `[INST]`, or undefined. */
  controlId(piece: string): number | undefined {
    const id = this.pieces.findIndex((text, i) => text === piece && this.kinds[i] === 'control');
    return id === -1 ? undefined : id;
  }
}

function kindOf(number: number, id: number): PieceKind {
  const kind = kindNumbers[number];
  if (!kind) throw new VocabularyError(`piece ${id}: expected a kind from 1 to 6, found ${number}`);
  return kind;
}

/**
 * Some converters mark `<|im_start|>` and the like as user-defined, which text may become. Where the chat template sets
 * its turns apart with such a piece, it is a control piece, or a user could write a turn of somebody else.
 */
function kindIn(chatTemplate: string | undefined, piece: string, kind: PieceKind): PieceKind {
  const looksLikeControl = kind === 'user-defined' && /^(<\|.+\|>|\[\/?[A-Z_]+\])$/.test(piece);
  return looksLikeControl && chatTemplate?.includes(piece) ? 'control' : kind;
}

function byteIdsOf(pieces: readonly string[], kinds: readonly PieceKind[]): Int32Array | null {
  const ids = new Int32Array(256).fill(-1);
  let found = 0;
  for (const [id, kind] of kinds.entries()) {
    if (kind !== 'byte') continue;
    const piece = pieces[id] ?? '';
    const hex = /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1];
    if (!hex)
      throw new VocabularyError(`byte piece ${id}: expected a text like <0x0A>, found ${JSON.stringify(piece)}`);
    const byte = Number.parseInt(hex, 16);
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
