import { expect, it } from 'vitest';
import { RefusalPace } from './refusal-pace.ts';

it('few refusals are answered at once, many wait longer, and another token does not', () => {
  let nowMs = 0;
  const pace = new RefusalPace(() => nowMs);
  const waits = Array.from({ length: 100 }, () => pace.next('a'));
  expect(waits.slice(0, 40)).toEqual(new Array(40).fill(0));
  expect(waits[41]).toBe(50);
  expect(waits[99]).toBe(1500);
  expect(pace.next('b')).toBe(0);
  nowMs = 10_000;
  expect(pace.next('a')).toBe(0);
});

it('what a refused body says counts by its size', () => {
  const pace = new RefusalPace(() => 0);
  const few = Array.from({ length: 500 }, () => pace.next('a', 300));
  expect(few).toEqual(new Array(500).fill(0));
  expect(Array.from({ length: 7 }, () => pace.next('b', 9_000_000) > 0)).toEqual([
    ...new Array(5).fill(false),
    true,
    true,
  ]);
  for (let i = 0; i < 1000; i++) pace.next('a', 50_000);
  expect(pace.next('a', 50_000)).toBe(5000);
});
