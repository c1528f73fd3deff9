// The tensor types of a checkpoint: weights and bytes of a block. What the bits mean is defined where they are read:
// kernels/quant-blocks.ts, kernels/weights.glsl, and independently kernels/checks/quant-reference.ts.

/** A tensor type that the engine can run. The quantised ones are ggml's. */
export type Dtype =
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'Q8_0'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K';

/** The types whose weights are integer codes with scales. */
export type QuantType = Exclude<Dtype, 'F32' | 'F16' | 'BF16'>;

/** Weights per block and bytes per block; a row is always a whole number of blocks. */
export const dtypes: Readonly<Record<Dtype, { blockSize: number; blockBytes: number }>> = {
  F32: { blockSize: 1, blockBytes: 4 },
  F16: { blockSize: 1, blockBytes: 2 },
  BF16: { blockSize: 1, blockBytes: 2 },
  Q8_0: { blockSize: 32, blockBytes: 34 }, // f16 scale, 32 x int8
  Q4_0: { blockSize: 32, blockBytes: 18 }, // f16 scale, 32 x 4 bits
  Q4_1: { blockSize: 32, blockBytes: 20 }, // f16 scale and offset, 32 x 4 bits
  Q5_0: { blockSize: 32, blockBytes: 22 }, // f16 scale, 32 fifth bits, 32 x 4 bits
  Q5_1: { blockSize: 32, blockBytes: 24 }, // f16 scale and offset, 32 fifth bits, 32 x 4 bits
  Q2_K: { blockSize: 256, blockBytes: 84 }, // 16 x (4-bit scale, 4-bit minimum), 256 x 2 bits, f16 d and dmin
  Q3_K: { blockSize: 256, blockBytes: 110 }, // 256 third bits, 256 x 2 bits, 16 x 6-bit scale, f16 d
  Q4_K: { blockSize: 256, blockBytes: 144 }, // f16 d and dmin, 8 x (6-bit scale, 6-bit minimum), 256 x 4 bits
  Q5_K: { blockSize: 256, blockBytes: 176 }, // as Q4_K, and 256 fifth bits
  Q6_K: { blockSize: 256, blockBytes: 210 }, // 256 x 4 bits, 256 x 2 bits, 16 x int8 scale, f16 d
};

export function isQuantised(dtype: Dtype): dtype is QuantType {
  return dtypes[dtype].blockSize > 1;
}

/** Bytes of a tensor with `nElements` weights of one type. */
export function byteLength(dtype: Dtype, nElements: number): number {
  const { blockSize, blockBytes } = dtypes[dtype];
  return (nElements / blockSize) * blockBytes;
}
