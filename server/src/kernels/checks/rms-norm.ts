// The norm kernel against its definition, y = x / sqrt(mean(x^2) + eps) * gain, in float64.
import { rmsNorm } from '../rms-norm.ts';
import { type Harness, largestError, roundings, untouched } from './harness.ts';
import { int8Error, int8Outputs } from './int8-rows.ts';
import { at, RandomData } from './random-data.ts';

export interface RmsNormShape {
  readonly dim: number;
  readonly nRows: number;
  /** Rows of x that rows of y are made from; absent: row by row. */
  readonly gathered?: readonly number[];
  /** Whether the result is int8. */
  readonly toInt8?: boolean;
  /** The number of rows comes from a buffer, as in a step whose host decides how many logits it wants. */
  readonly indirect?: boolean;
}

/** A sum of dim squares in any order, the mean, the root and the division (3 ULP by Vulkan), two products. */
export function rmsNormTolerance(dim: number): number {
  return roundings(dim / 2 + 16);
}

/** The largest error relative to the norm's value; of an int8 result, in half steps of a block. */
export async function checkRmsNorm(harness: Harness, shape: RmsNormShape): Promise<number> {
  const { dim, nRows, gathered, indirect, toInt8 } = shape;
  const random = new RandomData(2);
  const eps = 1e-2; // large enough that a kernel which forgets it is caught
  const values = random.floats(nRows * dim);
  const gains = random.floats(dim);
  const sources = gathered ?? Array.from({ length: nRows }, (_, row) => row);
  const x = harness.activations('x', values, dim);
  const gain = harness.buffer(gains);
  const y = toInt8
    ? int8Outputs(harness, sources.length, dim)
    : harness.activations('y', new Float32Array((sources.length + 1) * dim).fill(untouched), dim, {
        padding: untouched,
      });
  const outputs = harness.buffer(Uint32Array.from(sources));
  const grid = { buffer: harness.buffer(Uint32Array.of(sources.length, 1, 1)).buffer, offset: 0 };

  await harness.run((recording) => {
    const rows = indirect ? grid : sources.length;
    rmsNorm(recording, harness.kernels, { x, gain, eps, y, outputs, gathers: gathered !== undefined, rows });
  });

  const expected = new Float64Array(y.nRows * y.stride).fill(untouched); // [rows + 1, stride]
  for (const [target, source] of sources.entries()) {
    const row = values.subarray(source * dim, (source + 1) * dim);
    const scale = 1 / Math.sqrt(row.reduce((sum, v) => sum + v * v, 0) / dim + Math.fround(eps));
    for (let i = 0; i < dim; i++) expected[target * y.stride + i] = at(row, i) * scale * at(gains, i);
  }
  if (toInt8) return int8Error(harness, y, expected.subarray(0, sources.length * dim));
  return largestError(harness.floats(y.range), expected, expected.map(Math.abs));
}
