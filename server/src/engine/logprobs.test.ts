import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logprobsOf } from './logprobs.ts';

it('is what a sorted softmax says', () => {
  const logits = fc.array(fc.double({ min: -80, max: 80, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(logits, fc.nat(20), fc.nat(49), (values, nTop, pick) => {
      const row = Float32Array.from(values);
      const chosen = pick % row.length;
      const { logprob, topLogprobs } = logprobsOf(row, chosen, nTop);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const expected = [...row.entries()].sort(([a, x], [b, y]) => y - x || a - b).slice(0, nTop);
      expect(topLogprobs.map(({ id }) => id)).toEqual(expected.map(([id]) => id));
      for (const [i, [, logit]] of expected.entries()) {
        expect(topLogprobs[i]?.logprob).toBeCloseTo(logit - Math.log(total), 6);
      }
      expect(logprob).toBeCloseTo((row[chosen] as number) - Math.log(total), 6);
    }),
  );
});

it('passes over logits that are not finite, and does not overflow', () => {
  const row = Float32Array.of(Number.NaN, 1000, Number.POSITIVE_INFINITY, 1000, Number.NEGATIVE_INFINITY);
  const { logprob, topLogprobs } = logprobsOf(row, 3, 5);
  expect(logprob).toBeCloseTo(-Math.LN2, 12);
  expect(topLogprobs.map(({ id }) => id)).toEqual([1, 3]);
});
