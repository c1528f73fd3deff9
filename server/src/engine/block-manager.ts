// Who has which block of the cache. A block that is full and computed has a key, made of all ids up to its end: whoever
// needs the same positions of the same ids shares it. Blocks that nobody uses keep what they hold until they are needed
// for something else, the longest unused first.
import { FreeList } from './free-list.ts';

export class BlockManager {
  readonly nBlocks: number;
  /** Positions of a block. */
  readonly blockSize: number;
  readonly #free: FreeList;
  readonly #nReferences: Uint32Array; // [nBlocks] sequences that have it in their table
  readonly #keys: (string | undefined)[]; // [nBlocks] of what it holds
  readonly #byKey = new Map<string, number>();
  #nCached = 0;

  constructor(nBlocks: number, blockSize: number) {
    this.nBlocks = nBlocks;
    this.blockSize = blockSize;
    this.#free = new FreeList(nBlocks);
    this.#nReferences = new Uint32Array(nBlocks);
    this.#keys = Array<string | undefined>(nBlocks).fill(undefined);
  }

  /** Blocks that nobody uses; what they hold may still be shared. */
  get nFree(): number {
    return this.#free.size;
  }

  /** Those of them that hold what others can share. */
  get nCached(): number {
    return this.#nCached;
  }

  /** Takes a block for new content. @throws Error when none is free: callers look at nFree first */
  take(): number {
    const block = this.#free.shift();
    if (block === undefined) throw new Error(`all ${this.nBlocks} blocks are in use`);
    if (this.#keys[block] !== undefined) this.#nCached--;
    this.#forget(block);
    this.#nReferences[block] = 1;
    return block;
  }

  /** Whether a block with this content is there. */
  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** Takes the block with this content. */
  share(key: string): number {
    const block = this.#byKey.get(key);
    if (block === undefined) throw new Error('no block has this content');
    if (this.#free.has(block)) {
      this.#free.remove(block);
      this.#nCached--;
    }
    this.#nReferences[block] = (this.#nReferences[block] as number) + 1;
    return block;
  }

  /** Says what a block holds, now that all of it is computed. It must not be written again while it is in use. */
  register(block: number, key: string): void {
    if (this.#byKey.has(key)) return; // another sequence computed the same at the same time
    this.#keys[block] = key;
    this.#byKey.set(key, block);
  }

  /**
   * Gives a block back.
   * @param isSound false: what it holds is not to be used by anybody again
   */
  release(block: number, isSound = true): void {
    const n = this.#nReferences[block] ?? 0;
    if (n === 0) throw new Error(`block ${block} is nobody's`);
    if (!isSound) this.#forget(block);
    this.#nReferences[block] = n - 1;
    if (n > 1) return;
    if (this.#keys[block] === undefined) {
      this.#free.unshift(block);
    } else {
      this.#free.push(block);
      this.#nCached++;
    }
  }

  #forget(block: number): void {
    const key = this.#keys[block];
    if (key === undefined) return;
    this.#byKey.delete(key);
    this.#keys[block] = undefined;
  }
}
