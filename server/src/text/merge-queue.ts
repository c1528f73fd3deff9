// The pairs of neighbours that could be merged, best first: by rank, then from left to right. A binary heap in two
// flat arrays, because a megabyte of text makes a million entries.

/** A priority queue of merge candidates. A candidate may have become stale when it is popped: the caller checks. */
export class MergeQueue {
  // Rank and left in one number, so that one comparison orders both: rank * 2^32 + left, below 2^53.
  #keys: Float64Array;
  #sizes: Int32Array;
  #length = 0;

  /** Of the candidate popped last: index of its left symbol. */
  left = 0;
  /** Of the candidate popped last: length of the merged text, which tells whether it is still as it was. */
  size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(Math.max(capacity, 1));
    this.#sizes = new Int32Array(Math.max(capacity, 1));
  }

  /** Adds a candidate; `rank` (0 is best) is below 2^21. */
  push(rank: number, left: number, size: number): void {
    if (this.#length === this.#keys.length) this.#grow();
    const key = rank * 2 ** 32 + left;
    let at = this.#length++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = this.#keys[parent] as number;
      if (parentKey <= key) break;
      this.#keys[at] = parentKey;
      this.#sizes[at] = this.#sizes[parent] as number;
      at = parent;
    }
    this.#keys[at] = key;
    this.#sizes[at] = size;
  }

  /** Takes the best candidate into `left` and `size`; false when there is none. */
  pop(): boolean {
    if (this.#length === 0) return false;
    const keys = this.#keys;
    this.left = (keys[0] as number) % 2 ** 32;
    this.size = this.#sizes[0] as number;
    const length = --this.#length;
    const key = keys[length] as number;
    const size = this.#sizes[length] as number;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && (keys[child + 1] as number) < (keys[child] as number)) child++;
      if (key <= (keys[child] as number)) break;
      keys[at] = keys[child] as number;
      this.#sizes[at] = this.#sizes[child] as number;
      at = child;
    }
    keys[at] = key;
    this.#sizes[at] = size;
    return true;
  }

  #grow(): void {
    const keys = new Float64Array(2 * this.#keys.length);
    const sizes = new Int32Array(keys.length);
    keys.set(this.#keys);
    sizes.set(this.#sizes);
    this.#keys = keys;
    this.#sizes = sizes;
  }
}
