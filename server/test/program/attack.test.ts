// The attacks of `npm run attack`, each small and for a moment, on the built program: another token is served, the server answers its
// health and stays within its memory. How long it takes is not asserted here; the long form measures it.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attacksOf } from '../../bench/attack/attacks.ts';
import { startTarget, type Target } from '../../bench/attack/target.ts';
import { failures, watch } from '../../bench/attack/watch.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget(fileURLToPath(new URL('../../bin/tramontane.js', import.meta.url)));
});
afterAll(() => target.close());

/** Of the numbers of clients: the whole suite shares the machine. */
const scale = 0.1;

it.each(attacksOf(scale))('another token is served through $name', async ({ run }) => {
  const controller = new AbortController();
  const attack = run(target, controller.signal);
  const { asked, health, peakMiB } = await watch(target, 300);
  controller.abort();
  await attack;
  expect([failures(asked), failures(health)]).toEqual([0, 0]);
  expect(asked.length).toBeGreaterThan(0);
  expect(peakMiB).toBeLessThan(1200);
});
