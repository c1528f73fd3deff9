// Lists of texts as terms.
import type { Term, Terms } from './term.ts';

const encoder = new TextEncoder();

/** Exactly one of these texts; common beginnings are shared. */
export function literalsTerm(terms: Terms, texts: readonly string[]): Term {
  const sorted = [...new Set(texts)].map((text) => encoder.encode(text)).sort(Buffer.compare);
  return branch(terms, sorted, 0);
}

/** @param sorted all alike before `at` */
function branch(terms: Terms, sorted: readonly Uint8Array[], at: number): Term {
  const [first] = sorted;
  if (!first) return terms.never;
  if (sorted.length === 1) return terms.literal(first.subarray(at));
  const last = sorted.at(-1) as Uint8Array;
  let to = at;
  while (to < first.length && first[to] === last[to]) to++;
  const ends = first.length === to;
  const choices = ends ? [terms.empty] : [];
  // Those with the same next byte stand side by side.
  for (let from = ends ? 1 : 0; from < sorted.length; ) {
    const byte = (sorted[from] as Uint8Array)[to];
    let end = from + 1;
    while (end < sorted.length && (sorted[end] as Uint8Array)[to] === byte) end++;
    choices.push(branch(terms, sorted.slice(from, end), to));
    from = end;
  }
  return terms.seq(terms.literal(first.subarray(at, to)), terms.alt(...choices));
}
