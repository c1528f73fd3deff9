// The residual projection against its definition, y += W x, in float64.
import type { Dtype } from '../../dtype.ts';
import { projectAdd } from '../project-add.ts';
import type { ActivationFormat } from '../tensor.ts';
import { randomRows } from './checkpoint-rows.ts';
import { type Harness, largestError, untouched } from './harness.ts';
import { multiply, projectionInputs } from './projection.ts';
import { at, RandomData } from './random-data.ts';

export interface ProjectShape {
  readonly dtype: Dtype;
  /** Of the inputs; absent: f32. */
  readonly format?: ActivationFormat;
  readonly nRows: number;
  readonly nCols: number;
  readonly nTokens: number;
}

/** The largest error relative to |y| + the sum of |w| |x|. */
export async function checkProjectAdd(harness: Harness, shape: ProjectShape): Promise<number> {
  const { dtype, format, nRows, nCols, nTokens } = shape;
  const random = new RandomData(3);
  const rows = randomRows(random, dtype, nRows, nCols);
  const weights = harness.matrix(rows);
  const { x, inputs } = projectionInputs(harness, random, { nTokens, nCols, format });
  const before = new Float32Array((nTokens + 1) * nRows).fill(untouched);
  before.set(random.floats(nTokens * nRows));
  const residual = harness.activations('residual', before, nRows, { padding: untouched });

  await harness.run((recording) => projectAdd(recording, harness.kernels, { weights, inputs, residual, nTokens }));

  const { values, sizes } = multiply(rows, x);
  const expected = new Float64Array(residual.nRows * residual.stride).fill(untouched); // [nTokens + 1, stride]
  const scale = new Float64Array(expected.length);
  for (let t = 0; t < nTokens; t++) {
    for (let row = 0; row < nRows; row++) {
      const own = at(before, t * nRows + row);
      expected[t * residual.stride + row] = own + at(values, t * nRows + row);
      scale[t * residual.stride + row] = Math.abs(own) + at(sizes, t * nRows + row);
    }
  }
  return largestError(harness.floats(residual.range), expected, scale);
}
