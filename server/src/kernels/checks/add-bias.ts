// The bias kernel against its definition, x += bias, in float64.
import { addBias } from '../add-bias.ts';
import { type Harness, largestError, roundings, untouched } from './harness.ts';
import { at, RandomData } from './random-data.ts';

/** One addition. */
export const addBiasTolerance = roundings(1);

/** The largest error relative to |x| + |bias|. */
export async function checkAddBias(
  harness: Harness,
  { dim, nTokens }: { readonly dim: number; readonly nTokens: number },
): Promise<number> {
  const random = new RandomData(11);
  const before = new Float32Array((nTokens + 1) * dim).fill(untouched);
  before.set(random.floats(nTokens * dim));
  const biases = random.floats(dim);
  const x = harness.activations('x', before, dim, { padding: untouched });
  const bias = harness.buffer(biases);

  await harness.run((recording) => addBias(recording, harness.kernels, { bias, x, nTokens }));

  const expected = new Float64Array(x.nRows * x.stride).fill(untouched); // [nTokens + 1, stride]
  const scale = new Float64Array(expected.length);
  for (let t = 0; t < nTokens; t++) {
    for (let i = 0; i < dim; i++) {
      const [own, added] = [at(before, t * dim + i), at(biases, i)];
      expected[t * x.stride + i] = own + added;
      scale[t * x.stride + i] = Math.abs(own) + Math.abs(added);
    }
  }
  return largestError(harness.floats(x.range), expected, scale);
}
