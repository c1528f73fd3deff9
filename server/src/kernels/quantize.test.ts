// Float32 activations made int8 ones.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import type { Harness } from './checks/harness.ts';
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
async function scaleOf(harness: Harness, values: Float32Array): Promise<number | undefined> {
  const x = harness.activations('x', values, 32);
  const y = int8Outputs(harness, 1, 32);
  await harness.run((recording) => quantize(recording, harness.kernels, { x, y, nTokens: 1 }));
  return harness.floats(y.range)[int8BlockBytes[harness.kernels.int8Format] / 4 - 4];
}

describe('quantize', () => {
  describeFlavours((harness) => {
    it.each(edges)('is as near as eight bits allow, for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkQuantize(harness, shape)).toBeLessThanOrEqual(int8Tolerance);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY])('does not hide %s among good values', async (bad) => {
      const good = Float32Array.from({ length: 32 }, (_, i) => i);
      expect(await scaleOf(harness, good)).toBeCloseTo(31 / 127, 6);
      for (const at of [0, 13, 31]) expect(await scaleOf(harness, good.with(at, bad))).toBeNaN();
    });
  });

  describeSubgroups((harness) => {
    it.each(edges)('shares blocks out among several subgroups, for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkQuantize(harness, shape)).toBeLessThanOrEqual(int8Tolerance);
    });
  });
});
