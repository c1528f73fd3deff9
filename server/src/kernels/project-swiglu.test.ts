// The gated projection of the feed-forward network: silu(G x) * (U x).
import { describe, expect, it } from 'vitest';
import { describeFlavours, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { operands, projectionEdges, someDtypes } from '../../test/kernels/projection-edges.ts';
import { checkProjectSwiglu } from './checks/project-swiglu.ts';
import { projectTolerance } from './checks/projection.ts';

describe('project-swiglu', () => {
  describeFlavours((harness) => {
    describe.each(operands(harness, someDtypes))('of $dtype weights and $format inputs', ({ dtype, format }) => {
      it.each(projectionEdges(dtype))('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
        expect(await checkProjectSwiglu(harness, { dtype, format, ...shape })).toBeLessThanOrEqual(
          projectTolerance(shape.nCols),
        );
      });
    });
  });

  describeSubgroups((harness) => {
    it.each(projectionEdges('F16'))('adds up what each subgroup found, for $edge', async ({ edge: _, ...shape }) => {
      const error = await checkProjectSwiglu(harness, { dtype: 'F16', ...shape });
      expect(error).toBeLessThanOrEqual(projectTolerance(shape.nCols));
    });
  });
});
