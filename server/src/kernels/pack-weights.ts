// From a checkpoint's bytes to the layout that weights.glsl reads: rows of 16-byte units padded with zeros, and for
// Q8_0 the scales in a plane of their own, [row / 8][block][row % 8] as halves. The same total bytes, but no 34-byte
// blocks that straddle a load.
import { type Dtype, dtypes } from '../dtype.ts';
import { rowAlignment } from './tensor.ts';

const unitBytes = 16;

/** Bytes of the two planes of a matrix; nRows is a multiple of rowAlignment. */
export function packedSize(dtype: Dtype, nRows: number, nCols: number): { weightBytes: number; scaleBytes: number } {
  return {
    weightBytes: nRows * unitsPerRow(dtype, nCols) * unitBytes,
    scaleBytes: dtype === 'Q8_0' ? nRows * (nCols / dtypes.Q8_0.blockSize) * 2 : 0,
  };
}

/** 16-byte units of one row. */
export function unitsPerRow(dtype: Dtype, nCols: number): number {
  const { blockSize } = dtypes[dtype];
  if (nCols % blockSize !== 0) throw new RangeError(`rows of ${nCols} are no whole number of ${dtype} blocks`);
  const bytes = dtype === 'Q8_0' ? nCols : nCols * dtypes[dtype].blockBytes;
  return Math.ceil(bytes / unitBytes);
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
  const sourceRowBytes = (nCols / dtypes[dtype].blockSize) * dtypes[dtype].blockBytes;
  if (dtype === 'Q8_0') splitBlocks(source, weights, scales, nRows, nCols / dtypes.Q8_0.blockSize);
  else {
    for (let row = 0; row < nRows; row++) {
      weights.set(source.subarray(row * sourceRowBytes, (row + 1) * sourceRowBytes), row * targetRowBytes);
    }
  }
  return { weights, scales };
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
