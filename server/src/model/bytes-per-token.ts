// Computes the bytes that decoding a token reads, and those of a position's keys and values. At batch 1 memory bandwidth
// limits speed, so measurements are compared with these.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { type KvType, kvRowBytes } from '../kernels/tensor.ts';
import type { MistralConfig } from './config.ts';

const embedding = 'token_embd.weight';

/** Bytes of weights read for one token: every tensor but the embedding table, of which a row is read. */
export function weightBytesPerToken({ tensors }: Pick<Checkpoint, 'tensors'>): number {
  const isTied = !tensors.has('output.weight');
  let sum = 0;
  for (const { name, nBytes, shape } of tensors.values()) {
    sum += name === embedding && !isTied ? nBytes / (shape[0] ?? 1) : nBytes;
  }
  return sum;
}

/** Bytes of keys and values of one position, over all layers. */
export function kvBytesPerPosition(
  { nLayers, nKvHeads, headDim }: Pick<MistralConfig, 'nLayers' | 'nKvHeads' | 'headDim'>,
  type: KvType,
): number {
  return 2 * nLayers * nKvHeads * kvRowBytes(type, headDim);
}
