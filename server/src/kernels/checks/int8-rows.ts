// Int8 activations by their definition (quantize.glsl), made and read on the host: what kernels write is held against
// this, and what they read is made here.
import { type Activations, type Int8Format, int8BlockBytes, int8BlockSize, rowBytes } from '../tensor.ts';
import { type Harness, largestError, roundings, untouched } from './harness.ts';
import { at } from './random-data.ts';

const size = int8BlockSize;

/** Rows of int8 in a buffer, and the numbers that they stand for. */
export function int8Inputs(
  harness: Harness,
  x: Float32Array,
  dim: number,
  format: Int8Format,
): { inputs: Activations; values: Float64Array<ArrayBuffer> } {
  const nBytes = int8BlockBytes[format];
  const nBlocks = x.length / size;
  const bytes = new Uint8Array(nBlocks * nBytes);
  const values = new Float64Array(x.length);
  for (let block = 0; block < nBlocks; block++) {
    const own = x.subarray(block * size, (block + 1) * size);
    const largest = own.reduce((max, v) => Math.max(max, Math.abs(v)), 0); // NaN stays
    const scale = Math.fround(largest / 127);
    const codes = new Int8Array(size);
    const sums = [0, 0];
    for (let i = 0; i < size; i++) {
      codes[i] = scale === 0 ? 0 : Math.round(at(own, i) / scale);
      sums[i < size / 2 ? 0 : 1] = (sums[i < size / 2 ? 0 : 1] ?? 0) + at(codes, i);
      values[block * size + i] = scale * at(codes, i);
    }
    bytes.set(storedCodes(codes, format), block * nBytes);
    const end = (block + 1) * nBytes;
    new Float32Array(bytes.buffer, end - 16, 4).set([scale, ...sums.map((sum) => scale * sum), 0]);
  }
  const inputs: Activations = {
    name: 'int8',
    format,
    range: harness.buffer(bytes),
    nRows: x.length / dim,
    dim,
    stride: dim,
  };
  return { inputs, values };
}

/** The codes of a block as bytes, or in words of two: code[4q + h] above code[4q + h + 2]. */
function storedCodes(codes: Int8Array, format: Int8Format): Uint8Array {
  if (format === 'int8-bytes') return new Uint8Array(codes.buffer);
  const words = Int32Array.from({ length: 16 }, (_, word) => {
    const first = (word >> 1) * 4 + (word & 1);
    return at(codes, first) * 0x10000 + at(codes, first + 2);
  });
  return new Uint8Array(words.buffer);
}

function readCodes(bytes: Uint8Array, format: Int8Format): Int8Array {
  if (format === 'int8-bytes') return new Int8Array(bytes.slice().buffer);
  const codes = new Int8Array(size);
  for (const [word, both] of new Int32Array(bytes.slice().buffer).entries()) {
    const first = (word >> 1) * 4 + (word & 1);
    codes[first + 2] = (both << 16) >> 16;
    codes[first] = (both - at(codes, first + 2)) >> 16;
  }
  return codes;
}

/** Rows for a kernel to write, with a row of blocks behind them that it must leave alone. */
export function int8Outputs(harness: Harness, nRows: number, dim: number): Activations {
  const format = harness.kernels.int8Format;
  const words = new Float32Array(((nRows + 1) * rowBytes(format, dim)) / 4).fill(untouched);
  return { name: 'int8', format, range: harness.buffer(words), nRows: nRows + 1, dim, stride: dim };
}

/** Half a step, and what the values themselves may be off by. */
export const int8Tolerance = 1.001;

/**
 * The largest distance of a written row from the numbers it should stand for, in half steps of its block: 1 is as near as
 * eight bits come. Infinite where a block contradicts itself, or what is not its own was written.
 */
export function int8Error(harness: Harness, written: Activations, expected: Float64Array): number {
  const bytes = harness.bytes(written.range);
  const format = harness.kernels.int8Format;
  const nBytes = int8BlockBytes[format];
  let largest = 0;
  for (let block = 0; block < expected.length / size; block++) {
    const [scale = 0, low = 0, high = 0] = new Float32Array(bytes.buffer, (block + 1) * nBytes - 16, 4);
    const codes = readCodes(bytes.subarray(block * nBytes, (block + 1) * nBytes - 16), format);
    const own = expected.subarray(block * size, (block + 1) * size);
    const values = Float64Array.from(codes, (code) => scale * code);
    const error = scale === 0 ? largestError(values, own, 0) : largestError(values, own, scale / 2);
    const sums = [values.subarray(0, size / 2), values.subarray(size / 2)].map((half) => half.reduce((a, b) => a + b));
    const isConsistent = largestError([low, high], sums, Math.abs(scale) * 127 * size * roundings(1)) <= 1;
    largest = Math.max(largest, isConsistent ? error : Number.POSITIVE_INFINITY);
  }
  const behind = new Float32Array(bytes.buffer, (expected.length / size) * nBytes);
  return behind.every((word) => word === untouched) ? largest : Number.POSITIVE_INFINITY;
}
