// What the four projection kernels share in their checks: inputs, and y = W x in float64 with the scale of its
// rounding errors.
import { registerTile } from '../project.ts';
import type { ActivationFormat, Activations } from '../tensor.ts';
import type { CheckpointRows } from './checkpoint-rows.ts';
import { type Harness, roundings } from './harness.ts';
import { int8Inputs } from './int8-rows.ts';
import { at, type RandomData } from './random-data.ts';

/** y = W x and the sum of |w| |x| behind each element: what its roundings are proportional to. */
export interface Products {
  readonly values: Float64Array; // [nTokens, nRows]
  readonly sizes: Float64Array; // [nTokens, nRows]
}

/**
 * Relative to the sum of |w| |x|: each product and each addition rounds once, but hardly ever all in one direction, so half
 * of them is a sufficient bound; and a few roundings for what follows the sum.
 */
export function projectTolerance(nCols: number): number {
  return roundings(nCols + 16);
}

/** projectTolerance for factors that are both rounded to halves, of 11 bits. */
export function sharedTileTolerance(nCols: number): number {
  return projectTolerance(nCols) + 2 * 2 ** -11;
}

interface InputShape {
  readonly nTokens: number;
  readonly nCols: number;
  readonly format?: ActivationFormat | undefined;
}

/**
 * Inputs for nTokens, in a buffer with room for a whole tile. The surplus rows are NaN: no kernel may let them in.
 * @returns the inputs, and the numbers that they stand for
 */
export function projectionInputs(
  harness: Harness,
  random: RandomData,
  { nTokens, nCols, format = 'f32' }: InputShape,
): { x: ArrayLike<number>; inputs: Activations } {
  const tile = registerTile(harness.kernels, nTokens).tokens;
  const x = random.floats(nTokens * nCols);
  const padded = new Float32Array(Math.ceil(nTokens / tile) * tile * nCols).fill(Number.NaN);
  padded.set(x);
  if (format !== 'f32') {
    const { inputs, values } = int8Inputs(harness, padded, nCols, format);
    return { x: values.subarray(0, x.length), inputs };
  }
  return { x, inputs: harness.activations('inputs', padded, nCols) };
}

/** y = W x for every row of x. */
export function multiply({ values: w, nRows, nCols }: CheckpointRows, x: ArrayLike<number>): Products {
  const nTokens = x.length / nCols;
  const values = new Float64Array(nTokens * nRows);
  const sizes = new Float64Array(nTokens * nRows);
  for (let t = 0; t < nTokens; t++) {
    for (let row = 0; row < nRows; row++) {
      let sum = 0;
      let size = 0;
      for (let i = 0; i < nCols; i++) {
        const product = at(w, row * nCols + i) * at(x, t * nCols + i);
        sum += product;
        size += Math.abs(product);
      }
      values[t * nRows + row] = sum;
      sizes[t * nRows + row] = size;
    }
  }
  return { values, sizes };
}
