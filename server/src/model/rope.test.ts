import { describe, expect, it } from 'vitest';
import { noScaling, ropeFrequencies } from './rope.ts';

const base = { headDim: 64, ropeTheta: 500_000 };
const plain = ropeFrequencies({ ...base, ropeScaling: noScaling }, 4096);
const expectClose = (found: readonly number[], expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(Math.abs((found[i] ?? 0) / value - 1)).toBeLessThan(1e-12);
};

describe('frequencies', () => {
  it('fall from 1 by powers of theta', () => {
    expect([plain[0], plain.length]).toEqual([1, 32]);
    expectClose([plain[16] ?? 0], [1 / Math.sqrt(500_000)]);
  });

  it('are divided by a factor, and by divisors', () => {
    const divisors = plain.map((_, i) => 1 + i);
    const found = ropeFrequencies({ ...base, ropeScaling: { factor: 4, magnitude: 1, divisors } }, 4096);
    expectClose(
      found,
      plain.map((frequency, i) => frequency / 4 / (1 + i)),
    );
  });

  it('of Llama 3.1 are divided as the converter of llama.cpp writes them into rope_freqs', () => {
    const [factor, low, high, original] = [32, 1, 4, 8192];
    const llama3 = { lowFreqFactor: low, highFreqFactor: high, originalContextLength: original };
    const divisors = plain.map((frequency) => {
      const wavelength = (2 * Math.PI) / frequency;
      if (wavelength < original / high) return 1;
      if (wavelength > original / low) return factor;
      const smooth = (original / wavelength - low) / (high - low);
      return 1 / ((1 - smooth) / factor + smooth);
    });
    expect(new Set(divisors).size).toBeGreaterThan(3);
    const byDivisors = ropeFrequencies({ ...base, ropeScaling: { factor: 1, magnitude: 1, divisors } }, 4096);
    const byConfig = ropeFrequencies({ ...base, ropeScaling: { factor, magnitude: 1, llama3 } }, 4096);
    expectClose(byConfig, byDivisors);
  });

  it('of YaRN keep the high ones and divide the low ones', () => {
    const yarn = { originalContextLength: 4096, betaFast: 32, betaSlow: 1 };
    const found = ropeFrequencies({ ...base, ropeScaling: { factor: 4, magnitude: 1, yarn } }, 16_384);
    const ratios = plain.map((frequency, i) => frequency / (found[i] ?? 0));
    expect([ratios[0], ratios[31]]).toEqual([1, 4]);
    expect([...ratios].sort((a, b) => a - b)).toEqual(ratios);
  });

  it('of LongRoPE follow the length of the context', () => {
    const longrope = { originalContextLength: 4096, short: plain.map(() => 1), long: plain.map(() => 2) };
    const at = (contextLength: number) =>
      ropeFrequencies({ ...base, ropeScaling: { factor: 1, magnitude: 1, longrope } }, contextLength);
    expectClose(at(4096), plain);
    expectClose(
      at(4097),
      plain.map((frequency) => frequency / 2),
    );
  });
});
