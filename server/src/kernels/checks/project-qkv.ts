// The attention projections with RoPE and cache write against their definition in float64.
import type { Dtype } from '../../dtype.ts';
import { qkvRows } from '../finish-qkv.ts';
import { projectQkv } from '../project-qkv.ts';
import type { ActivationFormat } from '../tensor.ts';
import { randomRows } from './checkpoint-rows.ts';
import { type Harness, untouched } from './harness.ts';
import { kvTolerance } from './kv-rows.ts';
import { multiply, projectionInputs, projectTolerance } from './projection.ts';
import { type QkvHeads, QkvOutputs } from './qkv-outputs.ts';
import { at, RandomData } from './random-data.ts';

export interface QkvShape extends QkvHeads {
  readonly dtype: Dtype;
  /** Of the inputs; absent: f32. */
  readonly format?: ActivationFormat;
  readonly dim: number;
  /** Whether finish-qkv does the rest, with biases of zeros and without norms. */
  readonly isAdjusted?: boolean | undefined;
}

/** The largest error of queries and cache relative to the sums of |w| |x| of the pair that is turned. */
export async function checkProjectQkv(harness: Harness, shape: QkvShape): Promise<number> {
  const { dtype, format, dim, nHeads, nKvHeads, headDim, tokens, isAdjusted } = shape;
  const random = new RandomData(6);
  const parts = [nHeads, nKvHeads, nKvHeads].map((n) => randomRows(random, dtype, n * headDim, dim));
  const [q, k, v] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
  const nTokens = tokens.length;
  const { x, inputs } = projectionInputs(harness, random, { nTokens, nCols: dim, format });
  const weights = harness.matrix(q, k, v);
  const outputs = new QkvOutputs(harness, shape);
  const adjustments = isAdjusted ? noAdjustments(harness, shape) : undefined;

  await harness.run((recording) => {
    const { queries, cache, tokens: tokenRange, rotations } = outputs;
    const step = { queries, cache, tokens: tokenRange, rotations, nTokens };
    projectQkv(recording, harness.kernels, { weights: [weights], inputs, ...step, adjustments });
  });

  const products = { queries: multiply(q, x), keys: multiply(k, x), values: multiply(v, x) };
  outputs.expect((part, t, d) => {
    const { values, sizes } = products[part];
    const source = (t * values.length) / nTokens + d;
    return {
      values: [at(values, source), at(values, source + 1)],
      size: at(sizes, source) + at(sizes, source + 1),
    };
  });
  return outputs.largestError();
}

function noAdjustments(harness: Harness, { nHeads, nKvHeads, headDim, tokens }: QkvShape) {
  const { endRow } = qkvRows(nHeads * headDim, nKvHeads * headDim);
  const rows = new Float32Array(tokens.length * endRow).fill(untouched);
  const projected = harness.activations('projected', rows, endRow, { stride: endRow });
  return { projected, biases: harness.buffer(new Float32Array(endRow)), norms: undefined, queryScale: undefined };
}

/** What queries may be off by, and keys and values besides by how they are stored. */
export function projectQkvTolerance({ dim, kvType = 'f32' }: Pick<QkvShape, 'dim' | 'kvType'>): number {
  return projectTolerance(dim) + kvTolerance(kvType);
}
