// softmax(q K^T / sqrt(headDim)) V: multi-head, grouped-query and multi-query attention by one kernel; see attention.comp,
// and where workgroups share out a sequence's positions, attention-merge.comp.
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
  /** Scratch of at least attentionScratchBytes. */
  readonly scratch: BufferRange;
  readonly nHeads: number;
  /** A position sees itself and the window - 1 before it; undefined: all before it. */
  readonly window: number | undefined;
  readonly nTokens: number;
}

export function attention(recording: Recording, kernels: KernelSet, a: AttentionArguments): void {
  const { nSequences, nKvHeads, headDim, capacity } = a.cache;
  const perKvHead = a.nHeads / nKvHeads;
  const nSplits = kernels.attentionSplits(a.nHeads, nKvHeads, a.nTokens);
  expectShape('attention', {
    'buffers as large as their shapes': holdsRows(a.queries) && holdsRows(a.attended) && holdsCache(a.cache),
    'queries and attended are f32': isFloat(a.queries, a.attended),
    'nTokens tokens': a.nTokens * 16 <= a.tokens.nBytes,
    'nHeads a multiple of nKvHeads': Number.isInteger(perKvHead),
    'queries of nHeads * headDim': a.queries.dim === a.nHeads * headDim && a.queries.stride === a.queries.dim,
    'attended of nHeads * headDim': a.attended.dim === a.queries.dim,
    'the window fits the cache': a.window === undefined || a.window <= capacity,
    'nTokens rows': a.nTokens <= Math.min(a.queries.nRows, a.attended.nRows),
    'scratch for the splits': splitBytes(a.nHeads, headDim, nSplits, a.nTokens) <= a.scratch.nBytes,
  });
  const { kernel, groupTile } = kernels.attention(a.nHeads, a.cache);
  recording.dispatch(
    kernel,
    [a.queries.range, a.cache.keys, a.cache.values, a.tokens, nSplits === 1 ? a.attended.range : a.scratch],
    [a.nHeads, nKvHeads, capacity, nSequences * nKvHeads * capacity, a.window ?? 0, a.attended.stride, nSplits],
    [nKvHeads, Math.ceil(perKvHead / groupTile) * nSplits, a.nTokens],
  );
  if (nSplits === 1) return;
  const merge = kernels.attentionMerge();
  recording.dispatch(
    merge.kernel,
    [a.scratch, a.attended.range],
    [a.nHeads, headDim / 4, nSplits, a.attended.stride],
    [a.nHeads, Math.ceil(headDim / 4 / merge.nLanes), a.nTokens],
  );
}

/** Bytes of scratch that attention needs for any step of up to maxBatchTokens; at least a unit. */
export function attentionScratchBytes(
  kernels: KernelSet,
  { nHeads, nKvHeads, headDim }: { readonly nHeads: number; readonly nKvHeads: number; readonly headDim: number },
  maxBatchTokens: number,
): number {
  let largest = 16;
  for (let nTokens = 1; nTokens <= maxBatchTokens; nTokens++) {
    const nSplits = kernels.attentionSplits(nHeads, nKvHeads, nTokens);
    largest = Math.max(largest, splitBytes(nHeads, headDim, nSplits, nTokens));
  }
  return largest;
}

/** f32 [nTokens, nHeads, nSplits, headDim + 4], where there is something to merge. */
function splitBytes(nHeads: number, headDim: number, nSplits: number, nTokens: number): number {
  return nSplits === 1 ? 0 : nTokens * nHeads * nSplits * (headDim + 4) * 4;
}
