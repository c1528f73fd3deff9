import { expect, it } from 'vitest';
import { RefusalPace } from './refusal-pace.ts';

it('few refusals are answered at once, many wait longer, and another token does not', () => {
  let nowMs = 0;
  const pace = new RefusalPace(() => nowMs);
  const waits = Array.from({ length: 100 }, () => pace.next('a'));
  expect(waits.slice(0, 40)).toEqual(new Array(40).fill(0));
  expect(waits[41]).toBe(50);
  expect(waits[99]).toBe(1000);
  expect(pace.next('b')).toBe(0);
  nowMs = 10_000;
  expect(pace.next('a')).toBe(0);
});
