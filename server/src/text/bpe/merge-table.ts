// Which two pieces merge into which, and how early, as a hash table in flat arrays: a vocabulary has up to half a million
// merges, and every character of a text looks up two.

/** A table of merges by their two ids. */
export class MergeTable {
  readonly #mask: number;
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  readonly #ranks: Int32Array;
  readonly #results: Int32Array;

  /** @param nMerges how many will be added at most */
  constructor(nMerges: number) {
    const nSlots = 2 ** Math.ceil(Math.log2(2 * nMerges + 2));
    this.#mask = nSlots - 1;
    this.#lefts = new Int32Array(nSlots).fill(-1);
    this.#rights = new Int32Array(nSlots);
    this.#ranks = new Int32Array(nSlots);
    this.#results = new Int32Array(nSlots);
  }

  /** Adds a merge; of two with the same halves the later one counts. */
  add(left: number, right: number, rank: number, result: number): void {
    const slot = this.#slotOf(left, right);
    this.#lefts[slot] = left;
    this.#rights[slot] = right;
    this.#ranks[slot] = rank;
    this.#results[slot] = result;
  }

  /** A handle for `rank` and `result`, or -1 if the two do not merge. */
  find(left: number, right: number): number {
    const slot = this.#slotOf(left, right);
    return this.#lefts[slot] === -1 ? -1 : slot;
  }

  /** 0 is merged first. */
  rank(handle: number): number {
    return this.#ranks[handle] as number;
  }

  /** The id that the two become. */
  result(handle: number): number {
    return this.#results[handle] as number;
  }

  #slotOf(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & this.#mask;
    while (this.#lefts[slot] !== -1 && (this.#lefts[slot] !== left || this.#rights[slot] !== right)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}
