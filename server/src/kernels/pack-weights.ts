// Packs a checkpoint's bytes into the layout that weights.glsl reads: tiles of 8 rows, within them chunks of 8 units, within
// them rows; the scales of quantised types in a second plane, those of 8 rows side by side. No block straddles a load. The
// 6-bit scales of the K types are widened to bytes, which costs Q3_K, Q4_K and Q5_K 2 to 4 % more memory.
import { type Dtype, dtypes, isQuantised, type QuantType } from '../dtype.ts';
import { type BlockPlace, chunkSteps, codeWords, packCodes, stepWeights } from './pack-codes.ts';
import { newBlock, type QuantBlock, readScales } from './quant-blocks.ts';
import { rowAlignment } from './tensor.ts';

/** Raised whenever the packed bytes of a matrix change, so that bytes packed before are not used. */
export const packedLayoutVersion = 1;

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
    weightBytes: nRows * chunksPerRow(dtype, nCols) * chunkBytes(dtype),
    scaleBytes: isQuantised(dtype) ? (nRows / rowAlignment) * nBlocks * scaleUnits[dtype] * unitBytes : 0,
  };
}

/** Units of a row, UNIT weights each, that the lanes of a workgroup share out. */
export function unitsPerRow(dtype: Dtype, nCols: number): number {
  const { blockSize, blockBytes } = dtypes[dtype];
  if (nCols % blockSize !== 0) throw new RangeError(`rows of ${nCols} are no whole number of ${dtype} blocks`);
  return isQuantised(dtype) ? nCols / stepWeights : Math.ceil((nCols * blockBytes) / unitBytes);
}

function chunksPerRow(dtype: Dtype, nCols: number): number {
  return Math.ceil(unitsPerRow(dtype, nCols) / chunkSteps);
}

function chunkBytes(dtype: Dtype): number {
  return isQuantised(dtype) ? chunkSteps * (codeWords[dtype].low + codeWords[dtype].high) * 4 : chunkSteps * unitBytes;
}

/** Allocates zeroed bytes; those of an earlier call for the same use may be reused. */
export type Allocate = (use: 'weights' | 'scales' | 'interleaved', nBytes: number) => Uint8Array<ArrayBuffer>;
const newBytes: Allocate = (_, nBytes) => new Uint8Array(nBytes);

/** Rows of a matrix as a checkpoint has them. */
export interface CheckpointMatrix {
  readonly dtype: Dtype;
  readonly bytes: Uint8Array;
  readonly nRows: number;
  readonly nCols: number;
}

/**
 * Packs whole tiles of rows. The last tile may be short; its missing rows become zeros.
 * @param allocate makes room for a plane, zeroed
 * @returns planes for ceil(nRows / 8) * 8 rows
 */
export function packRows(
  { dtype, bytes: source, nRows, nCols }: CheckpointMatrix,
  allocate: Allocate = newBytes,
): { weights: Uint8Array; scales: Uint8Array } {
  const paddedRows = Math.ceil(nRows / rowAlignment) * rowAlignment;
  const { weightBytes, scaleBytes } = packedSize(dtype, paddedRows, nCols);
  const weights = allocate('weights', weightBytes);
  const scales = allocate('scales', scaleBytes);
  const { blockSize, blockBytes } = dtypes[dtype];
  const nBlocks = nCols / blockSize;
  const nChunks = chunksPerRow(dtype, nCols);
  const ownChunkBytes = chunkBytes(dtype);
  const words = new Uint32Array(weights.buffer, weights.byteOffset, weightBytes / 4);
  const halves = new Uint16Array(source.buffer, source.byteOffset, (nRows * nBlocks * blockBytes) / 2);
  const block = newBlock();
  const place: BlockPlace = { halves, at: 0, words, chunkAt: 0, firstStep: 0 };
  for (let row = 0; row < nRows; row++) {
    const tile = Math.floor(row / rowAlignment);
    const inTile = row % rowAlignment;
    const firstChunk = tile * nChunks * rowAlignment + inTile; // the next one is rowAlignment further
    if (!isQuantised(dtype)) {
      const end = (row + 1) * nCols * blockBytes;
      for (let chunk = 0, at = row * nCols * blockBytes; chunk < nChunks; chunk++, at += ownChunkBytes) {
        const bytes = source.subarray(at, Math.min(at + ownChunkBytes, end));
        weights.set(bytes, (firstChunk + chunk * rowAlignment) * ownChunkBytes);
      }
      continue;
    }
    for (let b = 0; b < nBlocks; b++) {
      const at = (row * nBlocks + b) * blockBytes;
      const step = (b * blockSize) / stepWeights;
      place.at = at;
      place.chunkAt = ((firstChunk + Math.floor(step / chunkSteps) * rowAlignment) * ownChunkBytes) / 4;
      place.firstStep = step % chunkSteps;
      packCodes(dtype, place);
      readScales(dtype, source, at, block);
      const scalesAt = (tile * nBlocks + b) * scaleUnits[dtype] * unitBytes;
      packScales(dtype, block, scales, { at: scalesAt, row: inTile });
    }
  }
  return { weights, scales };
}

/**
 * Interleaves the rows of two matrices, four of one and four of the other, as project-swiglu takes them. A last group of
 * fewer than four is filled with zeros.
 */
export function interleaveRows(
  first: Uint8Array,
  second: Uint8Array,
  rowBytes: number,
  allocate: Allocate = newBytes,
): Uint8Array<ArrayBuffer> {
  const groupBytes = (rowAlignment / 2) * rowBytes;
  const nGroups = Math.ceil(first.length / groupBytes);
  const both = allocate('interleaved', nGroups * 2 * groupBytes);
  for (let group = 0; group < nGroups; group++) {
    const [from, to] = [group * groupBytes, (group + 1) * groupBytes];
    both.set(first.subarray(from, to), 2 * from);
    both.set(second.subarray(from, to), 2 * from + groupBytes);
  }
  return both;
}

/** The scales of a block, for one of the 8 rows that stand side by side from byte `at` on. */
function packScales(
  dtype: QuantType,
  { halves, scales, minima }: QuantBlock,
  plane: Uint8Array,
  { at, row }: { readonly at: number; readonly row: number },
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
