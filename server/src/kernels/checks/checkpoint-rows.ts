// Weight matrices as a checkpoint holds them, made up and read back in float64. Encoder and decoder are written from
// the formats' definitions, apart from pack-weights.ts and weights.glsl, which they are there to check.
import { byteLength, type Dtype, dtypes } from '../../dtype.ts';
import { halfBits, halfValue } from './half.ts';
import { quantWeight, randomBlocks } from './quant-reference.ts';
import type { RandomData } from './random-data.ts';
import { at } from './random-data.ts';

/** A matrix twice: the bytes of a checkpoint, and the numbers they stand for. */
export interface CheckpointRows {
  readonly dtype: Dtype;
  readonly nRows: number;
  readonly nCols: number;
  readonly bytes: Uint8Array;
  readonly values: Float64Array; // [nRows, nCols]
}

/** Random weights, about between -1 and 1, or -2 and 2. */
export function randomRows(random: RandomData, dtype: Dtype, nRows: number, nCols: number): CheckpointRows {
  const nElements = nRows * nCols;
  const bytes = new Uint8Array(byteLength(dtype, nElements));
  const view = new DataView(bytes.buffer);
  if (dtype === 'F32') for (let i = 0; i < nElements; i++) view.setFloat32(i * 4, random.signed(), true);
  if (dtype === 'F16') for (let i = 0; i < nElements; i++) view.setUint16(i * 2, halfBits(random.signed()), true);
  if (dtype === 'BF16') for (let i = 0; i < nElements; i++) view.setUint16(i * 2, brainBits(random.signed()), true);
  if (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'BF16') randomBlocks(random, dtype, bytes);
  return { dtype, nRows, nCols, bytes, values: decodeWeights(dtype, bytes, nElements) };
}

/** The numbers that a checkpoint's bytes stand for. */
export function decodeWeights(dtype: Dtype, bytes: Uint8Array, nElements: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: nElements }, (_, i) => {
    switch (dtype) {
      case 'F32':
        return view.getFloat32(i * 4, true);
      case 'F16':
        return halfValue(view.getUint16(i * 2, true));
      case 'BF16':
        return brainValue(view.getUint16(i * 2, true));
      default: {
        const { blockSize, blockBytes } = dtypes[dtype];
        return quantWeight(dtype, bytes, Math.floor(i / blockSize) * blockBytes, i % blockSize);
      }
    }
  });
}

/** bfloat16 is the upper half of a float32. */
function brainBits(x: number): number {
  const word = new DataView(Float32Array.of(x).buffer).getUint32(0, true);
  return word >>> 16;
}

function brainValue(bits: number): number {
  return at(new Float32Array(Uint32Array.of(bits << 16).buffer), 0);
}
