// Biases, norms of heads and the scale of queries, RoPE, and the cache: what follows the projections of q, k and v in
// models that have any of the first three; see finish-qkv.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsCache, holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import {
  type Activations,
  alignUp,
  expectShape,
  kvBlockSize,
  kvPerUnit,
  type LayerCache,
  rowAlignment,
} from './tensor.ts';

/** What a model does to q, k and v beyond RoPE. */
export interface QkvAdjustments {
  /** f32 [q rows | k rows | v rows], each part aligned to rowAlignment; zeros where there is no bias. */
  readonly biases: BufferRange;
  /** RMSNorm over each head of q and k, before RoPE; undefined: there is none. */
  readonly norms: { readonly gains: BufferRange; readonly eps: number } | undefined; // gains f32 [2, headDim]
  /** Queries are scaled by 1 + scale * ln(1 + floor(position / length)); undefined: they are not. */
  readonly queryScale: QueryScale | undefined;
}

export interface QueryScale {
  readonly scale: number;
  /** Positions from one step of the scale to the next. */
  readonly length: number;
}

export interface FinishQkvArguments extends QkvAdjustments {
  readonly projected: Activations; // [nTokens, q rows | k rows | v rows], the parts as those of the biases
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl; slots below nBlocks * kvBlockSize
  readonly rotations: BufferRange; // f32 [nTokens, headDim / 2, 2]
  readonly nTokens: number;
}

/** Where the parts of q, k and v begin, in rows of their matrix, and where the last one ends. */
export function qkvRows(queryDim: number, keyDim: number) {
  const keyRow = alignUp(queryDim, rowAlignment);
  const valueRow = keyRow + alignUp(keyDim, rowAlignment);
  return { keyRow, valueRow, endRow: valueRow + alignUp(keyDim, rowAlignment) };
}

export function finishQkv(recording: Recording, kernels: KernelSet, a: FinishQkvArguments): void {
  const { type, headDim, nKvHeads, nBlocks } = a.cache;
  const { keyRow, valueRow, endRow } = qkvRows(a.queries.dim, nKvHeads * headDim);
  const { keys, values } = type === 'q8_0' ? (a.cache.staged ?? a.cache) : a.cache;
  const stagedBytes = a.nTokens * nKvHeads * headDim * 4;
  expectShape('finish-qkv', {
    'buffers as large as their shapes': holdsRows(a.projected) && holdsRows(a.queries) && holdsCache(a.cache),
    'rows are f32': isFloat(a.projected, a.queries),
    'heads a multiple of 4': headDim % 4 === 0,
    'queries are whole heads': a.queries.dim % headDim === 0 && a.queries.stride === a.queries.dim,
    'projected holds q, k and v': a.projected.dim === endRow && a.projected.stride % 4 === 0,
    'biases for all rows': endRow * 4 <= a.biases.nBytes,
    'gains of two heads': a.norms === undefined || headDim * 8 <= a.norms.gains.nBytes,
    'a scale with a length': a.queryScale === undefined || a.queryScale.length >= 1,
    'a q8_0 cache has room for staged rows':
      type !== 'q8_0' || (a.cache.staged !== undefined && stagedBytes <= Math.min(keys.nBytes, values.nBytes)),
    'rows of tokens': a.nTokens <= a.projected.nRows && a.nTokens <= a.queries.nRows,
    'nTokens tokens': a.nTokens * 16 <= a.tokens.nBytes,
    'nTokens rotations': a.nTokens * headDim * 4 <= a.rotations.nBytes,
  });
  const nHeads = a.queries.dim / headDim;
  recording.dispatch(
    kernels.get('finish-qkv', {}, { workgroupSize: kernels.workgroupSize(1) }),
    {
      projected: a.projected.range,
      biases: a.biases,
      gains: a.norms?.gains ?? a.biases, // bound, but not read
      tokens: a.tokens,
      rotations: a.rotations,
      queries: a.queries.range,
      keyCache: keys,
      valueCache: values,
    },
    {
      nHeads,
      nKvHeads,
      headDim,
      keyRow,
      valueRow,
      stride: a.projected.stride,
      nSlots: nBlocks * kvBlockSize,
      kvPerUnit: kvPerUnit[type],
      normed: a.norms ? 1 : 0,
      eps: a.norms?.eps ?? 0,
      queryScale: a.queryScale?.scale ?? 0,
      queryLength: a.queryScale?.length ?? 1,
    },
    [nHeads + 2 * nKvHeads, a.nTokens, 1],
  );
}
