// A guest of a server that asks for small things all the time, and looks at its health and memory.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Target } from './target.ts';

/** A request that costs next to nothing. */
export const small = JSON.stringify({ prompt: 'Lily', raw: true, max_tokens: 2 });
const pauseMs = 25;

/** What a guest saw. */
export interface Watched {
  readonly asked: readonly Asked[];
  readonly health: readonly Asked[];
  readonly peakMiB: number;
}

/** What a guest sees while something else goes on. */
export async function watch(target: Target, ms: number): Promise<Watched> {
  const asked: Asked[] = [];
  const health: Asked[] = [];
  let peakMiB = 0;
  const untilMs = performance.now() + ms;
  const repeat = async (once: () => Promise<unknown>) => {
    while (performance.now() < untilMs) {
      await once();
      await sleep(pauseMs);
    }
  };
  await Promise.all([
    repeat(async () => asked.push(await target.ask('guest', small))),
    repeat(async () => health.push(await target.health())),
    repeat(async () => {
      peakMiB = Math.max(peakMiB, target.memory());
    }),
  ]);
  return { asked, health, peakMiB };
}

/** Requests that were not answered as they should have been. */
export const failures = (all: readonly Asked[]) => all.filter(({ status }) => status !== 200).length;
