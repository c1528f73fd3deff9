// The scores of one token: which positions it sees, and that all head groups and cache types are one kernel.
import { describe, expect, it } from 'vitest';
import { describeFlavours } from '../../test/kernels/kernel-sets.ts';
import {
  type AttentionScoresShape,
  attentionScoresTolerance,
  checkAttentionScores,
} from './checks/attention-scores.ts';

type Case = AttentionScoresShape & { readonly edge: string };

const gqa = { nHeads: 4, nKvHeads: 2, headDim: 16 };
const one = (position: number) => ({ tokens: [{ position, sequence: 0 }], token: 0 });

const cases: readonly Case[] = [
  { edge: 'a token that sees only itself', ...gqa, ...one(0) },
  { edge: 'the first position of a second block', ...gqa, ...one(16) },
  { edge: 'more positions than a workgroup has lanes', ...gqa, ...one(700) },
  { edge: 'a window that has left a block', ...gqa, window: 17, ...one(33) },
  { edge: 'as many key heads as query heads', ...gqa, nKvHeads: 4, ...one(20) },
  { edge: 'one key head for all', ...gqa, nKvHeads: 1, ...one(20) },
  {
    edge: 'a token of another sequence of the step',
    ...gqa,
    tokens: [5, 40, 21].map((position, sequence) => ({ position, sequence })),
    token: 1,
  },
  ...[8, 24, 128].map((headDim) => ({
    edge: `keys of ${headDim} in f16`,
    ...gqa,
    headDim,
    kvType: 'f16' as const,
    ...one(20),
  })),
  ...[32, 64, 128, 256].map((headDim) => ({
    edge: `keys of ${headDim} in q8_0`,
    ...gqa,
    headDim,
    kvType: 'q8_0' as const,
    ...one(37),
  })),
];

describe('the scores of attention', () => {
  describeFlavours((harness) => {
    it.each(cases)('agree with float64 for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkAttentionScores(harness, shape)).toBeLessThanOrEqual(attentionScoresTolerance(shape));
    });
  });
});
