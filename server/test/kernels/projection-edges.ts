// Sizes at the edges of projection kernels, shared by their tests.
import { type Dtype, dtypes as sizes } from '../../src/dtype.ts';
import type { Harness } from '../../src/kernels/checks/harness.ts';
import type { ActivationFormat } from '../../src/kernels/tensor.ts';

/** Every type there is. */
export const dtypes = Object.keys(sizes) as Dtype[];

/** One of each kind: numbers, whole bytes, codes with an offset, codes whose halves have scales of their own. */
export const someDtypes: readonly Dtype[] = ['F32', 'F16', 'Q8_0', 'Q4_K', 'Q6_K'];

/** What a projection is computed of: weights with float32 inputs and, where the device can, codes with int8 ones too. */
export function operands(harness: Harness, types: readonly Dtype[]): { dtype: Dtype; format: ActivationFormat }[] {
  return types.flatMap((dtype) => {
    const own = harness.kernels.activationFormat([dtype]);
    return own === 'f32'
      ? [{ dtype, format: own }]
      : [
          { dtype, format: 'f32' },
          { dtype, format: own },
        ];
  });
}

/** Columns are whole blocks of the type; where `n` is no whole number of them, the next larger one. */
export function projectionEdges(dtype: Dtype): { edge: string; nRows: number; nCols: number; nTokens: number }[] {
  const { blockSize } = sizes[dtype];
  const columns = (n: number) => Math.ceil(n / blockSize) * blockSize;
  return [
    { edge: 'a single row of one block', nRows: 1, nCols: columns(4), nTokens: 1 },
    { edge: 'columns that fill no whole unit', nRows: 8, nCols: columns(3), nTokens: 1 },
    { edge: 'a whole tile of rows', nRows: 8, nCols: columns(64), nTokens: 1 },
    { edge: 'one row more than a tile', nRows: 9, nCols: columns(64), nTokens: 1 },
    { edge: 'one row less than two tiles', nRows: 15, nCols: columns(76), nTokens: 1 },
    { edge: 'columns past what one round of the lanes covers', nRows: 4, nCols: columns(301), nTokens: 1 },
    { edge: 'two tokens, half a tile', nRows: 9, nCols: columns(4), nTokens: 2 },
    { edge: 'four tokens, a whole tile', nRows: 3, nCols: columns(36), nTokens: 4 },
    { edge: 'five tokens, one more than a tile', nRows: 19, nCols: columns(44), nTokens: 5 },
    { edge: 'a prompt of 64 tokens', nRows: 12, nCols: columns(64), nTokens: 64 },
  ];
}
