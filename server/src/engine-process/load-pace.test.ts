// Who causes many loads waits, while others ask.
import { expect, it } from 'vitest';
import { LoadPace } from './load-pace.ts';

function paceAt(clock: { ms: number }): LoadPace {
  return new LoadPace(() => clock.ms);
}

it('an owner whose loads take more than a quarter of the time waits while others ask', () => {
  const clock = { ms: 0 };
  const pace = paceAt(clock);
  let loadingMs = 0;
  while (clock.ms < 300_000) {
    pace.asks('guest');
    pace.asks('thrash');
    clock.ms += pace.waitMs('thrash', 1000);
    clock.ms += 1000;
    pace.charge('thrash', 1000);
    loadingMs += 1000;
    clock.ms += 10;
  }
  expect(loadingMs / clock.ms).toBeLessThan(0.3);
  expect(loadingMs / clock.ms).toBeGreaterThan(0.2);
  expect(pace.waitMs('guest', 1000)).toBe(0);
});

it("a server's only user is not slowed, and nobody waits for long", () => {
  const clock = { ms: 0 };
  const pace = paceAt(clock);
  pace.asks('guest');
  clock.ms += 40_000;
  for (let i = 0; i < 20; i++) {
    pace.asks('alone');
    expect(pace.waitMs('alone', 60_000)).toBe(0);
    clock.ms += 100;
    pace.charge('alone', 60_000);
  }
  pace.asks('guest');
  expect(pace.waitMs('alone', 60_000)).toBe(10_000);
});
