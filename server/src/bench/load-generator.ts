// The two kinds of load. Closed: so many clients, each of which asks again when it has its answer. Open: requests that
// come by chance at a given rate (Poisson arrivals), however long the others take, as they do from many strangers.
import { setMaxListeners } from 'node:events';
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './streamed-request.ts';
import { random } from './workload.ts';

/** How much is asked at a time. */
export type Level =
  | { readonly kind: 'closed'; readonly concurrency: number }
  | { readonly kind: 'open'; readonly ratePerSecond: number };

export interface LoadTimes {
  /** Load before what is measured, so that nothing is measured of an empty server. */
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** How long answers may take once nothing more is asked; then they are given up, and counted as unfinished. */
  readonly drainMs: number;
}

/** What happened in one level. */
export interface LevelRun {
  readonly level: Level;
  /** All of them, those of the warm-up too. */
  readonly outcomes: readonly Outcome[];
  /** The moments between which it is measured. */
  readonly from: number;
  readonly to: number;
  readonly generator: GeneratorHealth;
}

/** Whether the generator of the load may itself have been what was slow. */
export interface GeneratorHealth {
  /** Share of the time in which its event loop was busy, 0 to 1. */
  readonly busy: number;
  /** What its timers were late by, 99th percentile, in milliseconds: so much may be wrong with a latency. */
  readonly lateMs: number;
}

/** Sends request i, which is due at a moment. */
export type Send = (i: number, dueAt: number, signal: AbortSignal) => Promise<Outcome>;

/** After a failure a client waits this long: a server that refuses must not be asked in a tight loop. */
const pauseAfterErrorMs = 100;
/** What the watch on the event loop sleeps between two looks. */
const timerMs = 5;

/** Runs one level. @param onProgress told what there is so far, several times a second */
export async function runLevel(
  send: Send,
  level: Level,
  { warmUpMs, durationMs, drainMs }: LoadTimes,
  seed: number,
  onProgress: (outcomes: readonly Outcome[], elapsedMs: number) => void = () => undefined,
): Promise<LevelRun> {
  const outcomes: Outcome[] = [];
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // one a request
  const startedAt = performance.now();
  const [from, to] = [startedAt + warmUpMs, startedAt + warmUpMs + durationMs];
  const ask = async (i: number, dueAt: number) => {
    const outcome = await send(i, dueAt, abort.signal);
    outcomes.push(outcome);
    return outcome;
  };
  const health = watchGenerator(warmUpMs, durationMs);
  const teller = setInterval(() => onProgress(outcomes, performance.now() - from), 200);
  const giveUp = setTimeout(() => abort.abort(), warmUpMs + durationMs + drainMs);
  try {
    await (level.kind === 'closed'
      ? closedLoop(ask, level.concurrency, to)
      : openLoop(ask, level.ratePerSecond, to, seed));
  } finally {
    clearInterval(teller);
    clearTimeout(giveUp);
  }
  return { level, outcomes, from, to, generator: health() };
}

type Ask = (i: number, dueAt: number) => Promise<Outcome>;

async function closedLoop(ask: Ask, concurrency: number, until: number): Promise<void> {
  let nAsked = 0;
  const client = async () => {
    while (performance.now() < until) {
      const { error } = await ask(nAsked++, performance.now());
      if (error !== undefined) await sleep(pauseAfterErrorMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
}

async function openLoop(ask: Ask, ratePerSecond: number, until: number, seed: number): Promise<void> {
  const next = random(seed, 0x0a771e);
  const running: Promise<Outcome>[] = [];
  // Moments are reckoned from each other, not from when a timer came: being late once delays nothing that follows.
  let dueAt = performance.now();
  for (let i = 0; ; i++) {
    dueAt += (-Math.log(1 - next()) * 1000) / ratePerSecond;
    if (dueAt >= until) break;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    running.push(ask(i, dueAt));
  }
  await Promise.all(running);
}

/** Watches while it is measured, neither before nor after. */
function watchGenerator(warmUpMs: number, durationMs: number): () => GeneratorHealth {
  const delays = monitorEventLoopDelay({ resolution: timerMs });
  let before: EventLoopUtilization | undefined;
  let during: EventLoopUtilization | undefined;
  const begin = setTimeout(() => {
    before = performance.eventLoopUtilization();
    delays.enable();
  }, warmUpMs);
  const end = () => {
    delays.disable();
    during ??= performance.eventLoopUtilization(before);
  };
  const ending = setTimeout(end, warmUpMs + durationMs);
  return () => {
    clearTimeout(begin);
    clearTimeout(ending);
    end();
    const { utilization: busy } = during as EventLoopUtilization;
    return { busy, lateMs: Math.max(0, delays.percentile(99) / 1e6 - timerMs) };
  };
}
