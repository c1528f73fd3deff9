// The blocks of one sequence, by position. It takes them as it grows, shares those of a beginning that the cache already
// has, and gives them back when they fall out of the sliding window or the sequence ends.
import { createHash } from 'node:crypto';
import type { BlockManager } from './block-manager.ts';
import { noBlock } from './model.ts';

/** The ids of a sequence that are known. */
export interface KnownIds {
  readonly nKnown: number;
  idAt(position: number): number;
}

export interface BlockTableOptions {
  /** Positions that a token sees, itself included; undefined: all before it. */
  readonly slidingWindow: number | undefined;
  /** Only sequences of the same scope share blocks. */
  readonly scope: string;
}

export class BlockTable {
  /** [nBlocks] In the form of Batch.blockTables. */
  readonly entries: number[] = [];
  readonly #blocks: BlockManager;
  readonly #ids: KnownIds;
  readonly #options: BlockTableOptions;
  /** Entries before this one have been given back. */
  #nGone = 0;
  /** Entries before this one are registered in the cache by their keys. */
  #nRegistered = 0;
  /** Keys of the full blocks, computed on demand. They outlive the blocks: ids do not change. */
  readonly #keys: string[] = [];

  constructor(blocks: BlockManager, ids: KnownIds, options: BlockTableOptions) {
    this.#blocks = blocks;
    this.#ids = ids;
    this.#options = options;
  }

  /** Blocks that it holds. */
  get nHeld(): number {
    return this.entries.length - this.#nGone;
  }

  /**
   * Takes the cached blocks of its beginning. The last id is always computed, since its logits are needed.
   * @returns cached tokens: positions that need not be computed
   */
  adopt(): number {
    if (this.entries.length > 0) throw new Error('the table already has blocks');
    const n = this.#longestCached();
    const first = this.#firstSeenFrom(n * this.#blocks.blockSize);
    for (let entry = 0; entry < n; entry++) {
      this.entries.push(entry < first ? noBlock : this.#blocks.share(this.#keyOf(entry)));
    }
    this.#nGone = Math.min(first, n);
    this.#nRegistered = n;
    return n * this.#blocks.blockSize;
  }

  /** Blocks that it still needs for positions up to nPositions. */
  nMissing(nPositions: number): number {
    return Math.max(0, Math.ceil(nPositions / this.#blocks.blockSize) - this.entries.length);
  }

  /** Takes blocks for positions up to nPositions, all of them or none. @returns false when too few are free */
  reserve(nPositions: number): boolean {
    const nMissing = this.nMissing(nPositions);
    if (nMissing > this.#blocks.nFree) return false;
    for (let i = 0; i < nMissing; i++) this.entries.push(this.#blocks.take());
    return true;
  }

  /** After a step: registers the blocks that are now full, and gives back those that no later position sees. */
  advance(nComputed: number): void {
    const nFull = Math.floor(nComputed / this.#blocks.blockSize);
    for (; this.#nRegistered < nFull; this.#nRegistered++) {
      this.#blocks.register(this.entries[this.#nRegistered] as number, this.#keyOf(this.#nRegistered));
    }
    const first = Math.min(this.#firstSeenFrom(nComputed), this.entries.length);
    for (; this.#nGone < first; this.#nGone++) {
      this.#blocks.release(this.entries[this.#nGone] as number);
      this.entries[this.#nGone] = noBlock;
    }
  }

  /**
   * Gives all blocks back.
   * @param isSound false: what was computed may be wrong and must not be shared
   */
  release(isSound = true): void {
    // The end goes first, so that it is reused first: other sequences more likely share the beginning.
    for (let entry = this.entries.length - 1; entry >= this.#nGone; entry--) {
      this.#blocks.release(this.entries[entry] as number, isSound);
    }
    this.entries.length = 0;
    this.#nGone = 0;
    this.#nRegistered = 0;
  }

  /** The first entry that a token at this position sees. */
  #firstSeenFrom(position: number): number {
    const { slidingWindow } = this.#options;
    if (slidingWindow === undefined) return 0;
    return Math.floor(Math.max(0, position + 1 - slidingWindow) / this.#blocks.blockSize);
  }

  /** The largest number of leading blocks for which every block that the next token sees is cached. */
  #longestCached(): number {
    const { blockSize } = this.#blocks;
    const most = Math.floor((this.#ids.nKnown - 1) / blockSize);
    let longest = 0;
    let nInRow = 0; // cached blocks that end here
    for (let entry = 0; entry < most; entry++) {
      nInRow = this.#blocks.has(this.#keyOf(entry)) ? nInRow + 1 : 0;
      const n = entry + 1;
      if (nInRow > 0 && nInRow >= n - this.#firstSeenFrom(n * blockSize)) longest = n;
      else if (this.#options.slidingWindow === undefined) break;
    }
    return longest;
  }

  /**
   * The key of a full block: SHA-256 over the key of the block before and its own ids, so that equal keys mean equal ids
   * from the beginning on. A collision would show one user another's text, so no shorter or faster hash will do.
   */
  #keyOf(entry: number): string {
    const { blockSize } = this.#blocks;
    for (let i = this.#keys.length; i <= entry; i++) {
      const ids = Uint32Array.from({ length: blockSize }, (_, j) => this.#ids.idAt(i * blockSize + j));
      const before = this.#keys[i - 1] ?? `scope ${this.#options.scope}`;
      this.#keys.push(createHash('sha256').update(before).update(ids).digest('base64'));
    }
    return this.#keys[entry] as string;
  }
}
