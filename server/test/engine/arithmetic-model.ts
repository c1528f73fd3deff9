// A model made of arithmetic: the next id is a function of all ids that a token sees, read back from a paged cache. A
// wrong position, block, table or order therefore gives a wrong id. Needs no device.
import type { Batch, Model, Scores } from '../../src/engine/model.ts';

export const vocabSize = 97;

/** What stands in the cache for an id: it depends on all ids before, as keys and values of a deep model do. */
const valueAfter = (before: number, id: number) => (before * 31 + id + 7) % 1009;
const firstValue = 1;

/** The next id, of the values that the last one sees. */
const idAfter = (values: readonly number[]) => values.reduce((hash, value) => (hash * 5 + value) % vocabSize, 3);

/** What a sequence must give, whatever else is running. */
export function expectedIds(
  promptIds: readonly number[],
  n: number,
  slidingWindow = Number.POSITIVE_INFINITY,
): number[] {
  const ids: number[] = [];
  const values: number[] = [];
  while (ids.length < promptIds.length + n) {
    ids.push(promptIds[ids.length] ?? idAfter(values.slice(-slidingWindow)));
    const before = slidingWindow === 1 ? undefined : values.at(-1);
    values.push(valueAfter(before ?? firstValue, ids.at(-1) as number));
  }
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
  readonly #slots: (number | undefined)[]; // [nBlocks * blockSize] the value in each
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
    for (const [i, slot] of slots.entries()) {
      const position = batch.positions[i] as number;
      const before = position === 0 || this.slidingWindow === 1 ? firstValue : this.#valueAt(batch, i, position - 1);
      this.#slots[slot] = valueAfter(before, batch.tokenIds[i] as number);
    }
    return batch.outputs.map((i) => ({ logits: this.#logits(batch, i) }));
  }

  #logits(batch: Batch, i: number): Float32Array {
    const position = batch.positions[i] as number;
    const length = Math.min(position + 1, this.slidingWindow ?? position + 1);
    const seen = Array.from({ length }, (_, j) => this.#valueAt(batch, i, position + 1 - length + j));
    const row = new Float32Array(vocabSize);
    row[idAfter(seen)] = 1;
    return row;
  }

  /** What a token finds at a position of its sequence. */
  #valueAt(batch: Batch, i: number, position: number): number {
    const value = this.#slots[this.#slotOf(batch, i, position)];
    if (value === undefined) throw new Error(`position ${position} was never computed`);
    return value;
  }

  #slotOf({ sequences, blockTables }: Batch, i: number, position: number): number {
    const block = blockTables[sequences[i] as number]?.[Math.floor(position / this.blockSize)];
    if (block === undefined || block < 0 || block >= this.nBlocks) {
      throw new Error(`position ${position} lies in block ${block}`);
    }
    return block * this.blockSize + (position % this.blockSize);
  }
}
