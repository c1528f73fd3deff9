import { describe, expect, it } from 'vitest';
import { Random, splitMix, xoshiro128 } from './random.ts';

describe('the generators give the published numbers', () => {
  it('xoshiro128** from the state 1, 2, 3, 4', () => {
    const state = Uint32Array.of(1, 2, 3, 4);
    expect(Array.from({ length: 10 }, () => xoshiro128(state))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('splitmix64 from the seed 1234567', () => {
    const outputs = [1n, 2n, 3n, 4n, 5n].map((i) => splitMix(BigInt.asUintN(64, 1234567n + i * 0x9e3779b97f4a7c15n)));
    expect(outputs).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });
});

describe('a stream', () => {
  const first = (seed: bigint) => new Random(seed).next();

  it('is the same for the same seed', () => {
    const [a, b] = [new Random(7n), new Random(7n)];
    for (let i = 0; i < 1000; i++) expect(a.next()).toBe(b.next());
  });

  it('differs between seeds, also where only the upper half of 64 bits does', () => {
    const seeds = Array.from({ length: 3000 }, (_, i) => BigInt(i));
    const around = [2n ** 31n, 2n ** 32n, 9999999999n - 3000n, 2n ** 53n - 3001n];
    const all = new Set([...seeds, ...around.flatMap((base) => seeds.map((seed) => base + seed)), 1n + 2n ** 32n]);
    expect(new Set([...all].map(first)).size).toBe(all.size);
  });

  it('is spread evenly over 0 to 1, 1 excluded', () => {
    const random = new Random(11n);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const x = random.next();
      expect(x >= 0 && x < 1).toBe(true);
      const tenth = Math.floor(x * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.88); // 9 degrees of freedom, 1 in 1000
  });
});
