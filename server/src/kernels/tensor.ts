// Shapes over bytes, which the kernels' host functions take and check. Rows of activations are padded with zeros to whole
// units, so that no kernel needs a special case for its last columns.
import type { Dtype } from '../dtype.ts';
import type { BufferRange } from '../vulkan/memory.ts';

/** A weight matrix W of [nRows, nCols] on the device, in the layout of pack-weights.ts, for y = W x. */
export interface WeightMatrix {
  readonly name: string;
  readonly dtype: Dtype;
  /** Rows in memory: parts of a fused matrix start at multiples of rowAlignment, with zeros in the gaps. */
  readonly nRows: number;
  readonly nCols: number;
  /** Units of a row: see weights.glsl. */
  readonly nUnits: number;
  readonly planes: WeightPlanes;
}

/** The buffers of a weight matrix, by their names in weights.glsl. Only quantised types have scales. */
export interface WeightPlanes {
  readonly weights: BufferRange;
  readonly scales: BufferRange | undefined;
}

/**
 * How activations are stored: as float32, or as int8 in blocks of 32 with a scale, as bytes for the ssbo flavour and as
 * pairs for the texel flavour (quantize.glsl).
 */
export type ActivationFormat = 'f32' | Int8Format;
export type Int8Format = 'int8-bytes' | 'int8-pairs';

/** Rows on the device: [nRows, stride], of which the first dim columns are used and the rest are zero. */
export interface Activations {
  readonly name: string;
  readonly format: ActivationFormat;
  readonly range: BufferRange;
  readonly nRows: number;
  readonly dim: number;
  /** Elements from one row to the next; for int8 it equals dim, a multiple of 32. */
  readonly stride: number;
}

/** How keys and values are stored: see kv.glsl. */
export const kvTypes = ['f32', 'f16', 'q8_0'] as const;
export type KvType = (typeof kvTypes)[number];

/** Elements of a key or value in a unit of 16 bytes. */
export const kvPerUnit: Readonly<Record<KvType, number>> = { f32: 4, f16: 8, q8_0: 16 };

/** Whether heads of this size come in whole units of the type, and for q8_0 in blocks whose scales straddle no unit. */
export function fitsKvType(type: KvType, headDim: number): boolean {
  return type === 'q8_0' ? [32, 64, 128, 256].includes(headDim) : headDim % kvPerUnit[type] === 0;
}

/** Bytes of a head's key or value at one position. */
export function kvRowBytes(type: KvType, headDim: number): number {
  const scaleWords = type === 'q8_0' ? Math.ceil(headDim / 64) : 0;
  return (headDim * 16) / kvPerUnit[type] + scaleWords * 4;
}

/** Positions of a block of the cache: BLOCK_SIZE of kv.glsl. */
export const kvBlockSize = 16;

/** Bytes of the keys, or of the values, of one layer: whole units. */
export function kvBytes({ type, nBlocks, nKvHeads, headDim }: KvShape): number {
  return alignUp(nKvHeads * nBlocks * kvBlockSize * kvRowBytes(type, headDim), 16);
}

/** The shape of a LayerCache. */
export type KvShape = Pick<LayerCache, 'type' | 'nBlocks' | 'nKvHeads' | 'headDim'>;

/** Keys and values of one layer: two buffers of [nKvHeads, nBlocks * kvBlockSize, headDim], as kv.glsl lays them out. */
export interface LayerCache {
  readonly type: KvType;
  readonly keys: BufferRange;
  readonly values: BufferRange;
  /** For q8_0: a step's keys and values before they are quantised, f32 [nTokens, nKvHeads * headDim] each. */
  readonly staged?: { readonly keys: BufferRange; readonly values: BufferRange } | undefined;
  readonly nBlocks: number;
  readonly nKvHeads: number;
  readonly headDim: number;
}

/** Which blocks of the cache hold the positions of each sequence of a step: uint32 [nSequences, length], all < nBlocks. */
export interface BlockTables {
  readonly range: BufferRange;
  readonly nSequences: number;
  /** Blocks of the longest possible sequence, rounded up to whole units. */
  readonly length: number;
}

/** Entries of a block table for sequences of up to nPositions. */
export function blockTableLength(nPositions: number): number {
  return alignUp(Math.ceil(nPositions / kvBlockSize), 4);
}

/** Rows of a fused matrix that share one unit of scales, and the alignment of its parts. */
export const rowAlignment = 8;

/** Elements of a block of int8 activations. */
export const int8BlockSize = 32;
/** Bytes of a block: the codes, and a unit with its scale. */
export const int8BlockBytes: Readonly<Record<Int8Format, number>> = { 'int8-bytes': 32 + 16, 'int8-pairs': 64 + 16 };

/** Tokens of the widest tile. Activations have whole tiles of rows, so that a partial tile reads nothing beyond them. */
export const maxTileTokens = 8;

/** `dim` rounded up to a multiple of every weight type's units. */
export function strideOf(dim: number): number {
  return Math.ceil(dim / 32) * 32;
}

/** Bytes of one row of activations. */
export function rowBytes(format: ActivationFormat, stride: number): number {
  return format === 'f32' ? stride * 4 : (stride / int8BlockSize) * int8BlockBytes[format];
}

/** Rounds up to a multiple. */
export function alignUp(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}

/** @throws RangeError for a shape that does not fit, before it becomes an out-of-bounds access on the device */
export function expectShape(kernel: string, facts: Readonly<Record<string, boolean>>): void {
  for (const [fact, holds] of Object.entries(facts)) {
    if (!holds) throw new RangeError(`kernel ${kernel}: ${fact} does not hold`);
  }
}
