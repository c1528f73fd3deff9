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
  const { targets } = row;
  kindsTo.fill(0, 0, targets.length);
  bytesTo.fill(0, 0, targets.length);
  let main = -1;
  for (let kind = 0; kind < bytesOfKinds.length; kind++) {
    const bytes = bytesOfKinds[kind] as Uint8Array;
    const place = placeOf(row, bytes);
    if (place === -1) continue;
    kindsTo[place] = (kindsTo[place] as number) | (1 << kind);
    bytesTo[place] = (bytesTo[place] as number) + bytes.length;
    if (main === -1 || (bytesTo[place] as number) > (bytesTo[main] as number)) main = place;
  }
  return main === -1 ? undefined : { to: targets[main] as S, kinds: kindsTo[main] as number };
}

// By place in a row's targets; used again for each row.
const kindsTo = new Int32Array(257);
const bytesTo = new Int32Array(257);

/** The first place in a row's targets that has the state to which all of these bytes lead; -1 if there is none. */
function placeOf<S>({ kinds: places, targets }: Row<S>, bytes: Uint8Array): number {
  const to = targets[places[bytes[0] as number] as number];
  if (to === undefined) return -1;
  for (let i = 1; i < bytes.length; i++) if (targets[places[bytes[i] as number] as number] !== to) return -1;
  return targets.indexOf(to);
}
