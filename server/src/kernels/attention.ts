// softmax(q K^T / sqrt(headDim)) V: multi-head, grouped-query and multi-query attention by one kernel; see attention.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsCache, holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, expectShape, type LayerCache } from './tensor.ts';

export interface AttentionArguments {
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl
  readonly attended: Activations; // [nTokens, nHeads * headDim]
  readonly nHeads: number;
  /** A position sees itself and the window - 1 before it; undefined: all before it. */
  readonly window: number | undefined;
  readonly nTokens: number;
}

export function attention(recording: Recording, kernels: KernelSet, a: AttentionArguments): void {
  const { nKvHeads, headDim, capacity } = a.cache;
  const perKvHead = a.nHeads / nKvHeads;
  expectShape('attention', {
    'buffers as large as their shapes': holdsRows(a.queries) && holdsRows(a.attended) && holdsCache(a.cache),
    'queries and attended are f32': isFloat(a.queries, a.attended),
    'nTokens tokens': a.nTokens * 16 <= a.tokens.nBytes,
    'nHeads a multiple of nKvHeads': Number.isInteger(perKvHead),
    'queries of nHeads * headDim': a.queries.dim === a.nHeads * headDim && a.queries.stride === a.queries.dim,
    'attended of nHeads * headDim': a.attended.dim === a.queries.dim,
    'headDim a multiple of 4': headDim % 4 === 0,
    'the window fits the cache': a.window === undefined || a.window <= capacity,
    'nTokens rows': a.nTokens <= Math.min(a.queries.nRows, a.attended.nRows),
  });
  const { kernel, groupTile } = kernels.attention(perKvHead, headDim);
  recording.dispatch(
    kernel,
    [a.queries.range, a.cache.keys, a.cache.values, a.tokens, a.attended.range],
    [a.nHeads, nKvHeads, capacity, a.window ?? 0, a.attended.stride],
    [nKvHeads, Math.ceil(perKvHead / groupTile), a.nTokens],
  );
}
