// Quantises test weights as ggml's reference code does: Q8_0 and Q4_0.
import { halfBits } from '../../src/kernels/checks/half.ts';
import type { FamilyType } from './family-files.ts';

const blockSize = 32;

/** @returns ggml's number of the type, and the bytes */
export function quantise(values: Float32Array, type: FamilyType): { readonly id: number; readonly data: Buffer } {
  switch (type) {
    case 'F32':
      return { id: 0, data: Buffer.from(values.buffer, values.byteOffset, values.byteLength) };
    case 'Q8_0':
      return { id: 8, data: blocks(values, 34, q8Block) };
    case 'Q4_0':
      return { id: 2, data: blocks(values, 18, q4Block) };
    default:
      return type satisfies never;
  }
}

function blocks(values: Float32Array, nBytes: number, put: (block: Float32Array, target: Buffer) => void): Buffer {
  const data = Buffer.alloc((values.length / blockSize) * nBytes);
  for (let i = 0; i * blockSize < values.length; i++) {
    put(values.subarray(i * blockSize, (i + 1) * blockSize), data.subarray(i * nBytes, (i + 1) * nBytes));
  }
  return data;
}

/** Codes round(x / scale), scale = the largest |x| / 127. */
function q8Block(block: Float32Array, target: Buffer): void {
  const scale = Math.fround(Math.max(...block.map(Math.abs)) / 127);
  const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
  target.writeUInt16LE(halfBits(scale), 0);
  for (const [i, value] of block.entries()) {
    const product = Math.fround(value * inverse);
    target.writeInt8(Math.sign(product) * Math.floor(Math.abs(product) + 0.5), 2 + i);
  }
}

/** Codes trunc(x / scale + 8.5) up to 15, scale = the value of largest magnitude / -8; 16 low halves, then 16 high. */
function q4Block(block: Float32Array, target: Buffer): void {
  const largest = block.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  const scale = Math.fround(largest / -8);
  const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
  target.writeUInt16LE(halfBits(scale), 0);
  const code = (value = 0) => Math.min(15, Math.trunc(Math.fround(Math.fround(value * inverse) + 8.5)));
  for (let i = 0; i < blockSize / 2; i++) target[2 + i] = code(block[i]) | (code(block[i + blockSize / 2]) << 4);
}
