// What a model will take of a device's memory, from its file alone: no device is opened. A test holds these sums to what a
// loaded model has.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { maxAttentionSplits } from '../kernels/attention.ts';
import { blockTableLength, type KvType, strideOf } from '../kernels/tensor.ts';
import { kvBytesPerPosition } from './bytes-per-token.ts';
import type { MistralConfig } from './config.ts';
import { maxBatchTokens } from './limits.ts';

/** Bytes by purpose. */
export interface MemoryEstimate {
  readonly weights: number;
  /** Keys and values of one position, over all layers. */
  readonly kvPerPosition: number;
  /** Inputs, activations and logits of the largest step. */
  readonly scratch: number;
}

export interface EstimateOptions {
  readonly kvType: KvType;
  /** CPU devices do without some of the scratch tensors. */
  readonly isCpu: boolean;
}

/** An int8 activation with its share of the block's scale and sum. */
const int8Bytes = 1.25;

/** @param config its contextLength is the longest sequence */
export function estimateMemory(
  { tensors }: Pick<Checkpoint, 'tensors'>,
  config: MistralConfig,
  { kvType, isCpu }: EstimateOptions,
): MemoryEstimate {
  const { dim, hiddenDim, nHeads, nKvHeads, headDim, vocabSize, contextLength } = config;
  const queryDim = nHeads * headDim;
  const projected = config.adjustsQkv ? queryDim + 2 * nKvHeads * headDim : 0;
  // Residual stream and its norm, queries, what was projected and attended, the hidden layer; all f32.
  const floats = 2 * strideOf(dim) + queryDim + projected + strideOf(queryDim) + strideOf(hiddenDim);
  const activations = maxBatchTokens * (floats * 4 + strideOf(Math.max(dim, queryDim, hiddenDim)) * int8Bytes);
  const splits = isCpu ? 0 : maxBatchTokens * nHeads * maxAttentionSplits * (headDim + 4) * 4;
  const logits = maxBatchTokens * vocabSize * 4 * (isCpu ? 1 : 2);
  const inputs = maxBatchTokens * 4 * (blockTableLength(contextLength) + headDim + 6);
  return {
    weights: [...tensors.values()].reduce((sum, { nBytes }) => sum + nBytes, 0),
    kvPerPosition: kvBytesPerPosition(config, kvType),
    scratch: activations + splits + logits + inputs,
  };
}
