// What the engine asks of a model: one step over the tokens of any number of sequences. Plain arrays in, logits out;
// the engine knows nothing of devices, kernels or files.
import type { ModelMemory } from './stats.ts';

/** A table's entry where there is no block: none is needed yet, or it fell out of the sliding window. */
export const noBlock = -1;

/** The tokens of one step; the tokens of a sequence stand in order. */
export interface Batch {
  readonly tokenIds: readonly number[]; // [nTokens]
  /** [nTokens] Place in its sequence, from 0. */
  readonly positions: readonly number[];
  /** [nTokens] Index of its sequence's block table. */
  readonly sequences: readonly number[];
  /**
   * [nSequences][nBlocks of the sequence] Entry i is the block of the cache that holds positions i * blockSize to
   * (i + 1) * blockSize - 1: all that the tokens see must be there, and what they are to be written to.
   */
  readonly blockTables: readonly (readonly number[])[];
  /** [nOutputs] Indices of the tokens whose logits are wanted. */
  readonly outputs: readonly number[];
  /** [nOutputs] How many of the highest logits are enough; 0, and absent, all are wanted. A model may give all anyway. */
  readonly nBest?: readonly number[];
}

/** What comes out for a token: a logit for each id of the vocabulary, or only the best. */
export interface Scores {
  /** [n] The ids that the logits belong to, the highest logit first, the lower id first of equals; absent: all, in order. */
  readonly ids?: Uint32Array;
  /** float32 [vocabSize] or [n]; with ids, finite ones only. */
  readonly logits: Float32Array;
}

export interface Model {
  readonly vocabSize: number;
  /** Positions a sequence can have. */
  readonly contextLength: number;
  /** Most tokens in one step. */
  readonly maxBatchTokens: number;
  /** Blocks of the cache of keys and values, which sequences share out among them. */
  readonly nBlocks: number;
  /** Positions of a block. */
  readonly blockSize: number;
  /** Positions that a token sees, itself included; undefined: all before it. */
  readonly slidingWindow: number | undefined;
  /** Bytes it takes on a device, where it stands on one. */
  readonly memory?: ModelMemory;
  /**
   * Runs one step and resolves to the scores of each output. They are valid until the next call. Calls must not overlap.
   */
  forward(batch: Batch): Promise<readonly Scores[]>;
}
