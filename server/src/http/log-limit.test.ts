import { expect, it } from 'vitest';
import { LogLimit } from './log-limit.ts';

it('lets ten lines a second through, and tells how many it did not', () => {
  let nowMs = 500;
  const limit = new LogLimit(() => nowMs);
  expect(Array.from({ length: 25 }, () => limit.next()).filter((one) => one !== null)).toEqual(Array(10).fill({}));
  nowMs += 999;
  expect(limit.next()).toBeNull();
  nowMs += 1;
  expect([limit.next(), limit.next()]).toEqual([{ leftOut: 16 }, {}]);
});
