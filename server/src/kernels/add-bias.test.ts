// A bias joins every row, and nothing else changes.
import { describe, expect, it } from 'vitest';
import { describeFlavours } from '../../test/kernels/kernel-sets.ts';
import { addBiasTolerance, checkAddBias } from './checks/add-bias.ts';

const edges = [
  { edge: 'the shortest row', dim: 4, nTokens: 1 },
  { edge: 'rows that end amid a unit of 32', dim: 100, nTokens: 5 },
  { edge: 'rows longer than a workgroup covers', dim: 1060, nTokens: 2 },
  { edge: 'the rows of a prompt', dim: 64, nTokens: 64 },
];

describe('add-bias', () => {
  describeFlavours((harness) => {
    it.each(edges)('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkAddBias(harness, shape)).toBeLessThanOrEqual(addBiasTolerance);
    });
  });
});
