import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectBest } from './select-best.ts';

const ids = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const ranked = (scores: Float32Array) =>
  [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);

describe('the best by count', () => {
  it('are those a full sort would put first', () => {
    const scores = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 220 }), (list, k) => {
        const values = Float32Array.from(list);
        const chosen = ids(values.length);
        const n = selectBest({ ids: chosen, n: values.length, scores: values, target: k });
        expect(n).toBe(Math.min(k, values.length));
        expect([...chosen.subarray(0, n)].sort()).toEqual(ranked(values).slice(0, n).sort());
        expect(new Set(chosen).size).toBe(values.length);
      }),
    );
  });
});

describe('the best by weight', () => {
  it('are as few as reach the target', () => {
    // Whole numbers, so that sums are exact in any order.
    const weights = fc.array(fc.nat(100), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0.001, max: 1.1, noNaN: true }), (list, share) => {
        const target = Math.max(1, share * list.reduce((a, b) => a + b, 0));
        const scores = Float32Array.from(list);
        const chosen = ids(list.length);
        const n = selectBest({
          ids: chosen,
          n: list.length,
          scores,
          weights: Float64Array.from(list),
          target,
        });
        let expected = 0;
        for (let sum = 0; expected < list.length && sum < target; )
          sum += list[ranked(scores)[expected++] as number] as number;
        expect(n).toBe(expected);
        expect([...chosen.subarray(0, n)].sort()).toEqual(ranked(scores).slice(0, n).sort());
      }),
    );
  });

  it('leave the rest of the array alone', () => {
    const chosen = ids(10);
    const scores = Float32Array.from({ length: 10 }, (_, i) => i);
    selectBest({ ids: chosen, n: 4, scores, target: 2 });
    expect([...chosen.subarray(4)]).toEqual([4, 5, 6, 7, 8, 9]);
  });
});

describe('the work', () => {
  it.each([
    ['falling', (i: number, n: number) => n - i],
    ['rising', (i: number) => i],
    ['equal', () => 1],
    ['of two kinds', (i: number) => i % 2],
    ['scattered', (i: number, n: number) => (i * 7919) % n],
  ])('is linear for scores that are %s', (_, score) => {
    const reads = (n: number) => {
      let count = 0;
      const scores = Float32Array.from({ length: n }, (_, i) => score(i, n));
      const counted = new Proxy(scores, {
        get(target, key) {
          count++;
          return Reflect.get(target, key);
        },
      });
      selectBest({ ids: ids(n), n, scores: counted, target: 40 });
      return count;
    };
    expect(reads(8000)).toBeLessThan(12 * 8000); // two reads per comparison, some 2 to 4 comparisons per id
  });
});
