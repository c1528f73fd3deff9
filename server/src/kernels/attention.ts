// softmax(q K^T / sqrt(headDim)) V: multi-head, grouped-query and multi-query attention by one kernel; see attention.comp,
// and where workgroups share out a sequence's positions, attention-merge.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsCache, holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, type BlockTables, expectShape, kvBlockSize, type LayerCache } from './tensor.ts';

export interface AttentionArguments {
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl; positions below blockTables.length * kvBlockSize
  readonly blockTables: BlockTables;
  readonly attended: Activations; // [nTokens, nHeads * headDim]
  /** Scratch of at least attentionScratchBytes. */
  readonly scratch: BufferRange;
  readonly nHeads: number;
  /** A position sees itself and the window - 1 before it; undefined: all before it. */
  readonly window: number | undefined;
  readonly nTokens: number;
}

export function attention(recording: Recording, kernels: KernelSet, a: AttentionArguments): void {
  const { nBlocks, nKvHeads, headDim } = a.cache;
  const perKvHead = a.nHeads / nKvHeads;
  const { length, nSequences, range } = a.blockTables;
  const splits = kernels.attentionSplits(longestView(length * kvBlockSize, a.window));
  expectShape('attention', {
    'buffers as large as their shapes': holdsRows(a.queries) && holdsRows(a.attended) && holdsCache(a.cache),
    'queries and attended are f32': isFloat(a.queries, a.attended),
    'nTokens tokens': a.nTokens * 16 <= a.tokens.nBytes,
    'block tables of whole units': length % 4 === 0 && nSequences * length * 4 <= range.nBytes,
    'nHeads a multiple of nKvHeads': Number.isInteger(perKvHead),
    'queries of nHeads * headDim': a.queries.dim === a.nHeads * headDim && a.queries.stride === a.queries.dim,
    'attended of nHeads * headDim': a.attended.dim === a.queries.dim,
    'nTokens rows': a.nTokens <= Math.min(a.queries.nRows, a.attended.nRows),
    'scratch for the splits': splitBytes(a.nHeads, headDim, splits.most, a.nTokens) <= a.scratch.nBytes,
  });
  const { kernel, groupTile } = kernels.attention(a.nHeads, a.cache);
  const { most: nSplits, positions: perSplit } = splits;
  const window = a.window ?? 0;
  recording.dispatch(
    kernel,
    [a.queries.range, a.cache.keys, a.cache.values, a.tokens, range, nSplits === 1 ? a.attended.range : a.scratch],
    [a.nHeads, nKvHeads, nBlocks * kvBlockSize, length / 4, window, a.attended.stride, nSplits, perSplit],
    [nKvHeads, Math.ceil(perKvHead / groupTile) * nSplits, a.nTokens],
  );
  if (nSplits === 1) return;
  const merge = kernels.attentionMerge();
  recording.dispatch(
    merge.kernel,
    [a.scratch, a.tokens, a.attended.range],
    [a.nHeads, headDim / 4, nSplits, a.attended.stride, window, perSplit],
    [a.nHeads, Math.ceil(headDim / 4 / merge.nLanes), a.nTokens],
  );
}

/** Bytes of scratch that attention needs for steps of nTokens in sequences of up to contextLength; at least a unit. */
export function attentionScratchBytes(
  kernels: KernelSet,
  { nHeads, headDim, contextLength, window }: AttentionExtent,
  nTokens: number,
): number {
  const { most } = kernels.attentionSplits(longestView(contextLength, window));
  return Math.max(16, splitBytes(nHeads, headDim, most, nTokens));
}

export interface AttentionExtent {
  readonly nHeads: number;
  readonly headDim: number;
  /** blockTables.length * kvBlockSize. */
  readonly contextLength: number;
  readonly window: number | undefined;
}

/** Most positions that a token sees. */
function longestView(contextLength: number, window = contextLength): number {
  return Math.min(contextLength, window);
}

/** f32 [nTokens, nHeads, nSplits, headDim + 4], where there is something to merge. */
function splitBytes(nHeads: number, headDim: number, nSplits: number, nTokens: number): number {
  return nSplits === 1 ? 0 : nTokens * nHeads * nSplits * (headDim + 4) * 4;
}
