// An engine that gives its memory back while nobody asks: its process ends after an idle time, or when another model needs
// its place, and the next request starts it again and waits for it.
import { setTimeout as pause } from 'node:timers/promises';
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../engine/generation.ts';
import type { Residency, Resident } from '../engine/residency.ts';
import type { EngineState } from '../engine/state.ts';
import { atRest, type EngineStats } from '../engine/stats.ts';
import { ServerError } from '../errors.ts';
import type { Loadable, LoadedEngines } from './loaded-engines.ts';
import type { HostedModel } from './protocol.ts';
import { addCounters } from './stats-sum.ts';
import { SupervisedEngine } from './supervised-engine.ts';
import type { Supervisor } from './supervisor.ts';

export interface RestingOptions {
  /** Starts the engine's process. `isFirst` is the start of the server. */
  readonly start: (isFirst: boolean) => Promise<Supervisor>;
  /** Idle time after which it is unloaded; 0: never. */
  readonly idleUnloadMs: number;
  readonly loaded: LoadedEngines;
  /** Told of every loading and unloading after the first start. */
  readonly onChange?: ((change: 'loaded' | 'unloaded') => void) | undefined;
}

export class RestingEngine implements TokenGenerator, Loadable, Resident {
  readonly #options: RestingOptions;
  #supervisor: Supervisor | undefined;
  #engine: SupervisedEngine | undefined;
  /** Of the first start; the server keeps its lengths. */
  #model: HostedModel | undefined;
  #loading: Promise<SupervisedEngine> | undefined;
  #unloading: Promise<void> = Promise.resolve();
  #nRunning = 0;
  /** Time of the last loading. */
  #loadMs = 0;
  #idleSinceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #leavesWhenIdle = false;
  /** Of the processes before the last unloading. */
  #past: EngineStats = atRest;
  #nPastRestarts = 0;
  #isClosed = false;

  private constructor(options: RestingOptions) {
    this.#options = options;
  }

  /** The first start, whose failure is thrown. */
  static async start(options: RestingOptions): Promise<RestingEngine> {
    const resting = new RestingEngine(options);
    await resting.#load(true);
    return resting;
  }

  get contextLength(): number {
    return this.#model?.contextLength ?? 0;
  }

  get idleSinceMs(): number | undefined {
    return this.#idleSinceMs;
  }

  /** The process of the engine; undefined while there is none. */
  get pid(): number | undefined {
    return this.#supervisor?.engineProcess?.pid;
  }

  get deviceName(): string {
    return this.#model?.deviceName ?? '';
  }

