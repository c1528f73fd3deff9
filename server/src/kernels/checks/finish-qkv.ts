// Biases, norms of heads and the scale of queries against their definition in float64.
import { finishQkv, type QueryScale, qkvRows } from '../finish-qkv.ts';
import { storeKv } from '../store-kv.ts';
import { type Harness, roundings, untouched } from './harness.ts';
import { kvTolerance } from './kv-rows.ts';
import { type QkvHeads, QkvOutputs } from './qkv-outputs.ts';
import { at, RandomData } from './random-data.ts';

export interface FinishQkvShape extends QkvHeads {
  readonly hasNorms: boolean;
  readonly queryScale?: QueryScale | undefined;
}

/** A norm as in rms-norm, one addition before it and a few roundings behind it; and how keys and values are stored. */
export function finishQkvTolerance({ headDim, kvType = 'f32' }: Pick<QkvHeads, 'headDim' | 'kvType'>): number {
  return roundings(headDim / 2 + 32) + kvTolerance(kvType);
}

/** The largest error of queries and cache relative to the sizes of the pair that is turned. */
export async function checkFinishQkv(harness: Harness, shape: FinishQkvShape): Promise<number> {
  const { nHeads, nKvHeads, headDim, tokens, hasNorms, queryScale } = shape;
  const random = new RandomData(12);
  const eps = 1e-2; // large enough that a kernel which forgets it is caught
  const nTokens = tokens.length;
  const { keyRow, valueRow, endRow } = qkvRows(nHeads * headDim, nKvHeads * headDim);
  const rows = random.floats(nTokens * endRow);
  const added = random.floats(endRow);
  const factors = random.floats(2 * headDim);
  const projected = harness.activations('projected', rows, endRow, { stride: endRow, padding: untouched });
  const outputs = new QkvOutputs(harness, shape);
  const norms = hasNorms ? { gains: harness.buffer(factors), eps } : undefined;
  const adjustments = { biases: harness.buffer(added), norms, queryScale };

  await harness.run((recording) => {
    const { queries, cache, tokens: tokenRange, rotations } = outputs;
    const step = { cache, tokens: tokenRange, nTokens };
    finishQkv(recording, harness.kernels, { projected, queries, rotations, ...step, ...adjustments });
    if (cache.type === 'q8_0') storeKv(recording, harness.kernels, step);
  });

  const starts = { queries: 0, keys: keyRow, values: valueRow };
  outputs.expect((part, t, d) => {
    const head = starts[part] + Math.floor(d / headDim) * headDim;
    const value = (i: number) => at(rows, t * endRow + head + i) + at(added, head + i);
    const size = (i: number) => Math.abs(at(rows, t * endRow + head + i)) + Math.abs(at(added, head + i));
    const factor = (i: number) => {
      if (!hasNorms || part === 'values') return 1;
      let squares = 0;
      for (let j = 0; j < headDim; j++) squares += value(j) ** 2;
      return at(factors, (part === 'keys' ? headDim : 0) + i) / Math.sqrt(squares / headDim + Math.fround(eps));
    };
    const steps = queryScale ? Math.floor((tokens[t]?.position ?? 0) / queryScale.length) : 0;
    const whole = part === 'queries' ? 1 + Math.fround(queryScale?.scale ?? 0) * Math.log(1 + steps) : 1;
    const first = d % headDim;
    const [f, g] = [whole * factor(first), whole * factor(first + 1)];
    return {
      values: [value(first) * f, value(first + 1) * g],
      size: size(first) * Math.abs(f) + size(first + 1) * Math.abs(g),
    };
  });
  return outputs.largestError();
}
