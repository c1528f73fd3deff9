// The embedding kernel against its definition, x = E[token], in float64.
import { type Dtype, dtypes } from '../../dtype.ts';
import { embed } from '../embed.ts';
import { randomRows } from './checkpoint-rows.ts';
import { type Harness, largestError, roundings, untouched } from './harness.ts';
import { at, RandomData } from './random-data.ts';

export interface EmbedShape {
  readonly dtype: Dtype;
  readonly vocabSize: number;
  readonly dim: number;
  readonly nTokens: number;
}

/** Numbers are exact; a scale times a code, and an offset added to it, round once each. */
export const embedTolerance = roundings(2);

/** The largest error relative to the table's largest weight: a scaled code and its offset may almost cancel. */
export async function checkEmbed(harness: Harness, { dtype, vocabSize, dim, nTokens }: EmbedShape): Promise<number> {
  const random = new RandomData(1);
  const rows = randomRows(random, dtype, vocabSize, dim);
  const table = harness.matrix(rows);
  // The last row of the table comes first: its tile of 8 is the one that may be short.
  const ids = Array.from({ length: nTokens }, (_, t) => (t === 0 ? vocabSize - 1 : random.below(vocabSize)));
  const tokens = harness.buffer(Uint32Array.from(ids.flatMap((id) => [id, 0, 0, 0])));
  const x = harness.activations('x', new Float32Array((nTokens + 1) * dim).fill(untouched), dim, {
    padding: untouched,
  });

  await harness.run((recording) => embed(recording, harness.kernels, { table, tokens, x, nTokens }));

  // The weights' own padding goes along: columns up to a whole unit become zero. Blocks of weights need none.
  const { blockSize, blockBytes } = dtypes[dtype];
  const nPadded = blockSize === 1 ? (table.nUnits * 16) / blockBytes : dim;
  const expected = new Float64Array(x.nRows * x.stride).fill(untouched); // [nTokens + 1, stride]
  for (const [t, id] of ids.entries()) {
    expected.fill(0, t * x.stride, t * x.stride + nPadded);
    for (let i = 0; i < dim; i++) expected[t * x.stride + i] = at(rows.values, id * dim + i);
  }
  const largest = rows.values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = expected.map((value) => (blockSize === 1 ? Math.abs(value) : largest));
  return largestError(harness.floats(x.range), expected, scale);
}
