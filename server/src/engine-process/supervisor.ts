// Keeps an engine's process running: when it ends for any reason, another one is started, after a pause that grows with
// repeated failures. It never gives up. Its state is for /readyz, the log and clients' Retry-After.
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineFailure, EngineState } from '../engine/state.ts';
import { atRest, type EngineStats } from '../engine/stats.ts';
import { type BackoffTimes, backoffMs } from './backoff.ts';
import { EngineProcess, type EngineProcessOptions } from './engine-process.ts';
import type { HostedModel } from './protocol.ts';
import { addCounters } from './stats-sum.ts';

/** An engine that ran for this long has recovered: the next failure is a new one. */
const stableMs = 60_000;

/** What happens to an engine after its first start. */
export type EngineEvent =
  | { readonly type: 'failed'; readonly reason: Error; readonly nextTryMs: number }
  | { readonly type: 'restarted'; readonly model: HostedModel; readonly loadMs: number; readonly nRestarts: number };

export interface SupervisorOptions extends EngineProcessOptions {
  readonly backoff: BackoffTimes;
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
}

export class Supervisor {
  readonly model: HostedModel;
  readonly #options: SupervisorOptions;
  readonly #waiting = new Set<() => void>();
  readonly #ended: Promise<void>;
  #current: EngineProcess | undefined;
  /** The process that loads or runs. */
  #latest: EngineProcess;
  #lastFailure: EngineFailure | null = null;
  #nRestarts = 0;
  /** The counters of earlier processes. */
  #past: EngineStats = atRest;
  #nFailuresInARow = 0;
  #loadMs: number;
  #nextTryAtMs = 0;
  #readyAtMs: number;
  readonly #closing = new AbortController();

  private constructor(options: SupervisorOptions, first: EngineProcess, model: HostedModel, loadMs: number) {
    this.#options = options;
    this.#current = first;
    this.#latest = first;
    this.model = model;
    this.#loadMs = loadMs;
    this.#readyAtMs = performance.now();
    this.#ended = this.#supervise(first);
  }

  /** The first start. Its failure is thrown, because the operator who starts a server is there to read it. */
  static async start(options: SupervisorOptions, signal?: AbortSignal): Promise<Supervisor> {
    signal?.throwIfAborted();
    const startedMs = performance.now();
    const first = new EngineProcess(options);
    const stop = () => void first.end();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const model = await first.ready;
      signal?.throwIfAborted();
      return new Supervisor(options, first, model, performance.now() - startedMs);
    } catch (error) {
      await first.end();
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** The process that can generate; undefined while there is none. */
  get engineProcess(): EngineProcess | undefined {
    return this.#current?.hasFailed ? undefined : this.#current;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  get stats(): EngineStats {
    return addCounters(this.#past, this.engineProcess?.stats ?? atRest);
  }

  get state(): EngineState {
    const status = this.isClosed ? 'draining' : this.engineProcess ? 'ready' : 'restarting';
    return { status, nRestarts: this.#nRestarts, lastFailure: this.#lastFailure };
  }

  /** Whether it has not failed lately. */
  get isSteady(): boolean {
    return this.#nFailuresInARow === 0 || (this.engineProcess !== undefined && this.#hasBeenStable);
  }

  get #hasBeenStable(): boolean {
    return performance.now() - this.#readyAtMs >= stableMs;
  }

  /** Seconds until an engine may be back, if loading succeeds and takes as long as before. */
  get secondsToRestart(): number {
    const leftMs = Math.max(0, this.#nextTryAtMs - performance.now()) + this.#loadMs;
    return Math.max(1, Math.ceil(leftMs / 1000));
  }

  /** Resolves when an engine may be back, when it is closed, when the signal aborts, or after the timeout. */
  whenBack(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.engineProcess || this.isClosed || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      signal?.addEventListener('abort', wake, { once: true });
      this.#waiting.add(wake);
    });
  }

  #wakeWaiting(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #supervise(first: EngineProcess): Promise<void> {
    for (let running: EngineProcess | undefined = first; running; running = await this.#restart()) {
      const reason = await running.failed;
      this.#current = undefined;
      this.#past = addCounters(this.#past, running.stats ?? atRest);
      if (this.isClosed) return;
      if (this.#hasBeenStable) this.#nFailuresInARow = 0;
      await this.#pauseAfter(reason);
    }
  }

  /** Starts processes until one is ready; undefined if it is closed before. */
  async #restart(): Promise<EngineProcess | undefined> {
    while (!this.isClosed) {
      const startedMs = performance.now();
      try {
        this.#latest = new EngineProcess({ ...this.#options, onProgress: undefined });
        const model = await this.#latest.ready;
        checkSame(this.model, model);
        this.#resume(this.#latest, model, startedMs);
        return this.#latest;
      } catch (error) {
        if (this.isClosed) break;
        await this.#pauseAfter(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return undefined;
  }

  #resume(next: EngineProcess, model: HostedModel, startedMs: number): void {
    this.#readyAtMs = performance.now();
    this.#loadMs = this.#readyAtMs - startedMs;
    this.#current = next;
    this.#nRestarts++;
    this.#options.onEvent?.({ type: 'restarted', model, loadMs: this.#loadMs, nRestarts: this.#nRestarts });
    this.#wakeWaiting();
  }

  async #pauseAfter(reason: Error): Promise<void> {
    const nextTryMs = backoffMs(this.#options.backoff, this.#nFailuresInARow++);
    this.#lastFailure = { at: new Date(), reason: reason.message };
    this.#nextTryAtMs = performance.now() + nextTryMs;
    this.#options.onEvent?.({ type: 'failed', reason, nextTryMs });
    await this.#latest.end(); // the next process needs its memory
    const leftMs = Math.max(0, this.#nextTryAtMs - performance.now());
    await pause(leftMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** Ends the process, and starts no other. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#wakeWaiting();
    await this.#latest.close();
    await this.#ended;
  }
}

/** The server keeps the tokenizer and the lengths of the first start, so the model must not have changed. */
function checkSame(first: HostedModel, now: HostedModel): void {
  for (const what of ['vocabSize', 'contextLength'] as const) {
    if (now[what] === first[what]) continue;
    throw new Error(
      `the model came back with another ${what}, ${now[what]} instead of ${first[what]}: restart the server`,
    );
  }
}
