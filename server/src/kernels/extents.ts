// Whether buffers are as large as their shapes say. Kernels check nothing, so their host functions do.
import { isQuantised } from '../dtype.ts';
import { packedSize } from './pack-weights.ts';
import {
  type Activations,
  fitsKvType,
  int8BlockSize,
  kvBytes,
  type LayerCache,
  rowBytes,
  type WeightMatrix,
} from './tensor.ts';

/** Whether the planes of a matrix have all its bytes. */
export function holdsWeights({ planes, dtype, nRows, nCols }: WeightMatrix): boolean {
  const { weightBytes, scaleBytes } = packedSize(dtype, nRows, nCols);
  return planes.weights.nBytes >= weightBytes && (planes.scales?.nBytes ?? 0) >= scaleBytes;
}

/** Whether the buffers of a cache are as large as its shape says, and its type can hold heads of this size. */
export function holdsCache(cache: LayerCache): boolean {
  const { type, keys, values, headDim } = cache;
  return fitsKvType(type, headDim) && Math.min(keys.nBytes, values.nBytes) >= kvBytes(cache);
}

/** Whether the buffer of activations is as large as its shape says. */
export function holdsRows({ format, range, nRows, stride, dim }: Activations): boolean {
  const fitsBlocks = format === 'f32' || (dim === stride && stride % int8BlockSize === 0);
  return fitsBlocks && dim <= stride && range.nBytes >= nRows * rowBytes(format, stride);
}

/** Whether y = W x can be computed from these inputs: int8 inputs need quantised weights. */
export function fitsWeights(inputs: Activations, weights: WeightMatrix): boolean {
  return inputs.dim === weights.nCols && (inputs.format === 'f32' || isQuantised(weights.dtype));
}

/** Whether all of these are float32 rows. */
export function isFloat(...all: readonly Activations[]): boolean {
  return all.every(({ format }) => format === 'f32');
}
