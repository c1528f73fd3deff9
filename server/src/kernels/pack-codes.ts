// Moves the codes of ggml's blocks into the order in which weights.glsl reads them, a word at a time, since a model has
// billions. In a step of 32 weights
//   4 bits: byte j of 16 holds weight j, and weight j + 16 above it,
//   2 bits: byte j of 8 holds weights j, j + 8, j + 16, j + 24 from the lowest bits up,
//   1 bit:  byte j of 4 holds weights j, j + 4, ... j + 28 likewise,
// so that one shift and one mask of a word give four weights side by side.
import type { QuantType } from '../dtype.ts';

/** Weights of one step of a lane: a unit of weights.glsl. */
export const stepWeights = 32;
/** Steps of a chunk of a row, which has the low bits of all its steps first, then their high bits. */
export const chunkSteps = 8;

/** Words of a step's low and high bits; of Q8_0, whose codes are bytes, the first and the last 16. */
export const codeWords: Readonly<Record<QuantType, { low: number; high: number }>> = {
  Q8_0: { low: 4, high: 4 },
  Q4_0: { low: 4, high: 0 },
  Q4_1: { low: 4, high: 0 },
  Q4_K: { low: 4, high: 0 },
  Q5_0: { low: 4, high: 1 },
  Q5_1: { low: 4, high: 1 },
  Q5_K: { low: 4, high: 1 },
  Q6_K: { low: 4, high: 2 },
  Q2_K: { low: 2, high: 0 },
  Q3_K: { low: 2, high: 1 },
};

/** The place of a block: one object serves all blocks of a matrix, since there is one for every few weights of a model. */
export interface BlockPlace {
  /** The checkpoint's bytes as 16-bit words: blocks begin at even bytes, not always at multiples of four. */
  readonly halves: Uint16Array;
  /** Byte at which the block begins. */
  at: number;
  /** The plane of weights. */
  readonly words: Uint32Array;
  /** Word at which the chunk of the block begins. */
  chunkAt: number;
  /** The block's first step within the chunk; blocks of 256 weights fill a whole one. */
  firstStep: number;
}

/** Packs the codes of one block. */
export function packCodes(dtype: QuantType, place: BlockPlace): void {
  const { halves, at, words, chunkAt, firstStep } = place;
  const { low, high } = codeWords[dtype];
  const lowAt = chunkAt + firstStep * low;
  const highAt = chunkAt + chunkSteps * low + firstStep * high;
  switch (dtype) {
    case 'Q8_0':
      copyWords(halves, at + 2, words, lowAt);
      copyWords(halves, at + 18, words, highAt);
      return;
    case 'Q4_0':
    case 'Q4_1':
      copyWords(halves, at + (dtype === 'Q4_0' ? 2 : 4), words, lowAt);
      return;
    case 'Q5_0':
    case 'Q5_1': {
      const fifths = at + (dtype === 'Q5_0' ? 2 : 4);
      words[highAt] = spreadBits(wordAt(halves, fifths));
      copyWords(halves, fifths + 4, words, lowAt);
      return;
    }
    case 'Q4_K':
    case 'Q5_K': {
      const codes = at + (dtype === 'Q4_K' ? 16 : 48);
      for (let step = 0; step < 8; step += 2) {
        packNibbles(place, codes + 16 * step, lowAt + 4 * step, lowAt + 4 * (step + 1));
      }
      if (dtype === 'Q4_K') return;
      for (let step = 0; step < 8; step++) words[highAt + step] = gatherBits(halves, at + 16, step);
      return;
    }
    case 'Q6_K':
      for (let step = 0; step < 8; step++) {
        const half = step >> 2;
        if ((step & 2) === 0) {
          const codes = at + 64 * half + 32 * (step & 1);
          packNibbles(place, codes, lowAt + 4 * step, lowAt + 4 * (step + 2));
        }
        packPairs(place, at + 128 + 32 * half, 2 * (step & 3), highAt + 2 * step);
      }
      return;
    case 'Q2_K':
    case 'Q3_K':
      for (let step = 0; step < 8; step++) {
        const codes = at + (dtype === 'Q2_K' ? 16 : 32) + 32 * (step >> 2);
        packPairs(place, codes, 2 * (step & 3), lowAt + 2 * step);
        if (dtype === 'Q3_K') words[highAt + step] = gatherBits(halves, at, step);
      }
      return;
    default:
      throw new Error(`no packing for ${dtype satisfies never}`);
  }
}

function wordAt(halves: Uint16Array, byte: number): number {
  return (halves[byte >> 1] as number) | ((halves[(byte >> 1) + 1] as number) << 16);
}

/** Copies 16 bytes that are already in our order. */
function copyWords(halves: Uint16Array, byte: number, words: Uint32Array, target: number): void {
  for (let i = 0; i < 4; i++) words[target + i] = wordAt(halves, byte + 4 * i);
}

/** Packs 32 bytes that hold two steps, one in the low nibbles and one in the high ones. */
function packNibbles({ halves, words }: BlockPlace, byte: number, low: number, high: number): void {
  for (let i = 0; i < 4; i++) {
    const first = wordAt(halves, byte + 4 * i);
    const second = wordAt(halves, byte + 16 + 4 * i);
    words[low + i] = (first & 0x0f0f0f0f) | ((second & 0x0f0f0f0f) << 4);
    words[high + i] = ((first >>> 4) & 0x0f0f0f0f) | (second & 0xf0f0f0f0);
  }
}

/** Packs two bits of each of 32 bytes, from bit `shift` on. */
function packPairs({ halves, words }: BlockPlace, byte: number, shift: number, target: number): void {
  for (let i = 0; i < 2; i++) {
    let packed = 0;
    for (let m = 0; m < 4; m++) packed |= ((wordAt(halves, byte + 8 * m + 4 * i) >>> shift) & 0x03030303) << (2 * m);
    words[target + i] = packed;
  }
}

/** A word of bit `shift` of each of 32 bytes. */
function gatherBits(halves: Uint16Array, byte: number, shift: number): number {
  let packed = 0;
  for (let m = 0; m < 8; m++) packed |= ((wordAt(halves, byte + 4 * m) >>> shift) & 0x01010101) << m;
  return packed;
}

/** A word with bit k for weight k, in our order. */
function spreadBits(bits: number): number {
  let packed = 0;
  for (let k = 0; k < 32; k++) packed |= ((bits >>> k) & 1) << ((k & 3) * 8 + (k >> 2));
  return packed;
}
