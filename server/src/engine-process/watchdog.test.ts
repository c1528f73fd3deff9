import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backoffMs } from './backoff.ts';
import { Watchdog } from './watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('barks once, when it was silent for the time it was given', () => {
  const onSilence = vi.fn();
  new Watchdog(1000, onSilence);
  vi.advanceTimersByTime(1000);
  expect(onSilence).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(onSilence).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(onSilence).toHaveBeenCalledOnce();
});

it('does not bark while there are signs of life, nor when it was stopped', () => {
  const onSilence = vi.fn();
  const watchdog = new Watchdog(1000, onSilence);
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(900);
    watchdog.reset();
  }
  watchdog.stop();
  vi.advanceTimersByTime(10_000);
  expect(onSilence).not.toHaveBeenCalled();
});

it('the pause doubles with each failure, up to a bound, and is never quite the same', () => {
  const times = { firstMs: 100, mostMs: 1000 };
  for (const [nFailures, ms] of [100, 200, 400, 800, 1000, 1000].entries()) {
    const pauses = Array.from({ length: 50 }, () => backoffMs(times, nFailures));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(ms / 2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(ms);
    expect(new Set(pauses).size).toBeGreaterThan(40);
  }
  expect(backoffMs(times, 1e6)).toBeLessThanOrEqual(1000);
});
