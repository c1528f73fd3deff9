// From a checkpoint's bytes to the layout that weights.glsl reads: rows of 16-byte units, and for the quantised types the
// scales in a plane of their own, 8 rows side by side. No block straddles a load. The 6-bit scales of the K types are
// widened to bytes, which costs Q3_K, Q4_K and Q5_K 2 to 4 % more memory; the others keep their size.
import { type Dtype, dtypes, isQuantised, type QuantType } from '../dtype.ts';
import { codeLayouts, packCodes, stepWeights } from './pack-codes.ts';
import { newBlock, type QuantBlock, readScales } from './quant-blocks.ts';
import { rowAlignment } from './tensor.ts';

const unitBytes = 16;
/** Units of the scale plane for one block of the checkpoint and 8 rows. */
const scaleUnits: Readonly<Record<QuantType, number>> = {
  Q8_0: 1,
  Q4_0: 1,
  Q5_0: 1,
  Q4_1: 2,
  Q5_1: 2,
  Q4_K: 10, // d, dmin, 8 x (scales, minima)
  Q5_K: 10,
  Q2_K: 10,
  Q3_K: 9, // d, 8 x (scales of both halves)
  Q6_K: 9,
};

/** Bytes of the two planes of a matrix; nRows is a multiple of rowAlignment. */
export function packedSize(dtype: Dtype, nRows: number, nCols: number): { weightBytes: number; scaleBytes: number } {
  const nBlocks = nCols / dtypes[dtype].blockSize;
  return {
    weightBytes: nRows * rowUnits(dtype, nCols) * unitBytes,
    scaleBytes: isQuantised(dtype) ? (nRows / rowAlignment) * nBlocks * scaleUnits[dtype] * unitBytes : 0,
  };
}

/** Steps that the lanes of a workgroup share out in one row: UNIT weights each. */
export function unitsPerRow(dtype: Dtype, nCols: number): number {
  const { blockSize } = dtypes[dtype];
  if (nCols % blockSize !== 0) throw new RangeError(`rows of ${nCols} are no whole number of ${dtype} blocks`);
  return isQuantised(dtype) ? nCols / stepWeights : rowUnits(dtype, nCols);
}

/** 16-byte units of a row in the plane of weights. */
function rowUnits(dtype: Dtype, nCols: number): number {
  if (dtype === 'Q8_0') return nCols / unitBytes;
  if (!isQuantised(dtype)) return Math.ceil((nCols * dtypes[dtype].blockBytes) / unitBytes);
  const { lowWords, highWords, groupSteps } = codeLayouts[dtype];
  return (Math.ceil(nCols / stepWeights / groupSteps) * (lowWords + highWords) * groupSteps * 4) / unitBytes;
}

/**
 * Packs whole tiles of rows. The last tile may be short; its missing rows become zeros.
 * @param source the rows' bytes as they stand in the checkpoint
 * @returns planes for ceil(nRows / 8) * 8 rows
 */
export function packRows(
  dtype: Dtype,
  source: Uint8Array,
  nRows: number,
  nCols: number,
): { weights: Uint8Array; scales: Uint8Array } {
  const paddedRows = Math.ceil(nRows / rowAlignment) * rowAlignment;
  const { weightBytes, scaleBytes } = packedSize(dtype, paddedRows, nCols);
  const weights = new Uint8Array(weightBytes);
  const scales = new Uint8Array(scaleBytes);
  const targetRowBytes = weightBytes / paddedRows;
  const { blockSize, blockBytes } = dtypes[dtype];
  const nBlocks = nCols / blockSize;
  if (dtype === 'Q8_0') splitBlocks(source, weights, scales, nRows, nBlocks);
  else if (isQuantised(dtype)) {
    const halves = new Uint16Array(source.buffer, source.byteOffset, (nRows * nBlocks * blockBytes) / 2);
    const words = new Uint32Array(weights.buffer);
    const block = newBlock();
    for (let row = 0; row < nRows; row++) {
      for (let b = 0; b < nBlocks; b++) {
        const at = (row * nBlocks + b) * blockBytes;
        packCodes(dtype, halves, at, words, (row * targetRowBytes) / 4, (b * blockSize) / stepWeights);
        readScales(dtype, source, at, block);
        const tileBlock = Math.floor(row / rowAlignment) * nBlocks + b;
        packScales(dtype, block, scales, tileBlock * scaleUnits[dtype] * unitBytes, row % rowAlignment);
      }
    }
  } else {
    for (let row = 0; row < nRows; row++) {
      weights.set(source.subarray(row * nCols * blockBytes, (row + 1) * nCols * blockBytes), row * targetRowBytes);
    }
  }
  return { weights, scales };
}

/** The scales of a block, for one of the 8 rows that stand side by side from byte `at` on. */
function packScales(
  dtype: QuantType,
  { halves, scales, minima }: QuantBlock,
  plane: Uint8Array,
  at: number,
  row: number,
): void {
  putHalf(plane, at + row * 2, halves[0] as number);
  const hasSecond = dtype === 'Q4_1' || dtype === 'Q5_1' || scaleUnits[dtype] === 10;
  if (hasSecond) putHalf(plane, at + unitBytes + row * 2, halves[1] as number);
  const fineAt = at + (hasSecond ? 2 : 1) * unitBytes + row;
  if (scaleUnits[dtype] < 9) return;
  for (let step = 0; step < 8; step++) {
    const target = fineAt + step * unitBytes;
    if (dtype === 'Q4_K' || dtype === 'Q5_K') {
      plane[target] = scales[step] as number;
      plane[target + 8] = minima[step] as number;
    } else {
      for (let part = 0; part < 2; part++) {
        const minimum = dtype === 'Q2_K' ? (minima[step * 2 + part] as number) << 4 : 0;
        plane[target + part * 8] = (scales[step * 2 + part] as number) | minimum;
      }
    }
  }
}

function putHalf(plane: Uint8Array, at: number, bits: number): void {
  plane[at] = bits & 0xff;
  plane[at + 1] = bits >> 8;
}

/** Blocks are 17 halves, a scale and 16 pairs of weights: copied as halves, which is twice as fast as by blocks of bytes. */
function splitBlocks(
  source: Uint8Array,
  weights: Uint8Array,
  scales: Uint8Array,
  nRows: number,
  nBlocks: number,
): void {
  const from = new Uint16Array(source.buffer, source.byteOffset, nRows * nBlocks * 17);
  const toWeights = new Uint16Array(weights.buffer);
  const toScales = new Uint16Array(scales.buffer);
  let read = 0;
  let written = 0;
  for (let row = 0; row < nRows; row++) {
    const tile = Math.floor(row / rowAlignment) * nBlocks;
    for (let block = 0; block < nBlocks; block++) {
      toScales[(tile + block) * rowAlignment + (row % rowAlignment)] = from[read++] as number;
      for (let i = 0; i < 16; i++) toWeights[written++] = from[read++] as number;
    }
  }
}
