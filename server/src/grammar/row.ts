// The next state for each byte. Most states tell few kinds of bytes apart, and tell them apart as others do, so that rows
// share the tables that say which bytes are alike: a row of 256 places for each state would keep the garbage collector busy.
import { NumberLists } from './number-lists.ts';

export class Row<S> {
  /** Bytes in rising order: at each begins another kind of bytes; the last one may be 256. */
  readonly cuts: readonly number[];
  /** [256] The place in `targets` for each byte. */
  readonly kinds: Uint8Array;
  readonly targets: readonly (S | undefined)[];

  /**
   * @param cuts 256 for the end of the last kind
   * @param targets the state for the bytes from each cut to the next; none for those behind the last cut
   */
  constructor(cuts: readonly number[], targets: readonly (S | undefined)[]) {
    this.cuts = cuts;
    this.kinds = kindsOf(cuts);
    this.targets = [...(cuts[0] === 0 ? [] : [undefined]), ...targets];
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

const tables = new NumberLists<Uint8Array>();

/** Most tables in memory; further rows have one of their own. */
const maxTables = 5000;

function kindsOf(cuts: readonly number[]): Uint8Array {
  const known = tables.get(cuts);
  if (known) return known;
  const kinds = new Uint8Array(256);
  const first = cuts[0] === 0 ? 0 : 1;
  for (let i = 0; i < cuts.length; i++) kinds.fill(i + first, cuts[i]);
  return tables.size < maxTables ? tables.add(cuts, kinds) : kinds;
}
