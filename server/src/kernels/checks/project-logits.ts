// The output head against its definition, logits = W x, in float64.
import type { Dtype } from '../../dtype.ts';
import { registerTile } from '../project.ts';
import { logitsGrid, projectLogits } from '../project-logits.ts';
import { type ActivationFormat, alignUp } from '../tensor.ts';
import { randomRows } from './checkpoint-rows.ts';
import { type Harness, largestError, untouched } from './harness.ts';
import { multiply, projectionInputs } from './projection.ts';
import { RandomData } from './random-data.ts';

export interface LogitsShape {
  readonly dtype: Dtype;
  /** Of the inputs; absent: f32. */
  readonly format?: ActivationFormat;
  readonly vocabSize: number;
  readonly dim: number;
  readonly nOutputs: number;
  /** The grid comes from a buffer, as in a step whose host decides how many logits it wants. */
  readonly indirect?: boolean;
}

/** The largest error relative to the sum of |w| |x|. Rows past nOutputs in the last tile are not compared. */
export async function checkProjectLogits(harness: Harness, shape: LogitsShape): Promise<number> {
  const { dtype, format, vocabSize, dim, nOutputs, indirect } = shape;
  const random = new RandomData(5);
  const rows = randomRows(random, dtype, vocabSize, dim);
  const weights = harness.matrix(rows);
  const { x, inputs } = projectionInputs(harness, random, { nTokens: nOutputs, nCols: dim, format });
  const tile = registerTile(harness.kernels, nOutputs);
  const nTileRows = alignUp(nOutputs, tile.tokens);
  const logits = harness.buffer(new Float32Array((nTileRows + 1) * vocabSize).fill(untouched));
  const fixed = logitsGrid(vocabSize, nOutputs, tile);
  const written = { buffer: harness.buffer(Uint32Array.from(fixed)).buffer, offset: 0 };

  await harness.run((recording) => {
    const grid = indirect ? written : fixed;
    projectLogits(recording, harness.kernels, { weights, inputs, logits, vocabSize, tile, grid });
  });

  const { values, sizes } = multiply(rows, x);
  const got = harness.floats(logits);
  const outputs = largestError(got.subarray(0, values.length), values, sizes);
  const behind = got.subarray(nTileRows * vocabSize, (nTileRows + 1) * vocabSize);
  return Math.max(outputs, largestError(behind, new Float32Array(vocabSize).fill(untouched), 0));
}
