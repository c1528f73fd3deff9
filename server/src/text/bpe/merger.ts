// Merges neighbours, the earliest merge of the list first, until no two of them merge. The work grows with n log n for n
// symbols, whatever they are.
import { MergeQueue } from '../merge-queue.ts';
import type { MergeTable } from './merge-table.ts';

/** Merges one list of symbols at a time; its memory is kept for the next. */
export class Merger {
  readonly #table: MergeTable;
  readonly #queue = new MergeQueue(1024);
  #ids = new Int32Array(1024); // [nSymbols], -1 once merged into the left neighbour
  #ends = new Int32Array(1024); // [nSymbols], one past the last symbol that went into it
  #previous = new Int32Array(1024); // [nSymbols], -1 for the first

  constructor(table: MergeTable) {
    this.#table = table;
  }

  /** Appends to `target` what `symbols` become, ids of which those below 0 never merge and are left out. */
  merge(symbols: ArrayLike<number>, target: number[]): void {
    const n = symbols.length;
    if (n > this.#ids.length) this.#grow(n);
    const ids = this.#ids;
    const ends = this.#ends;
    const previous = this.#previous;
    for (let i = 0; i < n; i++) {
      ids[i] = symbols[i] as number;
      ends[i] = i + 1;
      previous[i] = i - 1;
    }
    for (let i = 1; i < n; i++) this.#offer(i - 1, i);
    const queue = this.#queue;
    while (queue.pop()) {
      const { left, size } = queue;
      const right = ends[left] as number;
      // Symbols only grow: a left one with a right neighbour that reaches as far as then is as it was.
      if (ids[left] === -1 || right >= n || (ends[right] as number) - left !== size) continue;
      const handle = this.#table.find(ids[left] as number, ids[right] as number);
      ids[left] = this.#table.result(handle);
      ids[right] = -1;
      const after = ends[right] as number;
      ends[left] = after;
      if (after < n) previous[after] = left;
      this.#offer(previous[left] as number, left);
      if (after < n) this.#offer(left, after);
    }
    for (let i = 0; i < n; i = ends[i] as number) if ((ids[i] as number) >= 0) target.push(ids[i] as number);
  }

  #offer(left: number, right: number): void {
    if (left === -1) return;
    const handle = this.#table.find(this.#ids[left] as number, this.#ids[right] as number);
    if (handle !== -1) this.#queue.push(this.#table.rank(handle), left, (this.#ends[right] as number) - left);
  }

  #grow(n: number): void {
    const capacity = Math.max(n, 2 * this.#ids.length);
    this.#ids = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
  }
}
