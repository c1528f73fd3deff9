// A guest of a server that asks for small things all the time, and looks at its health, its memory and its event loop.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Target, Turn } from './target.ts';

/** A request that costs next to nothing. */
export const small = JSON.stringify({ prompt: 'Lily', raw: true, max_tokens: 2 });
const pauseMs = 20;

/** What a guest saw. */
export interface Watched {
  readonly asked: readonly Asked[];
  readonly health: readonly Asked[];
  /** Of a process beside the server that nobody attacks. */
  readonly control: readonly Asked[];
  /** Of the server's event loop. */
  readonly turns: readonly Turn[];
  readonly peakMiB: number;
}

/** What a guest sees while something else goes on. */
export async function watch(target: Target, ms: number): Promise<Watched> {
  const asked: Asked[] = [];
  const health: Asked[] = [];
  const control: Asked[] = [];
  let peakMiB = 0;
  const fromMs = Date.now();
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
    repeat(async () => control.push(await target.control())),
    repeat(async () => {
      peakMiB = Math.max(peakMiB, target.memory());
    }),
  ]);
  return { asked, health, control, turns: await target.turns(fromMs, Date.now()), peakMiB };
}

/** Two watches as one. */
export function both(a: Watched, b: Watched): Watched {
  return {
    asked: [...a.asked, ...b.asked],
    health: [...a.health, ...b.health],
    control: [...a.control, ...b.control],
    turns: [...a.turns, ...b.turns],
    peakMiB: Math.max(a.peakMiB, b.peakMiB),
  };
}

/** Requests that were not answered as they should have been. */
export const failures = (all: readonly Asked[]) => all.filter(({ status }) => status !== 200).length;

/** @param part 0.99 for the 99th percentile */
export function percentile(all: readonly number[], part: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
