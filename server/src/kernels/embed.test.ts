// The embedding: rows of the table, exactly.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { dtypes } from '../../test/kernels/projection-edges.ts';
import { dtypes as sizes } from '../dtype.ts';
import { checkEmbed, embedTolerance } from './checks/embed.ts';

const edges = [
  { edge: 'a table of one row', vocabSize: 1, units: 1, nTokens: 1 },
  { edge: 'the last row of a table that ends amid a tile', vocabSize: 19, units: 3, nTokens: 1 },
  { edge: 'the last row of a table of whole tiles', vocabSize: 16, units: 2, nTokens: 1 },
  { edge: 'several tokens', vocabSize: 40, units: 5, nTokens: 5 },
  { edge: 'rows longer than the lanes cover at once', vocabSize: 9, units: 70, nTokens: 2 },
  { edge: 'a prompt of 64 tokens', vocabSize: 33, units: 2, nTokens: 64 },
];

describe('embed', () => {
  describeFlavours((harness) => {
    describe.each(dtypes)('of %s weights', (dtype) => {
      it.each(edges)('copies rows out of $edge', async ({ vocabSize, units, nTokens }) => {
        const dim = units * Math.max(4, sizes[dtype].blockSize);
        expect(await checkEmbed(harness, { dtype, vocabSize, dim, nTokens })).toBeLessThanOrEqual(embedTolerance);
      });
    });
  });

  describeSubgroups((harness) => {
    it.each(edges)('shares a row among subgroups for $edge', async ({ vocabSize, units, nTokens }) => {
      const shape = { dtype: 'Q8_0', vocabSize, dim: units * 32, nTokens } as const;
      expect(await checkEmbed(harness, shape)).toBeLessThanOrEqual(embedTolerance);
    });
  });
});
