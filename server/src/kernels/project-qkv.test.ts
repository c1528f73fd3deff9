// The attention projections: queries out, keys and values into their slots of the cache and nowhere else.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { operands, someDtypes } from '../../test/kernels/projection-edges.ts';
import { dtypes } from '../dtype.ts';
import { checkProjectQkv, projectQkvTolerance, type QkvShape } from './checks/project-qkv.ts';
import { projectTolerance } from './checks/projection.ts';

type Case = Omit<QkvShape, 'dtype' | 'dim'> & { readonly edge: string };

/** Positions from `first` on in one sequence. */
const run = (nTokens: number, first = 0, sequence = 0) =>
  Array.from({ length: nTokens }, (_, i) => ({ position: first + i, sequence }));
// All of the cache is compared: what runs over the end of a block is seen in another.
const gqa = { nHeads: 4, nKvHeads: 2, headDim: 8 };

const edges: readonly Case[] = [
  { edge: 'the first token of a sequence', ...gqa, tokens: run(1) },
  { edge: 'a token in the last slot of a block', ...gqa, tokens: run(1, 15) },
  { edge: 'a token in the first slot of a block', ...gqa, tokens: run(1, 16) },
  { edge: 'two tokens, the rest of the tile writing nothing', ...gqa, tokens: run(2, 3) },
  { edge: 'a whole tile of tokens', ...gqa, tokens: run(4, 7) },
  { edge: 'five tokens that run over the end of a block', ...gqa, tokens: run(5, 13) },
  { edge: 'a far position, whose angles are large', ...gqa, tokens: run(2, 32_000) },
  {
    edge: 'tokens of several sequences in one tile',
    ...gqa,
    tokens: [...run(2, 20, 2), ...run(1, 5, 0), ...run(3, 15, 1)],
  },
  { edge: 'as many key heads as query heads', ...gqa, nHeads: 3, nKvHeads: 3, tokens: run(3) },
  { edge: 'one key head for all', ...gqa, nHeads: 10, nKvHeads: 1, tokens: run(3) },
  { edge: 'parts that end amid a tile of rows', ...gqa, nHeads: 3, nKvHeads: 1, headDim: 12, tokens: run(5) },
  { edge: 'heads smaller than a tile', ...gqa, nHeads: 3, nKvHeads: 3, headDim: 4, tokens: run(5) },
  { edge: 'heads of 128', ...gqa, nHeads: 2, nKvHeads: 1, headDim: 128, tokens: run(2, 9) },
  { edge: 'a prompt of 64 tokens', ...gqa, tokens: run(64, 3) },
];

describe('project-qkv', () => {
  describeFlavours((harness) => {
    describe.each(operands(harness, someDtypes))('of $dtype weights and $format inputs', ({ dtype, format }) => {
      it.each(edges)('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
        const dim = Math.ceil(44 / dtypes[dtype].blockSize) * dtypes[dtype].blockSize;
        expect(await checkProjectQkv(harness, { dtype, format, dim, ...shape })).toBeLessThanOrEqual(
          projectTolerance(dim),
        );
      });
    });
  });

  describeFlavours((harness) => {
    const far = { nHeads: 4, nKvHeads: 2 };
    const tokens = [...run(2, 20, 2), ...run(1, 5, 0), ...run(3, 32_765, 1)];
    const stored = [
      ...[8, 24, 128].map((headDim) => ({ kvType: 'f16' as const, headDim })),
      ...[32, 64, 128, 256].map((headDim) => ({ kvType: 'q8_0' as const, headDim })),
    ];
    it.each(stored)('stores heads of $headDim as $kvType, and nothing else changes', async (type) => {
      const shape = { dtype: 'F16' as const, dim: 44, ...far, ...type };
      expect(await checkProjectQkv(harness, { ...shape, tokens })).toBeLessThanOrEqual(projectQkvTolerance(shape));
      expect(await checkProjectQkv(harness, { ...shape, tokens: run(1, 9) })).toBeLessThanOrEqual(
        projectQkvTolerance(shape),
      );
    });
  });

  describeFlavours((harness) => {
    it.each(operands(harness, someDtypes))(
      'leaves rows of $dtype weights and $format inputs to finish-qkv, where a model adjusts them',
      async ({ dtype, format }) => {
        const dim = Math.ceil(44 / dtypes[dtype].blockSize) * dtypes[dtype].blockSize;
        for (const heads of [gqa, { nHeads: 3, nKvHeads: 1, headDim: 12 }]) {
          const shape = { dtype, format, dim, ...heads, isAdjusted: true };
          for (const tokens of [run(1), run(5, 13)]) {
            expect(await checkProjectQkv(harness, { ...shape, tokens })).toBeLessThanOrEqual(projectTolerance(dim));
          }
        }
      },
    );
  });

  describeSubgroups((harness) => {
    it.each(edges)('finds the partner of every pair, for $edge', async ({ edge: _, ...shape }) => {
      const error = await checkProjectQkv(harness, { dtype: 'F16', dim: 200, ...shape });
      expect(error).toBeLessThanOrEqual(projectTolerance(200));
    });
  });
});
