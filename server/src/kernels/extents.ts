// Whether buffers are as large as the shapes laid over them say: shapes are data, and a kernel checks nothing.
import { packedSize } from './pack-weights.ts';
import type { Activations, LayerCache, WeightMatrix } from './tensor.ts';

/** Whether the planes of a matrix are whole. */
export function holdsWeights({ ranges, dtype, nRows, nCols }: WeightMatrix): boolean {
  const [weights, scales] = ranges;
  const { weightBytes, scaleBytes } = packedSize(dtype, nRows, nCols);
  return (weights?.nBytes ?? 0) >= weightBytes && (scales?.nBytes ?? 0) >= scaleBytes;
}

/** Whether the buffers of a cache are as large as its shape says. */
export function holdsCache({ keys, values, nSequences, nKvHeads, capacity, headDim }: LayerCache): boolean {
  return Math.min(keys.nBytes, values.nBytes) >= nSequences * nKvHeads * capacity * headDim * 4;
}

/** Whether the buffer of activations is as large as its shape says. */
export function holdsRows({ range, nRows, stride, dim }: Activations): boolean {
  return dim <= stride && range.nBytes >= nRows * stride * 4;
}
