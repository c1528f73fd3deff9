// The two kinds of load. Closed loop: a number of clients, each of which sends its next request after an answer. Open loop:
// requests arrive at random at a given rate (Poisson), however long others take, as they do from independent users.
import { setMaxListeners } from 'node:events';
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './streamed-request.ts';
import { random } from './workload.ts';

/** The amount of load: concurrent clients, or arrivals per second. */
export type Level =
  | { readonly kind: 'closed'; readonly concurrency: number }
  | { readonly kind: 'open'; readonly ratePerSecond: number };

export interface LoadTimes {
  /** Time of load before the measured time, so that an idle server is not measured. */
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** Time that answers may take after the measured time; later they are aborted and counted as unfinished. */
  readonly drainMs: number;
}

/** The result of one level. */
export interface LevelRun {
  readonly level: Level;
  /** Of all requests, including the warm-up. */
  readonly outcomes: readonly Outcome[];
  /** Start and end of the measured time, by performance.now(). */
  readonly from: number;
  readonly to: number;
  readonly generator: GeneratorHealth;
}

/** Shows whether the load generator itself may have been the bottleneck. */
export interface GeneratorHealth {
  /** Share of the time in which the event loop was busy, 0 to 1. */
  readonly busy: number;
  /** 99th percentile of the delay of its timers, in ms: latencies may be wrong by this. */
  readonly lateMs: number;
}

/** Sends request i, which is due at `dueAt` by performance.now(). */
export type Send = (i: number, dueAt: number, signal: AbortSignal) => Promise<Outcome>;

/** Pause of a client after a failure, so that it does not flood a server that refuses. */
const pauseAfterErrorMs = 100;
/** Resolution of the watch on the event loop. */
const timerMs = 5;

export interface LevelOptions extends LoadTimes {
  /** Seed of the arrivals of an open loop. */
  readonly seed: number;
  /** Called several times a second with the outcomes so far. */
  readonly onProgress?: ((outcomes: readonly Outcome[], elapsedMs: number) => void) | undefined;
}

/** Runs one level. */
export async function runLevel(send: Send, level: Level, options: LevelOptions): Promise<LevelRun> {
  const { warmUpMs, durationMs, drainMs, seed, onProgress } = options;
  const outcomes: Outcome[] = [];
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // each request adds a listener
  const startedAt = performance.now();
  const [from, to] = [startedAt + warmUpMs, startedAt + warmUpMs + durationMs];
  const sendNow = async (i: number, dueAt: number) => {
    const outcome = await send(i, dueAt, abort.signal);
    outcomes.push(outcome);
    return outcome;
  };
  const health = watchGenerator(warmUpMs, durationMs);
  const progress = setInterval(() => onProgress?.(outcomes, performance.now() - from), 200);
  const giveUp = setTimeout(() => abort.abort(), warmUpMs + durationMs + drainMs);
  try {
    await (level.kind === 'closed'
      ? closedLoop(sendNow, level.concurrency, to)
      : openLoop(sendNow, level.ratePerSecond, to, seed));
  } finally {
    clearInterval(progress);
    clearTimeout(giveUp);
  }
  return { level, outcomes, from, to, generator: health() };
}

type SendNow = (i: number, dueAt: number) => Promise<Outcome>;

async function closedLoop(sendNow: SendNow, concurrency: number, until: number): Promise<void> {
  let nSent = 0;
  const client = async () => {
    while (performance.now() < until) {
      const { error } = await sendNow(nSent++, performance.now());
      if (error !== undefined) await sleep(pauseAfterErrorMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
}

async function openLoop(sendNow: SendNow, ratePerSecond: number, until: number, seed: number): Promise<void> {
  const next = random(seed, 0x0a771e);
  const running: Promise<Outcome>[] = [];
  // Each due time follows from the one before, not from the clock, so that a late timer delays no later request.
  let dueAt = performance.now();
  for (let i = 0; ; i++) {
    dueAt += (-Math.log(1 - next()) * 1000) / ratePerSecond;
    if (dueAt >= until) break;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    running.push(sendNow(i, dueAt));
  }
  await Promise.all(running);
}

/** Watches the event loop during the measured time only. */
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
