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

const bytesOfKinds = kinds.map((characters) => Buffer.from(characters));

/** Where most bytes lead from a state. */
export interface Way<S> {
  readonly to: S;
  /** The kinds of which every byte leads there. */
  readonly kinds: number;
}

/** Undefined where no kind leads to one state as a whole. */
export function mainWay<S>(row: Row<S>): Way<S> | undefined {
  const ways: { to: S; kinds: number; nBytes: number }[] = [];
  for (let kind = 0; kind < bytesOfKinds.length; kind++) {
    const bytes = bytesOfKinds[kind] as Uint8Array;
    const to = row.at(bytes[0] as number);
    if (to === undefined || !leadTo(row, bytes, to)) continue;
    const way = ways.find((known) => known.to === to);
    if (way) {
      way.kinds |= 1 << kind;
      way.nBytes += bytes.length;
    } else ways.push({ to, kinds: 1 << kind, nBytes: bytes.length });
  }
  return ways.sort((a, b) => b.nBytes - a.nBytes)[0];
}

function leadTo<S>(row: Row<S>, bytes: Uint8Array, to: S): boolean {
  for (let i = 1; i < bytes.length; i++) if (row.at(bytes[i] as number) !== to) return false;
  return true;
}
