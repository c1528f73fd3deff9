// The tensor types of a checkpoint: how many weights stand in a block and how many bytes a block takes.
// Sizes only; what the bits mean is said where they are read (kernels/ and the tests' reference).

/** A tensor type that the engine can run. */
export type Dtype = 'F32' | 'F16' | 'BF16' | 'Q8_0';

/** Weights per block and bytes per block; a row is always a whole number of blocks. */
export const dtypes: Readonly<Record<Dtype, { blockSize: number; blockBytes: number }>> = {
  F32: { blockSize: 1, blockBytes: 4 },
  F16: { blockSize: 1, blockBytes: 2 },
  BF16: { blockSize: 1, blockBytes: 2 },
  Q8_0: { blockSize: 32, blockBytes: 34 }, // f16 scale, 32 x int8
};

/** Bytes of a tensor with `nElements` weights of one type. */
export function byteLength(dtype: Dtype, nElements: number): number {
  const { blockSize, blockBytes } = dtypes[dtype];
  return (nElements / blockSize) * blockBytes;
}
