// Biases, norms of heads, RoPE: queries out, keys and values into their slots of the cache and nowhere else.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { checkFinishQkv, type FinishQkvShape, finishQkvTolerance } from './checks/finish-qkv.ts';

/** Positions from `first` on in one sequence. */
const run = (nTokens: number, first = 0, sequence = 0) =>
  Array.from({ length: nTokens }, (_, i) => ({ position: first + i, sequence }));
const gqa = { nHeads: 4, nKvHeads: 2, headDim: 8, hasNorms: true };
const queryScale = { scale: 0.1, length: 16 };

const edges: readonly (FinishQkvShape & { readonly edge: string })[] = [
  { edge: 'biases and norms', ...gqa, tokens: run(5, 13) },
  { edge: 'biases without norms', ...gqa, hasNorms: false, tokens: run(5, 13) },
  { edge: 'queries scaled by position', ...gqa, queryScale, tokens: [...run(3, 14), ...run(2, 100_000, 1)] },
  { edge: 'scaled queries without norms', ...gqa, hasNorms: false, queryScale, tokens: run(2, 31) },
  { edge: 'tokens of several sequences', ...gqa, tokens: [...run(2, 20, 2), ...run(1, 5, 0), ...run(3, 15, 1)] },
  { edge: 'one key head for all', ...gqa, nHeads: 10, nKvHeads: 1, tokens: run(3) },
  { edge: 'parts that end amid 8 rows', ...gqa, nHeads: 3, nKvHeads: 1, headDim: 12, tokens: run(5) },
  { edge: 'the smallest heads', ...gqa, nHeads: 3, nKvHeads: 3, headDim: 4, tokens: run(5) },
  { edge: 'heads of 96', ...gqa, nHeads: 2, nKvHeads: 1, headDim: 96, tokens: run(2, 9) },
  { edge: 'heads of 256', ...gqa, nHeads: 2, nKvHeads: 1, headDim: 256, tokens: run(2, 9) },
  { edge: 'a prompt of 64 tokens', ...gqa, tokens: run(64, 3) },
];

describe('finish-qkv', () => {
  describeFlavours((harness) => {
    it.each(edges)('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkFinishQkv(harness, shape)).toBeLessThanOrEqual(finishQkvTolerance(shape));
    });

    it.each([
      ...[8, 24, 128].map((headDim) => ({ kvType: 'f16' as const, headDim })),
      ...[32, 128].map((headDim) => ({ kvType: 'q8_0' as const, headDim })),
    ])('stores heads of $headDim as $kvType, and nothing else changes', async (type) => {
      const shape = { ...gqa, ...type, tokens: [...run(2, 20, 2), ...run(3, 32_765, 1)] };
      expect(await checkFinishQkv(harness, shape)).toBeLessThanOrEqual(finishQkvTolerance(shape));
    });
  });

  describeSubgroups((harness) => {
    it.each(edges)('adds up what each subgroup found, for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkFinishQkv(harness, shape)).toBeLessThanOrEqual(finishQkvTolerance(shape));
    });
  });
});
