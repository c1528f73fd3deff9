// q, k, v = W x, RoPE on q and k, k and v into the cache (project-qkv.comp; for a q8_0 cache then store-kv.comp).
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { fitsWeights, holdsCache, holdsRows, holdsWeights, isFloat } from './extents.ts';
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
  rowAlignment,
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
}

export function projectQkv(recording: Recording, kernels: KernelSet, a: ProjectQkvArguments): void {
  const { headDim, nKvHeads, nBlocks } = a.cache;
  const keyRow = alignUp(a.queries.dim, rowAlignment);
  const valueRow = keyRow + alignUp(nKvHeads * headDim, rowAlignment);
  const nRows = valueRow + alignUp(nKvHeads * headDim, rowAlignment);
  const { keys, values } = a.cache.type === 'q8_0' ? (a.cache.staged ?? a.cache) : a.cache;
  expectShape('project-qkv', {
    'buffers as large as their shapes':
      a.weights.every(holdsWeights) && holdsRows(a.inputs) && holdsRows(a.queries) && holdsCache(a.cache),
    'weights hold q, k and v': a.weights.reduce((sum, part) => sum + part.nRows, 0) === nRows,
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
  let firstRow = 0;
  for (const { dtype, nUnits, nRows: nPartRows, planes } of a.weights) {
    const { variant, constants, tile } = stepProjection(kernels, dtype, a.inputs.format, a.nTokens);
    recording.dispatch(
      kernels.get('project-qkv', variant, constants),
      {
        ...planes,
        inputs: a.inputs.range,
        queries: a.queries.range,
        keyCache: keys,
        valueCache: values,
        tokens: a.tokens,
        rotations: a.rotations,
      },
      {
        firstRow,
        endRow: firstRow + nPartRows,
        keyRow,
        valueRow,
        nUnits,
        nTokens: a.nTokens,
        inputStride: a.inputs.stride,
        queryDim: a.queries.dim,
        keyDim: nKvHeads * headDim,
        headDim,
        nSlots: nBlocks * kvBlockSize,
        kvPerUnit: kvPerUnit[a.cache.type],
      },
      [Math.ceil(a.nTokens / tile.tokens), Math.ceil(nPartRows / tile.rows), 1],
    );
    firstRow += nPartRows;
  }
  if (a.cache.type === 'q8_0') storeKv(recording, kernels, a);
}
