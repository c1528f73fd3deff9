// A single token as text and as bytes, for telling people which tokens there were. The text of an answer is not the sum
// of these: see detokenizer.ts.
import { bytesOfSpelling } from './bpe/byte-alphabet.ts';
import type { Vocabulary } from './vocabulary.ts';

const encoder = new TextEncoder();

/** A token by itself. */
export interface TokenText {
  /** For a part of a character U+FFFD; for a control token its name. */
  readonly text: string;
  /** In UTF-8. */
  readonly bytes: readonly number[];
}

/** Throws a RangeError for an id outside the vocabulary. */
export function tokenText({ pieces, kinds, size, isByteLevel }: Vocabulary, id: number): TokenText {
  const piece = pieces[id];
  if (piece === undefined) throw new RangeError(`expected a token id from 0 to ${size - 1}, found ${id}`);
  if (kinds[id] === 'byte') {
    const byte = Number.parseInt(piece.slice(3, 5), 16); // <0x0A>
    return { text: byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD', bytes: [byte] };
  }
  if (isByteLevel) {
    if (kinds[id] === 'control' || kinds[id] === 'user-defined')
      return { text: piece, bytes: [...encoder.encode(piece)] };
    const bytes = bytesOfSpelling(piece);
    return { text: Buffer.from(bytes).toString('utf8'), bytes: [...bytes] };
  }
  const text = piece.replaceAll('▁', ' ');
  return { text, bytes: [...encoder.encode(text)] };
}
