// Keys and values of a step, quantised into a q8_0 cache; see store-kv.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsCache } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { expectShape, kvBlockSize, type LayerCache } from './tensor.ts';

export interface StoreKvArguments {
  /** With its `staged` rows written. */
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl; slots below nBlocks * kvBlockSize
  readonly nTokens: number;
}

export function storeKv(recording: Recording, kernels: KernelSet, { cache, tokens, nTokens }: StoreKvArguments): void {
  const { type, staged, nBlocks, nKvHeads, headDim } = cache;
  if (!staged) throw new RangeError('kernel store-kv: there are no staged rows');
  expectShape('store-kv', {
    'a q8_0 cache': type === 'q8_0',
    'buffers as large as their shapes': holdsCache(cache),
    'nTokens staged rows': nTokens * nKvHeads * headDim * 4 <= Math.min(staged.keys.nBytes, staged.values.nBytes),
    'nTokens tokens': nTokens * 16 <= tokens.nBytes,
  });
  const workgroupSize = kernels.workgroupSize(1);
  recording.dispatch(
    kernels.get('store-kv', {}, { workgroupSize, WORD_BLOCKS: headDim % 64 === 0 ? 2 : 1 }),
    {
      stagedKeys: staged.keys,
      stagedValues: staged.values,
      tokens,
      keyCache: cache.keys,
      valueCache: cache.values,
    },
    { nKvHeads, nSlots: nBlocks * kvBlockSize, headDim },
    [Math.ceil((nKvHeads * Math.ceil(headDim / 64)) / workgroupSize), nTokens, 2],
  );
}
