// Float32 activations made int8 ones.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import type { Bench } from './checks/bench.ts';
import { int8Outputs, int8Tolerance } from './checks/int8-rows.ts';
import { checkQuantize } from './checks/quantize.ts';
import { quantize } from './quantize.ts';
import { int8BlockBytes } from './tensor.ts';

const edges = [
  { edge: 'two blocks', dim: 64, nTokens: 1 },
  { edge: 'rows of more blocks than lanes', dim: 32 * 35, nTokens: 3 },
  { edge: 'the rows of a prompt', dim: 96, nTokens: 64 },
];

/** The scale of the first block after these values were quantised. */
async function scaleOf(bench: Bench, values: Float32Array): Promise<number | undefined> {
  const x = bench.activations('x', values, 32);
  const y = int8Outputs(bench, 1, 32);
  await bench.run((recording) => quantize(recording, bench.kernels, { x, y, nTokens: 1 }));
  return bench.floats(y.range)[int8BlockBytes[bench.kernels.int8Format] / 4 - 4];
}

describe('quantize', () => {
  describeFlavours((bench) => {
    it.each(edges)('is as near as eight bits allow, for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkQuantize(bench, shape)).toBeLessThanOrEqual(int8Tolerance);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY])('does not hide %s among good values', async (bad) => {
      const good = Float32Array.from({ length: 32 }, (_, i) => i);
      expect(await scaleOf(bench, good)).toBeCloseTo(31 / 127, 6);
      for (const at of [0, 13, 31]) expect(await scaleOf(bench, good.with(at, bad))).toBeNaN();
    });
  });

  describeSubgroups((bench) => {
    it.each(edges)('shares blocks out among several subgroups, for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkQuantize(bench, shape)).toBeLessThanOrEqual(int8Tolerance);
    });
  });
});
