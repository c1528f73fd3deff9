// The gated projection against its definition, silu(G x) * (U x), in float64.
import { interleaveRows } from '../pack-weights.ts';
import { projectSwiglu } from '../project-swiglu.ts';
import { type CheckpointRows, randomRows } from './checkpoint-rows.ts';
import { type Harness, largestError, untouched } from './harness.ts';
import type { ProjectShape } from './project-add.ts';
import { multiply, projectionInputs } from './projection.ts';
import { at, RandomData } from './random-data.ts';

/** Gate and up as project-swiglu takes them; only the bytes matter. */
function interleaved(gate: CheckpointRows, up: CheckpointRows): CheckpointRows {
  const bytes = interleaveRows(gate.bytes, up.bytes, gate.bytes.length / gate.nRows);
  return { ...gate, bytes, nRows: bytes.length / (gate.bytes.length / gate.nRows) };
}

/**
 * nRows is hiddenDim: rows of the gate, and of up.
 * @returns the largest error relative to (1 + the sum of |g| |x|) times the sum of |u| |x|: silu grows no faster than
 *   its argument, and its slope is at most 1.1
 */
export async function checkProjectSwiglu(harness: Harness, shape: ProjectShape): Promise<number> {
  const { dtype, format, nRows, nCols, nTokens } = shape;
  const random = new RandomData(4);
  const gateRows = randomRows(random, dtype, nRows, nCols);
  const upRows = randomRows(random, dtype, nRows, nCols);
  const weights = harness.matrix(interleaved(gateRows, upRows));
  const { x, inputs } = projectionInputs(harness, random, { nTokens, nCols, format });
  const hidden = harness.activations('h', new Float32Array((nTokens + 1) * nRows).fill(untouched), nRows, {
    padding: untouched,
  });

  await harness.run((recording) => projectSwiglu(recording, harness.kernels, { weights, inputs, hidden, nTokens }));

  const gate = multiply(gateRows, x);
  const up = multiply(upRows, x);
  const expected = new Float64Array(hidden.nRows * hidden.stride).fill(untouched); // [nTokens + 1, stride]
  const scale = new Float64Array(expected.length);
  for (let t = 0; t < nTokens; t++) {
    for (let row = 0; row < nRows; row++) {
      const from = t * nRows + row;
      const g = at(gate.values, from);
      expected[t * hidden.stride + row] = (g / (1 + Math.exp(-g))) * at(up.values, from);
      scale[t * hidden.stride + row] = (1 + at(gate.sizes, from)) * at(up.sizes, from);
    }
  }
  return largestError(harness.floats(hidden.range), expected, scale);
}
