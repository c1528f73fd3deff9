// Reads ggml's quantised blocks: the integer codes, the block's halves, and the finer scales of the K types. Layouts:
// ggml-common.h. pack-weights.ts packs them for the device, model/dequantize.ts widens them on the CPU.
import type { QuantType } from '../dtype.ts';

/** One block. Fields that its type does not have are left unchanged. */
export interface QuantBlock {
  /** [blockSize] Unsigned, except Q8_0's, which are signed bytes. */
  readonly codes: Uint8Array;
  /** Bits of two halves: the scale (d), and the offset (Q4_1, Q5_1) or the scale of the minima (K types). */
  readonly halves: Uint16Array; // [2]
  /** K types: a scale for each 16 (Q2_K, Q3_K, Q6_K) or 32 weights, as int8 bits where it is signed. */
  readonly scales: Uint8Array; // [16]
  /** Q2_K, Q4_K, Q5_K: a minimum beside each scale. */
  readonly minima: Uint8Array; // [16]
}

/** Subtracted from a code before it is scaled. */
export const centres: Readonly<Record<QuantType, number>> = {
  Q8_0: 0,
  Q4_0: 8,
  Q4_1: 0,
  Q5_0: 16,
  Q5_1: 0,
  Q2_K: 0,
  Q3_K: 4,
  Q4_K: 0,
  Q5_K: 0,
  Q6_K: 32,
};

/** Memory for readBlock. */
export function newBlock(): QuantBlock {
  return {
    codes: new Uint8Array(256),
    halves: new Uint16Array(2),
    scales: new Uint8Array(16),
    minima: new Uint8Array(16),
  };
}

/** Reads the block that begins at byte `at`. */
export function readBlock(dtype: QuantType, bytes: Uint8Array, at: number, block: QuantBlock): void {
  readScales(dtype, bytes, at, block);
  readCodes(dtype, bytes, at, block.codes);
}

/** Reads all of a block but its codes. */
export function readScales(
  dtype: QuantType,
  bytes: Uint8Array,
  at: number,
  { halves, scales, minima }: QuantBlock,
): void {
  switch (dtype) {
    case 'Q8_0':
    case 'Q4_0':
    case 'Q5_0':
      halves[0] = halfAt(bytes, at + 0);
      return;
    case 'Q4_1':
    case 'Q5_1':
      halves[0] = halfAt(bytes, at + 0);
      halves[1] = halfAt(bytes, at + 2);
      return;
    case 'Q2_K':
      halves[0] = halfAt(bytes, at + 80);
      halves[1] = halfAt(bytes, at + 82);
      for (let i = 0; i < 16; i++) {
        scales[i] = (bytes[at + i] as number) & 15;
        minima[i] = (bytes[at + i] as number) >> 4;
      }
      return;
    case 'Q3_K':
      halves[0] = halfAt(bytes, at + 108);
      for (let i = 0; i < 16; i++) {
        const low = i < 8 ? (bytes[at + 96 + i] as number) & 15 : (bytes[at + 88 + i] as number) >> 4;
        const high = ((bytes[at + 104 + (i % 4)] as number) >> (2 * (i >> 2))) & 3;
        scales[i] = (low | (high << 4)) - 32; // as int8 bits
      }
      return;
    case 'Q4_K':
    case 'Q5_K':
      halves[0] = halfAt(bytes, at + 0);
      halves[1] = halfAt(bytes, at + 2);
      for (let i = 0; i < 4; i++) {
        const a = bytes[at + 4 + i] as number;
        const b = bytes[at + 8 + i] as number;
        const c = bytes[at + 12 + i] as number;
        scales[i] = a & 63;
        minima[i] = b & 63;
        scales[i + 4] = (c & 15) | ((a >> 6) << 4);
        minima[i + 4] = (c >> 4) | ((b >> 6) << 4);
      }
      return;
    case 'Q6_K':
      halves[0] = halfAt(bytes, at + 208);
      for (let i = 0; i < 16; i++) scales[i] = bytes[at + 192 + i] as number;
      return;
    default:
      throw new Error(`no reader for ${dtype satisfies never}`);
  }
}

function halfAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

function readCodes(dtype: QuantType, bytes: Uint8Array, at: number, codes: Uint8Array): void {
  const byte = (i: number) => bytes[at + i] as number;
  switch (dtype) {
    case 'Q8_0':
      for (let i = 0; i < 32; i++) codes[i] = byte(2 + i);
      return;
    case 'Q4_0':
    case 'Q4_1':
    case 'Q5_0':
    case 'Q5_1': {
      const highAt = dtype === 'Q4_1' || dtype === 'Q5_1' ? 4 : 2;
      const hasFifth = dtype === 'Q5_0' || dtype === 'Q5_1';
      const lowAt = highAt + (hasFifth ? 4 : 0);
      const fifth = (k: number) => (hasFifth ? ((byte(highAt + (k >> 3)) >> (k & 7)) & 1) << 4 : 0);
      for (let i = 0; i < 16; i++) {
        codes[i] = (byte(lowAt + i) & 15) | fifth(i);
        codes[i + 16] = (byte(lowAt + i) >> 4) | fifth(i + 16);
      }
      return;
    }
    case 'Q2_K':
      for (let k = 0; k < 256; k++) codes[k] = (byte(16 + lane(k)) >> shift(k)) & 3;
      return;
    case 'Q3_K':
      for (let k = 0; k < 256; k++) {
        const third = (byte(k % 32) >> (k >> 5)) & 1;
        codes[k] = ((byte(32 + lane(k)) >> shift(k)) & 3) | (third << 2);
      }
      return;
    case 'Q4_K':
    case 'Q5_K': {
      const lowAt = dtype === 'Q4_K' ? 16 : 48;
      for (let i = 0; i < 128; i++) {
        const k = ((i >> 5) << 6) | (i & 31);
        const fifths = dtype === 'Q5_K' ? byte(16 + (i & 31)) >> (2 * (i >> 5)) : 0;
        codes[k] = (byte(lowAt + i) & 15) | ((fifths & 1) << 4);
        codes[k + 32] = (byte(lowAt + i) >> 4) | ((fifths & 2) << 3);
      }
      return;
    }
    case 'Q6_K':
      for (let i = 0; i < 64; i++) {
        const k = ((i >> 5) << 7) | (i & 31);
        const low = ((i >> 5) << 6) | (i & 31);
        const [first, second, high] = [byte(low), byte(low + 32), byte(128 + i)];
        codes[k] = (first & 15) | ((high & 3) << 4);
        codes[k + 32] = (second & 15) | ((high & 12) << 2);
        codes[k + 64] = (first >> 4) | (high & 48);
        codes[k + 96] = (second >> 4) | ((high & 192) >> 2);
      }
      return;
    default:
      throw new Error(`no reader for ${dtype satisfies never}`);
  }
}

/** Q2_K and Q3_K: weight k has its two low bits in byte lane(k), from bit shift(k) on. */
const lane = (k: number) => ((k >> 7) << 5) | (k & 31);
const shift = (k: number) => ((k >> 5) & 3) * 2;
