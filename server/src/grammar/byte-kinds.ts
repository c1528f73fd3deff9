// Kinds of bytes that patterns mostly take all of or none of, as bits: a part of the vocabulary's tree is known by the
// kinds in it, and a state by the kinds that lead back to it.
import type { Row } from './row.ts';

const kinds = [
  ...['abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ', '0', '123456789'],
  ...['_', '-', '.', '/', ':', ' ', '@', ',', '+', '=', '()', '[]', '{}', '<>', '!', '?', '#', '%', '&', '*', "'", ';'],
  '$|^`~',
];

/** Of whole characters beyond ASCII: those of foreign-text.ts. */
export const foreign = 1 << 30;

/** Of all other bytes: quotes, backslashes, controls, and bytes beyond ASCII. */
export const others = 1 << 31;

/** [256] The bit of each byte's kind. */
export const kindOfByte = new Int32Array(256).fill(others);
for (const [i, characters] of kinds.entries()) {
  for (const character of characters) kindOfByte[character.charCodeAt(0)] = 1 << i;
}

/** The kinds of which every byte leads back to a state. */
export function kindsBackTo<S>(state: S, row: Row<S>): number {
  let away = others | foreign;
  for (let byte = 0x20; byte < 0x7f; byte++) if (row.at(byte) !== state) away |= kindOfByte[byte] as number;
  return ~away;
}
