// A few damaged files of each kind; npm run mutants opens as many as wanted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { campaign } from './campaign.ts';

it('damaged configurations, vocabularies, templates, indexes and metadata open or are refused with words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { counts, faults } = await campaign(folder, { n: 99, seed: 1 });
  expect(faults).toEqual([]);
  const outcomes = Object.values(counts);
  expect(outcomes).toHaveLength(9);
  for (const outcome of ['opened', 'refused'] as const) {
    expect(outcomes.reduce((sum, one) => sum + one[outcome], 0)).toBeGreaterThan(20);
  }
});
