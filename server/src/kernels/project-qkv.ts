// q, k, v = W x, RoPE on q and k, k and v into the cache (project-qkv.comp; for a q8_0 cache then store-kv.comp). Where a
// model adjusts q, k and v before RoPE, the projection leaves the rest to finish-qkv.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { fitsWeights, holdsCache, holdsRows, holdsWeights, isFloat } from './extents.ts';
import { finishQkv, type QkvAdjustments, qkvRows } from './finish-qkv.ts';
import type { KernelSet } from './kernel-set.ts';
import { registerTile, stepProjection } from './project.ts';
import { storeKv } from './store-kv.ts';
import {
  type Activations,
  alignUp,
  expectShape,
  kvBlockSize,
  kvPerUnit,
  type LayerCache,
  type WeightMatrix,
} from './tensor.ts';

export interface ProjectQkvArguments {
  /** [q rows | k rows | v rows, dim], each part aligned to rowAlignment: one matrix, or several if the types differ. */
  readonly weights: readonly WeightMatrix[];
  readonly inputs: Activations; // [nTokens, dim], f32 or int8
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl; slots below nBlocks * kvBlockSize
  readonly rotations: BufferRange; // f32 [nTokens, headDim / 2, 2]
  readonly nTokens: number;
  /** What the model does to q, k and v before RoPE, and rows for them in the meantime; undefined: nothing. */
  readonly adjustments?: (QkvAdjustments & { readonly projected: Activations }) | undefined;
}

export function projectQkv(recording: Recording, kernels: KernelSet, a: ProjectQkvArguments): void {
  const { headDim, nKvHeads } = a.cache;
  const { endRow } = qkvRows(a.queries.dim, nKvHeads * headDim);
  const { keys, values } = storedRows(a.cache);
  expectShape('project-qkv', {
    'buffers as large as their shapes':
      a.weights.every(holdsWeights) && holdsRows(a.inputs) && holdsRows(a.queries) && holdsCache(a.cache),
    'weights hold q, k and v': a.weights.reduce((sum, part) => sum + part.nRows, 0) === endRow,
    'inputs fit the weights': a.weights.every((part) => fitsWeights(a.inputs, part)),
    'queries are f32': isFloat(a.queries),
    'queries are whole heads': a.queries.dim % headDim === 0 && a.queries.stride === a.queries.dim,
    'a q8_0 cache has room for staged rows':
      a.cache.type !== 'q8_0' ||
      (a.cache.staged !== undefined && a.nTokens * nKvHeads * headDim * 4 <= Math.min(keys.nBytes, values.nBytes)),
    'rows of inputs': alignUp(a.nTokens, registerTile(kernels, a.nTokens).tokens) <= a.inputs.nRows,
    'rows of queries': a.nTokens <= a.queries.nRows,
    'nTokens tokens': a.nTokens * 16 <= a.tokens.nBytes,
    'nTokens rotations': a.nTokens * headDim * 4 <= a.rotations.nBytes,
  });
  if (a.adjustments) {
    const { projected } = a.adjustments;
    expectShape('project-qkv', {
      'projected rows hold q, k and v':
        isFloat(projected) && holdsRows(projected) && projected.dim === endRow && projected.stride === endRow,
      'rows of projected': a.nTokens <= projected.nRows,
    });
  }
  multiply(recording, kernels, a);
  if (a.adjustments) finishQkv(recording, kernels, { ...a, ...a.adjustments });
  if (a.cache.type === 'q8_0') storeKv(recording, kernels, a);
}

/** Where keys and values go: the cache, or the rows that a q8_0 cache is quantised from. */
function storedRows(cache: LayerCache): { readonly keys: BufferRange; readonly values: BufferRange } {
  return cache.type === 'q8_0' ? (cache.staged ?? cache) : cache;
}

function multiply(recording: Recording, kernels: KernelSet, a: ProjectQkvArguments): void {
  const { headDim, nKvHeads, nBlocks, type } = a.cache;
  const { keys, values } = storedRows(a.cache);
  const rows = qkvRows(a.queries.dim, nKvHeads * headDim);
  // Rows that are to be adjusted are all written as if they were queries, and not turned.
  const projected = a.adjustments?.projected;
  const { keyRow, valueRow } = projected ? { keyRow: rows.endRow, valueRow: rows.endRow } : rows;
  const queries = projected ?? a.queries;
  let firstRow = 0;
  for (const { dtype, nUnits, nRows, planes } of a.weights) {
    const { variant, constants, tile } = stepProjection(kernels, dtype, a.inputs.format, a.nTokens);
    recording.dispatch(
      kernels.get('project-qkv', variant, constants),
      {
        ...planes,
        inputs: a.inputs.range,
        queries: queries.range,
        keyCache: keys,
        valueCache: values,
        tokens: a.tokens,
        rotations: a.rotations,
      },
      {
        firstRow,
        endRow: firstRow + nRows,
        keyRow,
        valueRow,
        nUnits,
        nTokens: a.nTokens,
        inputStride: a.inputs.stride,
        queryDim: queries.dim,
        keyDim: nKvHeads * headDim,
        headDim,
        nSlots: nBlocks * kvBlockSize,
        kvPerUnit: kvPerUnit[type],
        turns: projected ? 0 : 1,
      },
      [Math.ceil(a.nTokens / tile.tokens), Math.ceil(nRows / tile.rows), 1],
    );
    firstRow += nRows;
  }
}
