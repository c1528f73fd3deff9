// The codes of ggml's blocks, moved into the order in which weights.glsl reads them, a word at a time: a model has billions.
// In a step of 32 weights
//   4 bits: byte j of 16 holds weight j, and weight j + 16 above it,
//   2 bits: byte j of 8 holds weights j, j + 8, j + 16, j + 24 from the lowest bits up,
//   1 bit:  byte j of 4 holds weights j, j + 4, ... j + 28 likewise,
// so that one shift and one mask of a word give four weights side by side.
import type { QuantType } from '../dtype.ts';

/** The types whose codes are packed; Q8_0's are bytes already. */
export type PackedType = Exclude<QuantType, 'Q8_0'>;

/** Weights of one step of a lane. */
export const stepWeights = 32;

/**
 * Words of a step. A group of steps has the low bits of all its steps first, then their high bits, and is a whole number
 * of 16-byte units.
 */
interface CodeLayout {
  readonly lowWords: 2 | 4;
  readonly highWords: 0 | 1 | 2;
  readonly groupSteps: 1 | 2 | 4;
}
export const codeLayouts: Readonly<Record<PackedType, CodeLayout>> = {
  Q4_0: { lowWords: 4, highWords: 0, groupSteps: 1 },
  Q4_1: { lowWords: 4, highWords: 0, groupSteps: 1 },
  Q4_K: { lowWords: 4, highWords: 0, groupSteps: 1 },
  Q5_0: { lowWords: 4, highWords: 1, groupSteps: 4 },
  Q5_1: { lowWords: 4, highWords: 1, groupSteps: 4 },
  Q5_K: { lowWords: 4, highWords: 1, groupSteps: 4 },
  Q6_K: { lowWords: 4, highWords: 2, groupSteps: 2 },
  Q2_K: { lowWords: 2, highWords: 0, groupSteps: 2 },
  Q3_K: { lowWords: 2, highWords: 1, groupSteps: 4 },
};

/**
 * Packs the codes of one block. No closures here: this runs once for every few weights of a model.
 * @param halves the checkpoint's bytes as 16-bit words: blocks begin at even places, not always at multiples of four
 * @param at byte at which the block begins
 * @param words where a row of packed codes begins at `rowAt`
 * @param firstStep the block's first step within the row
 */
export function packCodes(
  dtype: PackedType,
  halves: Uint16Array,
  at: number,
  words: Uint32Array,
  rowAt: number,
  firstStep: number,
): void {
  const layout = codeLayouts[dtype];
  switch (dtype) {
    case 'Q4_0':
    case 'Q4_1':
      copyWords(halves, at + (dtype === 'Q4_0' ? 2 : 4), words, lowAt(layout, rowAt, firstStep));
      return;
    case 'Q5_0':
    case 'Q5_1': {
      const fifths = at + (dtype === 'Q5_0' ? 2 : 4);
      words[highAt(layout, rowAt, firstStep)] = spreadBits(wordAt(halves, fifths));
      copyWords(halves, fifths + 4, words, lowAt(layout, rowAt, firstStep));
      return;
    }
    case 'Q4_K':
    case 'Q5_K': {
      const codes = at + (dtype === 'Q4_K' ? 16 : 48);
      for (let step = 0; step < 8; step += 2) {
        const low = lowAt(layout, rowAt, firstStep + step);
        packNibbles(halves, codes + 16 * step, words, low, lowAt(layout, rowAt, firstStep + step + 1));
      }
      if (dtype === 'Q4_K') return;
      for (let step = 0; step < 8; step++) {
        words[highAt(layout, rowAt, firstStep + step)] = gatherBits(halves, at + 16, step);
      }
      return;
    }
    case 'Q6_K':
      for (let step = 0; step < 8; step++) {
        const half = step >> 2;
        if ((step & 2) === 0) {
          const low = lowAt(layout, rowAt, firstStep + step);
          packNibbles(halves, at + 64 * half + 32 * (step & 1), words, low, lowAt(layout, rowAt, firstStep + step + 2));
        }
        packPairs(halves, at + 128 + 32 * half, 2 * (step & 3), words, highAt(layout, rowAt, firstStep + step));
      }
      return;
    case 'Q2_K':
    case 'Q3_K':
      for (let step = 0; step < 8; step++) {
        const codes = at + (dtype === 'Q2_K' ? 16 : 32) + 32 * (step >> 2);
        packPairs(halves, codes, 2 * (step & 3), words, lowAt(layout, rowAt, firstStep + step));
        if (dtype === 'Q3_K') words[highAt(layout, rowAt, firstStep + step)] = gatherBits(halves, at, step);
      }
      return;
    default:
      throw new Error(`no packing for ${dtype satisfies never}`);
  }
}

function lowAt({ lowWords, highWords, groupSteps }: CodeLayout, rowAt: number, step: number): number {
  const inGroup = step % groupSteps;
  return rowAt + (step - inGroup) * (lowWords + highWords) + inGroup * lowWords;
}

function highAt({ lowWords, highWords, groupSteps }: CodeLayout, rowAt: number, step: number): number {
  const inGroup = step % groupSteps;
  return rowAt + (step - inGroup) * (lowWords + highWords) + groupSteps * lowWords + inGroup * highWords;
}

function wordAt(halves: Uint16Array, byte: number): number {
  return (halves[byte >> 1] as number) | ((halves[(byte >> 1) + 1] as number) << 16);
}

/** 16 bytes that stand in our order already. */
function copyWords(halves: Uint16Array, byte: number, words: Uint32Array, target: number): void {
  for (let i = 0; i < 4; i++) words[target + i] = wordAt(halves, byte + 4 * i);
}

/** 32 bytes hold two steps, one in the low nibbles and one in the high ones. */
function packNibbles(halves: Uint16Array, byte: number, words: Uint32Array, low: number, high: number): void {
  for (let i = 0; i < 4; i++) {
    const first = wordAt(halves, byte + 4 * i);
    const second = wordAt(halves, byte + 16 + 4 * i);
    words[low + i] = (first & 0x0f0f0f0f) | ((second & 0x0f0f0f0f) << 4);
    words[high + i] = ((first >>> 4) & 0x0f0f0f0f) | (second & 0xf0f0f0f0);
  }
}

/** Two bits of each of 32 bytes, from bit `shift` on. */
function packPairs(halves: Uint16Array, byte: number, shift: number, words: Uint32Array, target: number): void {
  for (let i = 0; i < 2; i++) {
    let packed = 0;
    for (let m = 0; m < 4; m++) packed |= ((wordAt(halves, byte + 8 * m + 4 * i) >>> shift) & 0x03030303) << (2 * m);
    words[target + i] = packed;
  }
}

/** Bit `shift` of each of 32 bytes. */
function gatherBits(halves: Uint16Array, byte: number, shift: number): number {
  let packed = 0;
  for (let m = 0; m < 8; m++) packed |= ((wordAt(halves, byte + 4 * m) >>> shift) & 0x01010101) << m;
  return packed;
}

/** From bit k for weight k to our order. */
function spreadBits(bits: number): number {
  let packed = 0;
  for (let k = 0; k < 32; k++) packed |= ((bits >>> k) & 1) << ((k & 3) * 8 + (k >> 2));
  return packed;
}
