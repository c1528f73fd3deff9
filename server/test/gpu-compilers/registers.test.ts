// What GPU compilers make of the kernels (docs/registers.md): nothing is spilled, attention fits an instruction cache and
// leaves room for enough waves, and no figure is worse than the recorded one. RADV comes with Mesa, and needs no GPU.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFor, type Family, type RegisterReport } from '../../scripts/gpu-registers.ts';
import { readRegisters, registersPage, registersPath } from '../../scripts/registers-page.ts';

const page = readFileSync(registersPath, 'utf8');
const mostAttentionBytes = 12 * 1024;
/** A SIMD of GCN has 256 registers and at most 10 waves: 8 would leave each 32 registers. */
const fewestAttentionWaves: Readonly<Record<Family, number>> = { RDNA2: 8, RDNA3: 8, GCN5: 2 };

describe.each<Family>(['RDNA2', 'RDNA3', 'GCN5'])('the kernels compiled for %s', (family) => {
  let report: RegisterReport;
  beforeAll(async () => {
    report = await compileFor(family);
  }, 600_000);

  it('spill nothing', () => {
    const spilling = report.rows.filter(({ spilled, scratchBytes }) => spilled > 0 || scratchBytes > 0);
    expect(spilling).toEqual([]);
  });

  it('have attention that fits an instruction cache, with enough waves', () => {
    const attention = report.rows.filter(({ kernel }) => kernel.startsWith('attention '));
    expect(attention.length).toBeGreaterThan(20);
    expect(attention.filter(({ codeBytes }) => codeBytes >= mostAttentionBytes)).toEqual([]);
    expect(attention.filter(({ waves }) => waves < fewestAttentionWaves[family])).toEqual([]);
  });

  it('are all on the page, with figures that are no worse than recorded', () => {
    const recorded = readRegisters(page, family);
    expect(recorded?.rows.map(({ kernel }) => kernel)).toEqual(report.rows.map(({ kernel }) => kernel));
    if (recorded?.driver !== report.driver) return; // another version compiles otherwise; the limits above hold for any
    const worse = report.rows.filter((now, i) => {
      const then = recorded.rows[i];
      return (
        then &&
        (now.registers > then.registers ||
          now.spilled > then.spilled ||
          now.scratchBytes > then.scratchBytes ||
          now.sharedBytes > then.sharedBytes ||
          now.waves < then.waves ||
          now.codeBytes > then.codeBytes)
      );
    });
    expect(worse, 'npm run registers -w server records new figures').toEqual([]);
  });
});

it('the page says what a report said', () => {
  const row = { kernel: 'a, b', registers: 1, spilled: 2, scratchBytes: 3, sharedBytes: 4, waves: 5, codeBytes: 6 };
  const report = { driver: 'radv 1', rows: [row] };
  expect(readRegisters(registersPage([['RDNA2', report]]), 'RDNA2')).toEqual(report);
});
