// The norm, row by row or gathered.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { int8Tolerance } from './checks/int8-rows.ts';
import { checkRmsNorm, rmsNormTolerance } from './checks/rms-norm.ts';

const edges = [
  { edge: 'the shortest row', dim: 4, nRows: 1 },
  { edge: 'a row of whole units', dim: 64, nRows: 1 },
  { edge: 'rows that end amid a unit of 32', dim: 100, nRows: 5 },
  { edge: 'rows longer than the lanes cover at once', dim: 1060, nRows: 2 },
  { edge: 'the rows of a prompt', dim: 64, nRows: 64 },
  { edge: 'rows gathered out of order, one of them twice', dim: 36, nRows: 7, gathered: [6, 2, 2, 0, 5] },
  { edge: 'as many rows as the host wrote into a buffer', dim: 36, nRows: 7, gathered: [4], indirect: true },
];

const wholeBlocks = [
  { edge: 'a single block', dim: 32, nRows: 1 },
  { edge: 'the rows of a prompt', dim: 64, nRows: 64 },
  { edge: 'rows longer than the lanes cover at once', dim: 1056, nRows: 2 },
  { edge: 'rows gathered out of order, one of them twice', dim: 96, nRows: 7, gathered: [6, 2, 2, 0, 5] },
  { edge: 'as many rows as the host wrote into a buffer', dim: 96, nRows: 7, gathered: [4], indirect: true },
];

describe('rms-norm', () => {
  describeFlavours((harness) => {
    it.each(edges)('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkRmsNorm(harness, shape)).toBeLessThanOrEqual(rmsNormTolerance(shape.dim));
    });
  });

  describe('into int8', () => {
    describeFlavours((harness) => {
      it.each(wholeBlocks)('is as near as eight bits allow, for $edge', async ({ edge: _, ...shape }) => {
        expect(await checkRmsNorm(harness, { ...shape, toInt8: true })).toBeLessThanOrEqual(int8Tolerance);
      });
    });
    describeSubgroups((harness) => {
      it.each(wholeBlocks)('adds up what each subgroup found, for $edge', async ({ edge: _, ...shape }) => {
        expect(await checkRmsNorm(harness, { ...shape, toInt8: true })).toBeLessThanOrEqual(int8Tolerance);
      });
    });
  });

  describeSubgroups((harness) => {
    it.each(edges)('adds up what each subgroup found, for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkRmsNorm(harness, shape)).toBeLessThanOrEqual(rmsNormTolerance(shape.dim));
    });
  });
});
