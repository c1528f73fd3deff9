// The output head: logits for the tokens for which a step asks for them.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { operands, projectionEdges, someDtypes } from '../../test/kernels/projection-edges.ts';
import { checkProjectLogits } from './checks/project-logits.ts';
import { projectTolerance } from './checks/projection.ts';

describe('project-logits', () => {
  describeFlavours((harness) => {
    describe.each(operands(harness, someDtypes))('of $dtype weights and $format inputs', ({ dtype, format }) => {
      it.each(projectionEdges(dtype))('agrees with float64 for $edge', async ({ nRows, nCols, nTokens }) => {
        const shape = { dtype, format, vocabSize: nRows, dim: nCols, nOutputs: nTokens };
        expect(await checkProjectLogits(harness, shape)).toBeLessThanOrEqual(projectTolerance(nCols));
      });
    });

    it('gives all logits of a large vocabulary', async () => {
      const shape = { dtype: 'Q4_0', vocabSize: 8000, dim: 32, nOutputs: 2 } as const;
      expect(await checkProjectLogits(harness, shape)).toBeLessThanOrEqual(projectTolerance(32));
      harness.clear();
    });

    it('takes its grid from a buffer that the host writes', async () => {
      const shape = { dtype: 'F16', vocabSize: 21, dim: 40, nOutputs: 6, indirect: true } as const;
      expect(await checkProjectLogits(harness, shape)).toBeLessThanOrEqual(projectTolerance(40));
    });
  });

  describeSubgroups((harness) => {
    it('adds up what each subgroup found', async () => {
      const shape = { dtype: 'Q8_0', vocabSize: 21, dim: 160, nOutputs: 6 } as const;
      expect(await checkProjectLogits(harness, shape)).toBeLessThanOrEqual(projectTolerance(160));
    });
  });
});
