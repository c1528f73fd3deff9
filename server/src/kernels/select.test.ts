// Selection: the best of each row in the order of a sort, or the row.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { checkSelect } from './checks/select.ts';
import { maxBest } from './select.ts';

const bad = new Map([
  [0, Number.NaN],
  [1, Number.POSITIVE_INFINITY],
  [2, Number.NEGATIVE_INFINITY],
  [3, -0],
  [4, 0],
]);
const onlyBad = new Map(Array.from({ length: 9 }, (_, id) => [id, Number.NaN]));

const edges = [
  { edge: 'the best one of a large vocabulary', vocabSize: 32_000, nBest: [1] },
  { edge: 'as many as there may be', vocabSize: 32_768, nBest: [maxBest] },
  { edge: 'the whole row, of any length', vocabSize: 97, nBest: [0, 0] },
  { edge: 'rows that begin amid a unit, each asked for something else', vocabSize: 1003, nBest: [5, 0, 1, 50, 0] },
  { edge: 'equal logits, the lower id first', vocabSize: 515, nBest: [64, 7], coarse: true },
  { edge: 'fewer tokens than are wanted', vocabSize: 5, nBest: [8, 5, 0] },
  { edge: 'a vocabulary of one', vocabSize: 1, nBest: [1, 64] },
  { edge: 'logits that are not finite, and both zeros', vocabSize: 77, nBest: [64, 64], logits: bad },
  { edge: 'no finite logit', vocabSize: 9, nBest: [3, 1], logits: onlyBad },
];

describe('select', () => {
  describeFlavours((harness) => {
    it.each(edges)('gives $edge', async ({ edge: _, ...shape }) => {
      expect(await checkSelect(harness, shape)).toBe(0);
    });
  });
  describeSubgroups((harness) => {
    it.each(edges)('compares what each subgroup found: $edge', async ({ edge: _, ...shape }) => {
      expect(await checkSelect(harness, shape)).toBe(0);
    });
  });
});
