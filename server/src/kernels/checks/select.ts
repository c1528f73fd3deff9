// The selection kernel against a sort of the same logits.
import { bestBytes, maxBest, readBest, select } from '../select.ts';
import { type Harness, untouched } from './harness.ts';
import { RandomData } from './random-data.ts';

export interface SelectShape {
  readonly vocabSize: number;
  /** How many of each row's best are wanted; 0: the row. */
  readonly nBest: readonly number[];
  /** Logits that are otherwise than random, by id: the same in every row. */
  readonly logits?: ReadonlyMap<number, number>;
  /** Rounded to whole numbers, so that many are equal. */
  readonly coarse?: boolean;
}

/** How many values are not what they should be: 0. */
export async function checkSelect(harness: Harness, shape: SelectShape): Promise<number> {
  const { vocabSize, nBest, coarse, logits: special } = shape;
  const nRows = nBest.length;
  const values = new RandomData(7).floats(nRows * vocabSize).map((v) => (coarse ? Math.round(v * 2) : v));
  for (let row = 0; row < nRows; row++) {
    for (const [id, logit] of special ?? []) values[row * vocabSize + id] = logit;
  }
  const logits = harness.buffer(padded(values));
  const wanted = harness.buffer(padded(Uint32Array.from(nBest)));
  const rows = harness.buffer(new Float32Array(values.length).fill(untouched));
  const best = harness.buffer(new Uint8Array(bestBytes(nRows)));
  await harness.run((recording) => {
    select(recording, harness.kernels, {
      logits,
      nBest: wanted,
      rows,
      best,
      vocabSize,
      nRows,
      grid: [nRows, 1, 1],
    });
  });

  let nWrong = 0;
  for (const [row, n] of nBest.entries()) {
    const expected = values.subarray(row * vocabSize, (row + 1) * vocabSize);
    const copied = harness.floats(rows).subarray(row * vocabSize, (row + 1) * vocabSize);
    nWrong += copied.reduce((sum, v, id) => sum + (Object.is(v, n === 0 ? expected[id] : untouched) ? 0 : 1), 0);
    const sorted = [...expected.keys()].filter((id) => Number.isFinite(expected[id]));
    sorted.sort((a, b) => (expected[b] ?? 0) - (expected[a] ?? 0) || a - b);
    const want = sorted.slice(0, Math.min(n, maxBest));
    const got = readBest(harness.bytes(best), row, Math.min(n, maxBest));
    nWrong += Math.abs(got.ids.length - want.length);
    nWrong += want.filter((id, i) => got.ids[i] !== id || got.logits[i] !== expected[id]).length;
  }
  return nWrong;
}

/** In whole units of 16 bytes. */
function padded<T extends Float32Array | Uint32Array>(values: T): T {
  const whole = new (values.constructor as new (length: number) => T)(Math.ceil(values.length / 4) * 4);
  whole.set(values);
  return whole;
}
