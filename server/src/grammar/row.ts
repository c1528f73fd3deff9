// The next state for each byte. Most states tell few kinds of bytes apart, and tell them apart as others do, so that rows
// share the tables that say which bytes are alike: a row of 256 places for each state would keep the garbage collector busy.
import { NumberLists } from './number-lists.ts';

/** How bytes fall into kinds. */
export interface Spans {
  /** Bytes in rising order: at each begins another kind; the last one may be 256. */
  readonly cuts: readonly number[];
  /** [256] The kind of each byte. */
  readonly kinds: Uint8Array;
}

export class Row<S> implements Spans {
  readonly cuts: readonly number[];
  readonly kinds: Uint8Array;
  /** By kind. */
  readonly targets: readonly (S | undefined)[];

  constructor({ cuts, kinds }: Spans, targets: readonly (S | undefined)[]) {
    this.cuts = cuts;
    this.kinds = kinds;
    this.targets = targets;
  }

  /** Undefined for a byte that may not come. */
  at(byte: number): S | undefined {
    return this.targets[this.kinds[byte] as number];
  }

  get isEmpty(): boolean {
    return this.targets.every((target) => target === undefined);
  }

  /** [256] */
  get all(): (S | undefined)[] {
    return Array.from(this.kinds, (kind) => this.targets[kind]);
  }
}

const known = new NumberLists<Spans>();

/** Most spans in memory that rows share; further rows have their own. */
const maxKnown = 5000;

/** The spans between some cuts. @param n how many of the cuts count */
export function spansBetween(cuts: readonly number[], n: number): Spans {
  const shared = known.get(cuts, n);
  if (shared) return shared;
  const spans = { cuts: cuts.slice(0, n), kinds: new Uint8Array(256) };
  const first = cuts[0] === 0 ? 0 : 1;
  for (let i = 0; i < n; i++) spans.kinds.fill(i + first, cuts[i]);
  return known.size < maxKnown ? known.add(spans.cuts, spans) : spans;
}
