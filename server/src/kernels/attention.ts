// softmax(q K^T / sqrt(headDim)) V: multi-head, grouped-query and multi-query attention in one kernel (attention.comp),
// followed by attention-merge.comp if workgroups share out a sequence's positions.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsCache, holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import {
  type Activations,
  alignUp,
  type BlockTables,
  expectShape,
  kvBlockSize,
  kvPerUnit,
  type LayerCache,
} from './tensor.ts';

/** Query heads that one workgroup holds in registers; larger groups take several workgroups. */
const maxGroupTile = 8;
/** Slices of 4 float32 that a lane may sum over V, where others can take the rest. */
const maxLaneSlices = 8;
/** Subgroups of a workgroup that share out a sequence's positions on GPUs, which have lanes to spare. */
const attentionSubgroups = 4;
/**
 * Workgroups that share out the positions of a token on GPUs, which have cores to spare: with Mistral's 8 key heads, 256
 * for a single token of a long sequence.
 */
export const maxAttentionSplits = 32;

export type CachedHeads = Pick<LayerCache, 'type' | 'headDim'>;

export interface AttentionArguments {
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl; positions below blockTables.length * kvBlockSize
  readonly blockTables: BlockTables;
  readonly attended: Activations; // [nTokens, nHeads * headDim]
  /** Scratch of at least attentionScratchBytes. */
  readonly scratch: BufferRange;
  readonly nHeads: number;
  /** Positions that a token sees, itself included; undefined: all before it. */
  readonly window: number | undefined;
  readonly nTokens: number;
}

export function attention(recording: Recording, kernels: KernelSet, a: AttentionArguments): void {
  const { nBlocks, nKvHeads, headDim } = a.cache;
  const perKvHead = a.nHeads / nKvHeads;
  const { length, nSequences, range } = a.blockTables;
  const { nSplits, perSplit } = attentionSplits(kernels, longestView(length * kvBlockSize, a.window));
  expectShape('attention', {
    'buffers as large as their shapes': holdsRows(a.queries) && holdsRows(a.attended) && holdsCache(a.cache),
    'queries and attended are f32': isFloat(a.queries, a.attended),
    'nTokens tokens': a.nTokens * 16 <= a.tokens.nBytes,
    'block tables of whole units': length % 4 === 0 && nSequences * length * 4 <= range.nBytes,
    'nHeads a multiple of nKvHeads': Number.isInteger(perKvHead),
    'queries of nHeads * headDim': a.queries.dim === a.nHeads * headDim && a.queries.stride === a.queries.dim,
    'attended of nHeads * headDim': a.attended.dim === a.queries.dim,
    'nTokens rows': a.nTokens <= Math.min(a.queries.nRows, a.attended.nRows),
    'scratch for the splits': splitBytes(a.nHeads, headDim, nSplits, a.nTokens) <= a.scratch.nBytes,
  });
  const window = a.window ?? 0;
  const GROUP = groupTile(perKvHead);
  recording.dispatch(
    kernels.get('attention', {}, attentionConstants(kernels, GROUP, a.cache)),
    {
      queries: a.queries.range,
      keyCache: a.cache.keys,
      valueCache: a.cache.values,
      tokens: a.tokens,
      blockTables: range,
      attended: nSplits === 1 ? a.attended.range : a.scratch,
    },
    {
      nHeads: a.nHeads,
      nKvHeads,
      nSlots: nBlocks * kvBlockSize,
      tableUnits: length / 4,
      window,
      attendedStride: a.attended.stride,
      nSplits,
      perSplit,
    },
    [nKvHeads, Math.ceil(perKvHead / GROUP) * nSplits, a.nTokens],
  );
  if (nSplits === 1) return;
  const workgroupSize = kernels.workgroupSize(1);
  const nSlices = headDim / 4;
  recording.dispatch(
    kernels.get('attention-merge', {}, { workgroupSize }),
    { partials: a.scratch, tokens: a.tokens, attended: a.attended.range },
    { nHeads: a.nHeads, nSlices, nSplits, attendedStride: a.attended.stride, window, perSplit },
    [a.nHeads, Math.ceil(nSlices / workgroupSize), a.nTokens],
  );
}

/** Of the query heads that share a key head, those that a workgroup computes. */
export function groupTile(perKvHead: number): number {
  return Math.min(perKvHead, maxGroupTile);
}

