// The next state for each byte. Most states tell few kinds of bytes apart, and tell them apart as others do, so that rows
// share the tables that say which bytes are alike: a row of 256 places for each state would keep the garbage collector busy.

export class Row<S> {
  /** [256] The place in `targets` for each byte. */
  readonly kinds: Uint8Array;
  readonly targets: readonly (S | undefined)[];

  /**
   * @param cuts bytes in rising order: at each begins another kind of bytes; 256 for the end of the last one
   * @param targets the state for the bytes from each cut to the next; none for those behind the last cut
   */
  constructor(cuts: readonly number[], targets: readonly (S | undefined)[]) {
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

const tables = new Map<string, Uint8Array>();

/** Most tables in memory. */
const maxTables = 5000;

function kindsOf(cuts: readonly number[]): Uint8Array {
  const key = cuts.join();
  let kinds = tables.get(key);
  if (!kinds) {
    if (tables.size >= maxTables) tables.clear();
    kinds = new Uint8Array(256);
    const first = cuts[0] === 0 ? 0 : 1;
    for (const [i, cut] of cuts.entries()) kinds.fill(i + first, cut);
    tables.set(key, kinds);
  }
  return kinds;
}
