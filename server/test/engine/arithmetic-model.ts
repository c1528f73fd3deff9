// A model made of arithmetic: the next id is a function of all ids that a token sees, read back from a paged cache, so a
// wrong position, block, table or order gives a wrong id. No device.
import type { Batch, Model, Scores } from '../../src/engine/model.ts';

export const vocabSize = 97;

/** The next id after these. */
export function nextId(ids: readonly number[], slidingWindow = ids.length): number {
  const seen = ids.slice(Math.max(0, ids.length - slidingWindow));
  return seen.reduce((hash, id) => (hash * 31 + id + 7) % vocabSize, 1);
}

/** What a sequence must give, whatever else is running. */
export function expectedIds(promptIds: readonly number[], n: number, slidingWindow?: number): number[] {
  const ids = [...promptIds];
  while (ids.length < promptIds.length + n) ids.push(nextId(ids, slidingWindow));
  return ids.slice(promptIds.length);
}

export interface ArithmeticOptions {
  readonly maxBatchTokens?: number;
  readonly nBlocks?: number;
  readonly blockSize?: number;
  readonly contextLength?: number;
  readonly slidingWindow?: number;
}

export class ArithmeticModel implements Model {
  readonly vocabSize = vocabSize;
  readonly contextLength: number;
  readonly maxBatchTokens: number;
  readonly nBlocks: number;
  readonly blockSize: number;
  readonly slidingWindow: number | undefined;
  readonly steps: Batch[] = [];
  readonly #slots: (number | undefined)[]; // [nBlocks * blockSize] the id at each
  isRunning = false;
  failAfter = Number.POSITIVE_INFINITY;

  constructor(options: ArithmeticOptions = {}) {
    this.maxBatchTokens = options.maxBatchTokens ?? 8;
    this.blockSize = options.blockSize ?? 4;
    this.nBlocks = options.nBlocks ?? 64;
    this.contextLength = options.contextLength ?? 64;
    this.slidingWindow = options.slidingWindow;
    this.#slots = Array<number | undefined>(this.nBlocks * this.blockSize).fill(undefined);
  }

  async forward(batch: Batch): Promise<Scores[]> {
    if (this.isRunning) throw new Error('two steps at once');
    this.isRunning = true;
    this.steps.push({ ...batch, blockTables: batch.blockTables.map((table) => [...table]) });
    await new Promise((resolve) => setImmediate(resolve));
    this.isRunning = false;
    if (this.steps.length > this.failAfter) throw new Error('VK_ERROR_DEVICE_LOST');
    const slots = batch.tokenIds.map((_, i) => this.#slotOf(batch, i, batch.positions[i] as number));
    if (new Set(slots).size < slots.length) throw new Error('two tokens in one slot');
    for (const [i, slot] of slots.entries()) this.#slots[slot] = batch.tokenIds[i];
    return batch.outputs.map((i) => ({ logits: this.#logits(batch, i) }));
  }

  #logits(batch: Batch, i: number): Float32Array {
    const position = batch.positions[i] as number;
    const length = Math.min(position + 1, this.slidingWindow ?? position + 1);
    const seen = Array.from({ length }, (_, j) => {
      const id = this.#slots[this.#slotOf(batch, i, position + 1 - length + j)];
      if (id === undefined) throw new Error(`position ${position + 1 - length + j} was never computed`);
      return id;
    });
    const row = new Float32Array(vocabSize);
    row[nextId(seen)] = 1;
    return row;
  }

  #slotOf({ sequences, blockTables }: Batch, i: number, position: number): number {
    const block = blockTables[sequences[i] as number]?.[Math.floor(position / this.blockSize)];
    if (block === undefined || block < 0 || block >= this.nBlocks) {
      throw new Error(`position ${position} lies in block ${block}`);
    }
    return block * this.blockSize + (position % this.blockSize);
  }
}
