// Sets of characters as terms over their UTF-8 bytes.
import type { Term, Terms } from './term.ts';

/** Code points: [low, high, low, high, ...] in rising order, without overlap. */
export type CodePoints = readonly number[];

const lastCodePoint = 0x10ffff;

/** One character of a set. Surrogates are not characters. */
export function characterTerm(terms: Terms, set: CodePoints): Term {
  const alternatives: Term[] = [];
  const ascii: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    for (const [low, high] of byLength(set[i] as number, set[i + 1] as number)) {
      if (high < 0x80) ascii.push(low, high);
      else alternatives.push(...sequences(terms, encode(low), encode(high)));
    }
  }
  if (ascii.length > 0) alternatives.unshift(terms.bytes(...ascii));
  return terms.alt(...alternatives);
}

/** Everything that is not in the set. */
export function complement(set: CodePoints): CodePoints {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if ((set[i] as number) > next) rest.push(next, (set[i] as number) - 1);
    next = (set[i + 1] as number) + 1;
  }
  if (next <= lastCodePoint) rest.push(next, lastCodePoint);
  return rest;
}

/** Brings ranges into order, and joins those that meet. */
export function normalise(ranges: readonly (readonly [number, number])[]): CodePoints {
  const set: number[] = [];
  for (const [low, high] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = set.length - 1;
    if (last > 0 && low <= (set[last] as number) + 1) set[last] = Math.max(set[last] as number, high);
    else set.push(low, high);
  }
  return set;
}

/** A set less another. */
export function without(set: CodePoints, other: CodePoints): CodePoints {
  return complement(normalise([...pairs(complement(set)), ...pairs(other)]));
}

export function pairs(set: CodePoints): [number, number][] {
  return Array.from({ length: set.length / 2 }, (_, i) => [set[2 * i] as number, set[2 * i + 1] as number]);
}

/** Splits a range where the encoding gets longer, and around the surrogates. */
function byLength(low: number, high: number): [number, number][] {
  const blocks = [
    [0, 0x7f],
    [0x80, 0x7ff],
    [0x800, 0xd7ff],
    [0xe000, 0xffff],
    [0x10000, lastCodePoint],
  ] as const;
  return blocks
    .map(([from, to]): [number, number] => [Math.max(from, low), Math.min(to, high)])
    .filter(([from, to]) => from <= to);
}

function encode(codePoint: number): number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(codePoint))];
}

/** The encodings of a range whose first and last are of one length. */
function sequences(terms: Terms, low: readonly number[], high: readonly number[]): Term[] {
  const [first = 0, ...lowRest] = low;
  const [last = 0, ...highRest] = high;
  if (low.length === 1) return [terms.bytes(first, last)];
  if (first === last)
    return sequences(terms, lowRest, highRest).map((rest) => terms.seq(terms.bytes(first, first), rest));
  const lowest = lowRest.map(() => 0x80);
  const highest = lowRest.map(() => 0xbf);
  const startsFull = lowRest.every((byte) => byte === 0x80);
  const endsFull = highRest.every((byte) => byte === 0xbf);
  const from = startsFull ? first : first + 1;
  const to = endsFull ? last : last - 1;
  const any = terms.seq(...lowRest.map(() => terms.bytes(0x80, 0xbf)));
  return [
    ...(startsFull ? [] : sequences(terms, [first, ...lowRest], [first, ...highest])),
    ...(from <= to ? [terms.seq(terms.bytes(from, to), any)] : []),
    ...(endsFull ? [] : sequences(terms, [last, ...lowest], [last, ...highRest])),
  ];
}
