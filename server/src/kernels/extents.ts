// Whether buffers are as large as the shapes laid over them say: shapes are data, and a kernel checks nothing.
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

/** Whether the planes of a matrix are whole. */
export function holdsWeights({ planes, dtype, nRows, nCols }: WeightMatrix): boolean {
  const { weightBytes, scaleBytes } = packedSize(dtype, nRows, nCols);
  return planes.weights.nBytes >= weightBytes && (planes.scales?.nBytes ?? 0) >= scaleBytes;
}

/** Whether the buffers of a cache are as large as its shape says, and the shape is one that its type can have. */
export function holdsCache(cache: LayerCache): boolean {
  const { type, keys, values, headDim } = cache;
  return fitsKvType(type, headDim) && Math.min(keys.nBytes, values.nBytes) >= kvBytes(cache);
}

/** Whether the buffer of activations is as large as its shape says. */
export function holdsRows({ format, range, nRows, stride, dim }: Activations): boolean {
  const fitsBlocks = format === 'f32' || (dim === stride && stride % int8BlockSize === 0);
  return fitsBlocks && dim <= stride && range.nBytes >= nRows * rowBytes(format, stride);
}

/** Whether y = W x can be computed of these inputs: int8 ones meet codes only. */
export function fitsWeights(inputs: Activations, weights: WeightMatrix): boolean {
  return inputs.dim === weights.nCols && (inputs.format === 'f32' || isQuantised(weights.dtype));
}

/** Whether these are float32 rows: what a kernel takes that knows no other. */
export function isFloat(...all: readonly Activations[]): boolean {
  return all.every(({ format }) => format === 'f32');
}
