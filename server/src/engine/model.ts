// What the engine needs of a model: one step over the tokens of any number of sequences, plain arrays in, logits out.
// The engine knows nothing of devices, kernels or files.
import type { ModelMemory } from './stats.ts';

/** An entry of a block table without a block: it fell out of the sliding window. */
export const noBlock = -1;

/** The tokens of one step; those of a sequence are in order. */
export interface Batch {
  readonly tokenIds: readonly number[]; // [nTokens]
  /** [nTokens] Place in its sequence, from 0. */
  readonly positions: readonly number[];
  /** [nTokens] Index of its sequence's block table. */
  readonly sequences: readonly number[];
  /**
   * [nSequences][nBlocks of the sequence] Entry i is the block of the cache that holds positions i * blockSize to
   * (i + 1) * blockSize - 1. There is a block for every position that the tokens see, and for their own.
   */
  readonly blockTables: readonly (readonly number[])[];
  /** [nOutputs] Indices of the tokens whose logits are wanted. */
  readonly outputs: readonly number[];
  /** [nOutputs] How many of the highest logits suffice; 0, and undefined: all are wanted. A model may always give all. */
  readonly nBest?: readonly number[] | undefined;
}

/** The result for a token: a logit for each id of the vocabulary, or only the best. */
export interface Scores {
  /** [n] The ids that the logits belong to, the highest logit first, the lower id first of equals; undefined: all, in order. */
  readonly ids?: Uint32Array | undefined;
  /** float32 [vocabSize] or [n]; with ids, finite ones only. */
  readonly logits: Float32Array;
}

/** How a model tells which positions a token attends to. */
export interface ObservableAttention {
  readonly nLayers: number;
  readonly nHeads: number;
  /** Groups of nHeads / nKvHeads query heads share their keys. */
  readonly nKvHeads: number;
  /** Most positions that a token may see where it is observed. */
  readonly maxSeen: number;
  /**
   * Runs a step of one token, as `forward` does.
   * @param tell called for each layer in turn, with scores q k / sqrt(headDim) before the softmax, float32
   *   [nHeads, nSeen]; they are valid during the call. The positions are the last nSeen up to the token's own.
   */
  observe(batch: Batch, tell: (layer: number, scores: Float32Array) => void): Promise<readonly Scores[]>;
}

export interface Model {
  readonly vocabSize: number;
  /** Positions a sequence can have. */
  readonly contextLength: number;
  /** Most tokens in one step. */
  readonly maxBatchTokens: number;
  /** Blocks of the cache of keys and values, for all sequences together. */
  readonly nBlocks: number;
  /** Positions of a block. */
  readonly blockSize: number;
  /** Positions that a token sees, itself included; undefined: all before it. */
  readonly slidingWindow: number | undefined;
  /** Bytes that it takes on its device; undefined: it has none. */
  readonly memory?: ModelMemory | undefined;
  /** Undefined: it cannot tell. */
  readonly attention?: ObservableAttention | undefined;
  /**
   * Runs one step and resolves to the scores of each output. They are valid until the next call. Calls must not overlap.
   */
  forward(batch: Batch): Promise<readonly Scores[]>;
}