  stats(): EngineStats {
    return addCounters(this.#past, this.#engine?.stats() ?? atRest);
  }

  state(): EngineState {
    if (this.#isClosed) return { status: 'draining', nRestarts: this.#nPastRestarts, lastFailure: null };
    const state = this.#engine?.state() ?? { status: 'unloaded', nRestarts: 0, lastFailure: null };
    return { ...state, nRestarts: state.nRestarts + this.#nPastRestarts };
  }

  residency(): Residency {
    const { idleUnloadMs } = this.#options;
    const dateOf = (ms: number) => new Date(performance.timeOrigin + ms);
    const idleMs = this.#idleSinceMs;
    return {
      idleSince: idleMs === undefined ? undefined : dateOf(idleMs),
      leavesAt: idleMs === undefined || idleUnloadMs === 0 ? undefined : dateOf(idleMs + idleUnloadMs),
      leavesWhenIdle: this.#leavesWhenIdle,
    };
  }

  async leave(): Promise<void> {
    const isBusy = this.#nRunning > 0 || this.#loading !== undefined;
    if (isBusy) this.#leavesWhenIdle = true;
    else await this.unload();
  }

  /** Loads the engine first if it is unloaded. @throws what SupervisedEngine.generate throws, and engineLost if it cannot load */
  async *generate(
    request: GenerationRequest,
    signal?: AbortSignal,
    onAccepted?: () => void,
  ): AsyncGenerator<GeneratedToken, void, void> {
    const { loaded } = this.#options;
    const { owner = '' } = request;
    loaded.pace.asks(owner);
    if (!this.#engine && !this.#loading) await this.#waitToLoad(owner, signal);
    // Not yet counted as running: the engine that waits may need this one's place.
    if (this.#engine && loaded.isContended) await unlessAborted(loaded.untilUncontended(), signal);
    if (signal?.aborted) return;
    this.#nRunning++;
    this.#idleSinceMs = undefined;
    clearTimeout(this.#timer);
    try {
      const engine = this.#engine ?? (await unlessAborted(this.#awake(owner), signal));
      if (engine) yield* engine.generate(request, signal, onAccepted);
    } finally {
      this.#nRunning--;
      this.#restLater();
    }
  }

  /** A token that has engines loaded again and again waits, while others may be answered by the one that is loaded. */
  async #waitToLoad(owner: string, signal: AbortSignal | undefined): Promise<void> {
    const waitMs = this.#options.loaded.pace.waitMs(owner, this.#loadMs);
    if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }

  #awake(owner: string): Promise<SupervisedEngine> {
    this.#loading ??= this.#load(false)
      .then((engine) => {
        this.#options.loaded.charge(owner, this.#loadMs);
        return engine;
      })
      .catch((cause) => {
        throw new ServerError('engineLost', undefined, { cause, retryAfterSeconds: 5 });
      });
    return this.#loading;
  }

  async #load(isFirst: boolean): Promise<SupervisedEngine> {
    const { loaded, start, onChange } = this.#options;
    try {
      await this.#unloading;
      await loaded.enter(this);
      const startedMs = performance.now();
      const supervisor = await start(isFirst).catch((error) => {
        loaded.leave(this);
        throw error;
      });
      this.#loadMs = performance.now() - startedMs;
      this.#supervisor = supervisor;
      this.#engine = new SupervisedEngine(supervisor);
      this.#model ??= supervisor.model;
      await this.#keepIfSame(supervisor.model);
      if (!isFirst) onChange?.('loaded');
      return this.#engine;
    } finally {
      this.#loading = undefined;
      this.#restLater();
    }
  }

  /** @throws Error if it was closed meanwhile, or the file has changed; then it is unloaded again */
  async #keepIfSame({ contextLength, vocabSize }: HostedModel): Promise<void> {
    const isSame = contextLength === this.#model?.contextLength && vocabSize === this.#model.vocabSize;
    if (isSame && !this.#isClosed) return;
    await this.unload();
    throw new Error(isSame ? 'closed' : 'the model file has changed: restart the server');
  }

  #restLater(): void {
    const { idleUnloadMs, loaded } = this.#options;
    if (this.#nRunning > 0 || !this.#engine) return;
    if (this.#leavesWhenIdle) return void this.unload();
    this.#idleSinceMs = performance.now();
    loaded.wake();
    if (idleUnloadMs === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.unload(), idleUnloadMs).unref();
  }

  /** Ends the process. The next request starts another one. */
  unload(): Promise<void> {
    const [supervisor, engine] = [this.#supervisor, this.#engine];
    if (!supervisor || !engine) return this.#unloading;
    clearTimeout(this.#timer);
    this.#idleSinceMs = undefined;
    this.#leavesWhenIdle = false;
    this.#past = addCounters(this.#past, engine.stats());
    this.#nPastRestarts += engine.state().nRestarts;
    [this.#supervisor, this.#engine] = [undefined, undefined];
    this.#unloading = supervisor.close().finally(() => {
      this.#options.loaded.leave(this);
      if (!this.#isClosed) this.#options.onChange?.('unloaded');
    });
    return this.#unloading;
  }

  /** Ends all generations and the process, for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const loading = this.#loading?.catch(() => undefined);
    await this.unload();
    await loading;
  }
}

/** What a promise gives, or undefined if the signal aborts before. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return promise;
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
