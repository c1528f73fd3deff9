import { expect, it, vi } from 'vitest';
import { RateStore } from './rate-store.ts';

it('a clock that is set back changes neither the count nor the time that is left', () => {
  let nowMs = 1000;
  const store = new RateStore(60_000, () => nowMs);
  vi.useFakeTimers({ now: 5_000_000, toFake: ['Date'] });
  try {
    store.increment('a');
    nowMs += 10_000;
    vi.setSystemTime(1_000_000);
    const { totalHits, resetTime } = store.increment('a');
    expect(totalHits).toBe(2);
    expect((resetTime?.getTime() ?? 0) - Date.now()).toBe(50_000);
    nowMs += 50_000;
    expect(store.increment('a').totalHits).toBe(1);
    store.decrement('a');
    expect(store.increment('a').totalHits).toBe(1);
    store.resetKey('a');
    expect(store.increment('a').totalHits).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
