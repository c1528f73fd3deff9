// ggml's quantised types, one weight at a time, from the formats' definitions: slow, and apart from quant-blocks.ts, which
// it is there to check. And blocks of random bits, which use every bit that a block has.
import { type Dtype, dtypes } from '../../dtype.ts';
import { halfBits, halfValue } from './half.ts';
import type { RandomData } from './random-data.ts';

type Quantised = Exclude<Dtype, 'F32' | 'F16' | 'BF16'>;

/** Where a block has its halves, and the largest number that each is multiplied with. */
const halves: Readonly<Record<Quantised, readonly (readonly [at: number, largest: number])[]>> = {
  Q8_0: [[0, 128]],
  Q4_0: [[0, 8]],
  Q4_1: [
    [0, 15],
    [2, -1],
  ],
  Q5_0: [[0, 16]],
  Q5_1: [
    [0, 31],
    [2, -1],
  ],
  Q2_K: [
    [80, 15 * 3],
    [82, 15],
  ],
  Q3_K: [[108, 32 * 4]],
  Q4_K: [
    [0, 63 * 15],
    [2, 63],
  ],
  Q5_K: [
    [0, 63 * 31],
    [2, 63],
  ],
  Q6_K: [[208, 128 * 32]],
};

/** Blocks of random bits whose weights are about between -2 and 2. */
export function randomBlocks(random: RandomData, dtype: Quantised, bytes: Uint8Array): void {
  const { blockBytes } = dtypes[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.below(256);
  for (let block = 0; block < bytes.length; block += blockBytes) {
    for (const [at, largest] of halves[dtype]) {
      view.setUint16(block + at, halfBits((0.6 + 0.4 * random.signed()) / largest), true);
    }
  }
}

/** Weight k of the block that begins at byte `block`. */
export function quantWeight(dtype: Quantised, bytes: Uint8Array, block: number, k: number): number {
  const byte = (at: number) => bytes[block + at] ?? Number.NaN;
  const int8 = (at: number) => (byte(at) < 128 ? byte(at) : byte(at) - 256);
  const half = (at: number) => halfValue(byte(at) + 256 * byte(at + 1));
  const bit = (at: number, n: number) => Math.floor(byte(at + Math.floor(n / 8)) / 2 ** (n % 8)) % 2;
  const nibble = (at: number, isHigh: boolean) => (isHigh ? Math.floor(byte(at) / 16) : byte(at) % 16);
  const twoBits = (at: number, n: number) => Math.floor(byte(at) / 4 ** n) % 4;
  switch (dtype) {
    case 'Q8_0':
      return half(0) * int8(2 + k);
    case 'Q4_0':
      return half(0) * (nibble(2 + (k % 16), k >= 16) - 8);
    case 'Q4_1':
      return half(0) * nibble(4 + (k % 16), k >= 16) + half(2);
    case 'Q5_0':
      return half(0) * (nibble(6 + (k % 16), k >= 16) + 16 * bit(2, k) - 16);
    case 'Q5_1':
      return half(0) * (nibble(8 + (k % 16), k >= 16) + 16 * bit(4, k)) + half(2);
    case 'Q2_K': {
      const fine = byte(Math.floor(k / 16));
      const code = twoBits(16 + 32 * Math.floor(k / 128) + (k % 32), Math.floor(k / 32) % 4);
      return half(80) * (fine % 16) * code - half(82) * Math.floor(fine / 16);
    }
    case 'Q3_K': {
      const i = Math.floor(k / 16);
      const scale = nibble(96 + (i % 8), i >= 8) + 16 * twoBits(104 + (i % 4), Math.floor(i / 4)) - 32;
      const low = twoBits(32 + 32 * Math.floor(k / 128) + (k % 32), Math.floor(k / 32) % 4);
      const third = bit(k % 32, Math.floor(k / 32)); // byte k % 32 of the mask, bit k / 32
      return half(108) * scale * (low + 4 * third - 4);
    }
    case 'Q4_K':
    case 'Q5_K': {
      const i = Math.floor(k / 32);
      const [scale, minimum] = sixBits(byte, i);
      const lowAt = dtype === 'Q4_K' ? 16 : 48;
      const low = nibble(lowAt + 32 * Math.floor(k / 64) + (k % 32), k % 64 >= 32);
      const fifth = dtype === 'Q5_K' ? bit(16 + (k % 32), i) : 0;
      return half(0) * scale * (low + 16 * fifth) - half(2) * minimum;
    }
    case 'Q6_K': {
      const low = nibble(64 * Math.floor(k / 128) + (k % 64), k % 128 >= 64);
      const high = twoBits(128 + 32 * Math.floor(k / 128) + (k % 32), Math.floor(k / 32) % 4);
      return half(208) * int8(192 + Math.floor(k / 16)) * (low + 16 * high - 32);
    }
    default:
      throw new Error(`no definition of ${dtype satisfies never}`);
  }
}

/** Scale and minimum i of 8, six bits each, from the 12 bytes at byte 4 of a Q4_K or Q5_K block. */
function sixBits(byte: (at: number) => number, i: number): [scale: number, minimum: number] {
  if (i < 4) return [byte(4 + i) % 64, byte(8 + i) % 64];
  const both = byte(8 + i);
  return [(both % 16) + 16 * Math.floor(byte(i) / 64), Math.floor(both / 16) + 16 * Math.floor(byte(4 + i) / 64)];
}
