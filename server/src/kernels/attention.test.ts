// Attention: which positions a token sees, and that all head groups are one kernel. Slots that no token may see hold
// NaN, so that a look beyond the mask shows.
import { describe, expect, it } from 'vitest';
import { heads, masks, shared, types } from '../../test/kernels/attention-cases.ts';
import { describeFlavours, describeSplits, describeSubgroups } from '../../test/kernels/kernel-sets.ts';
import { attentionTolerance, checkAttention } from './checks/attention.ts';

describe('attention', () => {
  describeFlavours((harness) => {
    it.each([...masks, ...heads, ...types, ...shared])(
      'agrees with float64 for $edge',
      async ({ edge: _, ...shape }) => {
        expect(await checkAttention(harness, shape)).toBeLessThanOrEqual(attentionTolerance(shape));
      },
    );
  });

  // Each shape of heads takes seconds to compile: in workgroups of 2 subgroups only the masks are tested.
  describeSubgroups((harness, isMost) => {
    it.each(isMost ? [...masks, ...heads, ...types, ...shared] : masks)(
      'merges what each subgroup saw, for $edge',
      async ({ edge: _, ...shape }) => {
        expect(await checkAttention(harness, shape)).toBeLessThanOrEqual(attentionTolerance(shape));
      },
    );
  });

  // How lanes share a row depends on the shape of heads, how workgroups share positions does not.
  describeSplits((harness, { sharesLanes }) => {
    it.each(sharesLanes ? [...masks, ...heads, ...types, ...shared] : masks)(
      'merges what each workgroup saw, for $edge',
      async ({ edge: _, ...shape }) => {
        expect(await checkAttention(harness, shape)).toBeLessThanOrEqual(attentionTolerance(shape));
      },
    );
  });
});
