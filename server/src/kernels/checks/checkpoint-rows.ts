// Weight matrices as a checkpoint holds them, made up and read back in float64. Encoder and decoder are written from
// the formats' definitions, apart from pack-weights.ts and weights.glsl, which they are there to check.
import { byteLength, type Dtype } from '../../dtype.ts';
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

/** Random weights, about between -1 and 1. */
export function randomRows(random: RandomData, dtype: Dtype, nRows: number, nCols: number): CheckpointRows {
  const nElements = nRows * nCols;
  const bytes = new Uint8Array(byteLength(dtype, nElements));
  const view = new DataView(bytes.buffer);
  if (dtype === 'F32') for (let i = 0; i < nElements; i++) view.setFloat32(i * 4, random.signed(), true);
  if (dtype === 'F16') for (let i = 0; i < nElements; i++) view.setUint16(i * 2, halfBits(random.signed()), true);
  if (dtype === 'BF16') for (let i = 0; i < nElements; i++) view.setUint16(i * 2, brainBits(random.signed()), true);
  if (dtype === 'Q8_0') {
    for (let block = 0; block < nElements / 32; block++) {
      view.setUint16(block * 34, halfBits((0.5 + random.signed() / 2) / 127), true);
      for (let i = 0; i < 32; i++) view.setInt8(block * 34 + 2 + i, random.below(256) - 128);
    }
  }
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
      case 'Q8_0': {
        const block = Math.floor(i / 32) * 34;
        return halfValue(view.getUint16(block, true)) * view.getInt8(block + 2 + (i % 32));
      }
      default:
        throw new Error(`no decoder for ${dtype satisfies never}`);
    }
  });
}

/** IEEE binary16: 1 sign, 5 exponent, 10 mantissa bits; exponent 0 holds the subnormals. */
export function halfBits(x: number): number {
  const sign = x < 0 ? 0x8000 : 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(x) || 2 ** -14)));
  const mantissa = Math.round(Math.abs(x) / 2 ** (exponent - 10)); // with its leading 1, which carries into the exponent
  return sign | ((exponent + 14) * 1024 + mantissa);
}

function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}

/** bfloat16 is the upper half of a float32. */
function brainBits(x: number): number {
  const word = new DataView(Float32Array.of(x).buffer).getUint32(0, true);
  return word >>> 16;
}

function brainValue(bits: number): number {
  return at(new Float32Array(Uint32Array.of(bits << 16).buffer), 0);
}