/** The constants of the kernel for GROUP query heads that share the keys and values of such a cache. */
export function attentionConstants(kernels: KernelSet, GROUP: number, { type, headDim }: CachedHeads) {
  const { subgroupSize, limits } = kernels.device.physical;
  // A workgroup of half the subgroups takes longer, but a device with little shared memory can run it.
  let workgroupSize = attentionLanes(kernels);
  while (
    attentionSharedBytes(workgroupSize, GROUP, { type, headDim }) > limits.maxSharedMemoryBytes &&
    workgroupSize % (2 * subgroupSize) === 0
  ) {
    workgroupSize /= 2;
  }
  return {
    workgroupSize,
    GROUP,
    SLICES: headDim / 4,
    SUBGROUP_SIZE: subgroupSize,
    KV_PER_UNIT: kvPerUnit[type],
    ...lanesOfValues(kernels, GROUP, headDim, kvPerUnit[type]),
  };
}

/** Bytes of shared memory of a workgroup of nLanes: `exchanged`, `rows`, `valueScales` and `softmaxes` of the kernel. */
export function attentionSharedBytes(nLanes: number, group: number, { type, headDim }: CachedHeads): number {
  const weights = nLanes * Math.ceil(group / 4);
  const exchanged = Math.max(weights, (group * headDim) / 4) * 16;
  const valueScales = type === 'q8_0' ? nLanes * Math.ceil(headDim / 64) * 4 : 4;
  return [exchanged, nLanes * 4, valueScales, group * 8].reduce((sum, nBytes) => sum + alignUp(nBytes, 16), 0);
}

/**
 * How lanes share out the sum over V. Of a subgroup with more lanes than a row has units, several lanes take a unit
 * together if each would otherwise need many registers for its sums, GROUP times its slices of the unit; the lanes that
 * are still left take other positions. A CPU's subgroups are small, and other positions are no faster there.
 */
function lanesOfValues(
  { device, options, isCpu }: KernelSet,
  group: number,
  headDim: number,
  perUnit: number,
): { UNIT_LANES: number; PARTS: number } {
  if (!(options.sharesLanes ?? !isCpu)) return { UNIT_LANES: 1, PARTS: 1 };
  const { subgroupSize } = device.physical;
  const nUnits = headDim / perUnit;
  const width = perUnit / 4;
  let nLanes = 1;
  while (nLanes < width && nUnits * nLanes * 2 <= subgroupSize && group * (width / nLanes) > maxLaneSlices) nLanes *= 2;
  return { UNIT_LANES: nLanes, PARTS: Math.max(1, Math.floor(subgroupSize / (nUnits * nLanes))) };
}

function attentionLanes(kernels: KernelSet): number {
  return kernels.workgroupSize(kernels.isCpu ? 1 : attentionSubgroups);
}

/**
 * How workgroups share out the positions that a token sees, at most `longest`: nSplits of perSplit positions. The step
 * has no influence on it: the order of a sequence's sums, and so its result to the bit, must not depend on what else is
 * in a step.
 */
function attentionSplits(kernels: KernelSet, longest: number): { nSplits: number; perSplit: number } {
  // The heads alone keep the few threads of a CPU busy, and a merge would cost a dispatch.
  const wanted = kernels.options.attentionSplits ?? (kernels.isCpu ? 1 : maxAttentionSplits);
  if (wanted === 1) return { nSplits: 1, perSplit: longest };
  const perSplit = alignUp(Math.ceil(longest / wanted), attentionLanes(kernels));
  return { nSplits: Math.ceil(longest / perSplit), perSplit };
}

/** Bytes of scratch that attention needs for steps of nTokens in sequences of up to contextLength; at least a unit. */
export function attentionScratchBytes(
  kernels: KernelSet,
  { nHeads, headDim, contextLength, window }: AttentionExtent,
  nTokens: number,
): number {
  const { nSplits } = attentionSplits(kernels, longestView(contextLength, window));
  return Math.max(16, splitBytes(nHeads, headDim, nSplits, nTokens));
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

/** f32 [nTokens, nHeads, nSplits, headDim + 4]; 0 bytes if there is nothing to merge. */
function splitBytes(nHeads: number, headDim: number, nSplits: number, nTokens: number): number {
  return nSplits === 1 ? 0 : nTokens * nHeads * nSplits * (headDim + 4) * 4;
}
