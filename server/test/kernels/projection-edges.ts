// The sizes at which a projection kernel could go wrong, the same for all of them.
import type { Dtype } from '../../src/dtype.ts';

export const dtypes: readonly Dtype[] = ['F32', 'F16', 'BF16', 'Q8_0'];

/** Columns in units that the type allows: Q8_0 has whole blocks of 32. */
export function projectionEdges(dtype: Dtype): { edge: string; nRows: number; nCols: number; nTokens: number }[] {
  const blocked = dtype === 'Q8_0';
  const few = blocked ? 32 : 4;
  return [
    { edge: 'a single row of one block', nRows: 1, nCols: few, nTokens: 1 },
    { edge: 'columns that fill no whole unit', nRows: 8, nCols: blocked ? 32 : 3, nTokens: 1 },
    { edge: 'a whole tile of rows', nRows: 8, nCols: 64, nTokens: 1 },
    { edge: 'one row more than a tile', nRows: 9, nCols: 64, nTokens: 1 },
    { edge: 'one row less than two tiles', nRows: 15, nCols: blocked ? 96 : 76, nTokens: 1 },
    { edge: 'columns past what one round of the lanes covers', nRows: 4, nCols: blocked ? 352 : 301, nTokens: 1 },
    { edge: 'two tokens, half a tile', nRows: 9, nCols: few, nTokens: 2 },
    { edge: 'four tokens, a whole tile', nRows: 3, nCols: blocked ? 96 : 36, nTokens: 4 },
    { edge: 'five tokens, one more than a tile', nRows: 19, nCols: blocked ? 96 : 44, nTokens: 5 },
    { edge: 'a prompt of 64 tokens', nRows: 12, nCols: 64, nTokens: 64 },
  ];
}
