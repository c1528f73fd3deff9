// Quantisation against its definition: every value as near as the largest of its block and eight bits allow.
import { quantize } from '../quantize.ts';
import type { Harness } from './harness.ts';
import { int8Error, int8Outputs } from './int8-rows.ts';
import { RandomData } from './random-data.ts';

export interface QuantizeShape {
  readonly dim: number;
  readonly nTokens: number;
}

/** The largest error in half steps of a block. */
export async function checkQuantize(harness: Harness, { dim, nTokens }: QuantizeShape): Promise<number> {
  const values = new RandomData(7).floats(nTokens * dim);
  values.fill(0, 0, 32); // a block of zeros has no scale to divide by
  const x = harness.activations('x', values, dim);
  const y = int8Outputs(harness, nTokens, dim);
  await harness.run((recording) => quantize(recording, harness.kernels, { x, y, nTokens }));
  return int8Error(harness, y, Float64Array.from(values));
}
