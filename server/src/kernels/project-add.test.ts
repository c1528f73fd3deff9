// A projection that joins the residual stream: y += W x.
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { dtypes, operands, projectionEdges, someDtypes } from '../../test/kernels/projection-edges.ts';
import { checkProjectAdd } from './checks/project-add.ts';
import { projectTolerance } from './checks/projection.ts';

describe('project-add', () => {
  describeFlavours((harness) => {
    describe.each(operands(harness, dtypes))('of $dtype weights and $format inputs', ({ dtype, format }) => {
      it.each(projectionEdges(dtype))('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
        expect(await checkProjectAdd(harness, { dtype, format, ...shape })).toBeLessThanOrEqual(
          projectTolerance(shape.nCols),
        );
      });
    });

    it.each(operands(harness, someDtypes))('rows as wide as Mistral 7B has, $dtype by $format', async (operand) => {
      const shape = { ...operand, nRows: 9, nCols: 14_336, nTokens: 2 };
      expect(await checkProjectAdd(harness, shape)).toBeLessThanOrEqual(projectTolerance(shape.nCols));
      harness.clear();
    });
  });

  describeSubgroups((harness) => {
    it.each(projectionEdges('F16'))('adds up what each subgroup found, for $edge', async ({ edge: _, ...shape }) => {
      const error = await checkProjectAdd(harness, { dtype: 'F16', ...shape });
      expect(error).toBeLessThanOrEqual(projectTolerance(shape.nCols));
    });
  });
});
