// Which sequence has which block of the cache. A block that is full and computed has a key, made of all ids up to its
// end: sequences that begin with the same ids share it. Unused blocks keep their contents until they are taken for
// something else, the least recently used first.
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

  /** Blocks that no sequence uses; their contents may still be shared. */
  get nFree(): number {
    return this.#free.size;
  }

  /** Free blocks whose contents can be shared. */
  get nCached(): number {
    return this.#nCached;
  }

  /** Takes a block for new content. @throws Error when none is free: callers check nFree first */
  take(): number {
    const block = this.#free.shift();
    if (block === undefined) throw new Error(`all ${this.nBlocks} blocks are in use`);
    if (this.#keys[block] !== undefined) this.#nCached--;
    this.#forget(block);
    this.#nReferences[block] = 1;
    return block;
  }

  /** Whether a block has this content. */
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

  /** Names the content of a block that is computed in full. It must not be written again while it is in use. */
  register(block: number, key: string): void {
    if (this.#byKey.has(key)) return; // another sequence computed the same at the same time
    this.#keys[block] = key;
    this.#byKey.set(key, block);
  }

  /**
   * Gives a block back.
   * @param isSound false: its content may be wrong and must not be shared
   */
  release(block: number, isSound = true): void {
    const n = this.#nReferences[block] ?? 0;
    if (n === 0) throw new Error(`block ${block} is not in use`);
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
