// Keys and values as a cache holds them, written from the definition of kv.glsl, for the checks alone.
import { type KvShape, type KvType, kvBlockSize, kvBytes } from '../tensor.ts';
import { halfBits, halfValue } from './half.ts';
import { at } from './random-data.ts';

const blockSize = 32;

/** The bytes of a cache that holds these values, [nKvHeads, nBlocks * kvBlockSize, headDim]. */
export function packKv(shape: KvShape, values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(kvBytes(shape));
  if (shape.type === 'f32') new Float32Array(bytes.buffer).set(values);
  else if (shape.type === 'f16') new Uint16Array(bytes.buffer, 0, values.length).set(values.map(halfOf));
  else packBlocks(shape, values, bytes);
  return bytes;
}

/** The values that the bytes of a cache stand for. */
export function unpackKv(shape: KvShape, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const { type, nBlocks, nKvHeads, headDim } = shape;
  const n = nKvHeads * nBlocks * kvBlockSize * headDim;
  if (type === 'f32') return new Float32Array(bytes.buffer, 0, n);
  const halves = new Uint16Array(bytes.buffer);
  if (type === 'f16') return Float32Array.from(halves.subarray(0, n), floatOf);
  const codes = new Int8Array(bytes.buffer, 0, n);
  return Float32Array.from(codes, (code, i) => code * floatOf(at(halves, scaleIndex(i, n, headDim))));
}

/**
 * How far a stored value may be from what was stored, relative to the largest of its block: a half keeps 11 bits; a code
 * is half a step off, of a scale that is itself a half. The rest is for halves so small that they have fewer bits.
 */
export function kvTolerance(type: KvType): number {
  const half = 2 ** -11 + 2 ** -20;
  return type === 'f32' ? 0 : type === 'f16' ? half : 0.5 / 127 + half;
}

/** Elements that share a scale. */
export const kvBlock = (type: KvType): number => (type === 'q8_0' ? blockSize : 1);

function packBlocks({ headDim }: KvShape, values: Float32Array, bytes: Uint8Array): void {
  const codes = new Int8Array(bytes.buffer, 0, values.length);
  const halves = new Uint16Array(bytes.buffer);
  for (let first = 0; first < values.length; first += blockSize) {
    const block = values.subarray(first, first + blockSize);
    const scale = block.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127;
    halves[scaleIndex(first, values.length, headDim)] = halfOf(scale);
    if (scale > 0)
      codes.set(
        block.map((value) => Math.round(value / scale)),
        first,
      );
  }
}

/** Where the scale of an element stands, in halves: behind n codes, each row's from a whole word on. */
function scaleIndex(element: number, n: number, headDim: number): number {
  const row = Math.floor(element / headDim);
  return n / 2 + row * 2 * Math.ceil(headDim / 64) + Math.floor((element % headDim) / blockSize);
}

const halfOf = (value: number) => (Number.isNaN(value) ? 0x7e00 : halfBits(value));
const floatOf = (bits: number) => ((bits & 0x7fff) > 0x7c00 ? Number.NaN : halfValue(bits));
