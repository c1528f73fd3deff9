// The unused blocks in the order in which they will be taken: a doubly linked list over block numbers, from which one can
// also be taken out of the middle. Every operation takes constant time.

const absent = -1;

export class FreeList {
  // [n + 1] Neighbours; entry n stands for both ends of the list.
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  #size = 0;

  /** The numbers 0 to n - 1, in this order. */
  constructor(n: number) {
    this.#next = new Int32Array(n + 1).fill(absent);
    this.#previous = new Int32Array(n + 1).fill(absent);
    this.#next[n] = n;
    this.#previous[n] = n;
    for (let i = 0; i < n; i++) this.push(i);
  }

  get size(): number {
    return this.#size;
  }

  has(i: number): boolean {
    return this.#next[i] !== absent;
  }

  /** Adds a block at the end: it is taken after all others that are there now. */
  push(i: number): void {
    this.#insert(i, this.#previous[this.#end] as number);
  }

  /** Adds a block at the front: it is the next to be taken. */
  unshift(i: number): void {
    this.#insert(i, this.#end);
  }

  /** Takes the block at the front. */
  shift(): number | undefined {
    if (this.#size === 0) return undefined;
    const first = this.#next[this.#end] as number;
    this.remove(first);
    return first;
  }

  remove(i: number): void {
    if (!this.has(i)) throw new Error(`block ${i} is not free`);
    const [before, after] = [this.#previous[i] as number, this.#next[i] as number];
    this.#next[before] = after;
    this.#previous[after] = before;
    this.#next[i] = absent;
    this.#size--;
  }

  get #end(): number {
    return this.#next.length - 1;
  }

  #insert(i: number, before: number): void {
    if (this.has(i)) throw new Error(`block ${i} is already free`);
    const after = this.#next[before] as number;
    this.#next[before] = i;
    this.#next[i] = after;
    this.#previous[after] = i;
    this.#previous[i] = before;
    this.#size++;
  }
}
