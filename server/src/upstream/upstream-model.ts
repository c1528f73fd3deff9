// A model whose engine is elsewhere, or several of them: chooses the upstream, tries another one while nothing of an
// answer has been seen, and looks after them while nobody asks.
import type {
  EmbeddingInput,
  Embeddings,
  EncoderModel,
  EncodingOptions,
  Ranking,
  RankingInput,
} from '../encoder-model.ts';
import type { EngineState } from '../engine/state.ts';
import { ServerError } from '../errors.ts';
import { otherTask, type TaskName } from '../model-task.ts';
import {
  type AcceptedInput,
  type AnswerOptions,
  nthSeed,
  type TextEvent,
  type TextGenerationInput,
  type TextModel,
} from '../text-model.ts';
import { EventQueue } from './event-queue.ts';
import type { UpstreamOptions } from './options.ts';
import { notAvailable } from './refusals.ts';
import { loadBound, rendezvousOrder } from './rendezvous.ts';
import { beginningOf, keyOf } from './session-key.ts';
import { Upstream, type UpstreamEvent, UpstreamFailure } from './upstream.ts';

/** Upstreams that one request is sent to at most: a request that ends engines must not end all of them. */
const maxTries = 2;

/** How often upstreams are looked at, in ms: those that are away more often. */
const usualLookEveryMs = { ready: 5000, away: 1000 };
const lookTimeoutMs = 5000;

/** An upstream as it is, for metrics and /readyz. */
export interface UpstreamReport {
  readonly upstream: string;
  /** Absent until it has answered. */
  readonly engine: string | undefined;
  readonly isInService: boolean;
  readonly nRunning: number;
  readonly nWaiting: number;
  readonly nRequests: number;
  readonly nFailures: number;
  readonly nAborted: number;
  readonly nEjections: number;
}

/** Who is told what. */
export interface UpstreamModelOptions {
  readonly name: string;
  readonly upstreams: readonly UpstreamOptions[];
  /** Null: only the engine knows. */
  readonly task?: TaskName | null | undefined;
  readonly onEvent?: ((event: UpstreamEvent, upstream: string) => void) | undefined;
  readonly lookEveryMs?: { readonly ready: number; readonly away: number } | undefined;
}

/** One question to an upstream. */
type Ask<Result> = (upstream: Upstream, signal: AbortSignal) => Promise<Result>;

/** Who waits for the answer. */
interface Waiting {
  /** Aborts the work. */
  readonly running: AbortController;
  readonly clients: AbortSignal | undefined;
  /** Something of the answer was told. */
  readonly hasBegun?: (() => boolean) | undefined;
}

/** What has been tried for one request. */
interface Tries {
  readonly tried: Set<Upstream>;
  nTries: number;
}

export class UpstreamModel implements TextModel, EncoderModel {
  readonly name: string;
  readonly task: TaskName | null;
  readonly #upstreams: ReadonlyMap<string, Upstream>;
  /** Answers under way; closing aborts them. */
  readonly #running = new Set<AbortController>();
  readonly #lookEveryMs: { readonly ready: number; readonly away: number };
  #isClosed = false;
  #timers: NodeJS.Timeout[] = [];
  #hasBeenReady = false;
  #nComebacks = 0;
  #wasReady = false;

  private constructor({
    name,
    upstreams,
    task = null,
    onEvent = () => undefined,
    lookEveryMs = usualLookEveryMs,
  }: UpstreamModelOptions) {
    this.name = name;
    this.task = task;
    this.#lookEveryMs = lookEveryMs;
    const made = upstreams.map((options) => {
      const upstream: Upstream = new Upstream(options, (event) => onEvent(event, upstream.address));
      return upstream;
    });
    this.#upstreams = new Map(made.map((one) => [one.address, one]));
  }

  /** Looks at every upstream once; those that do not answer are looked at again until they do. */
  static async start(options: UpstreamModelOptions): Promise<UpstreamModel> {
    const model = new UpstreamModel(options);
    await Promise.all(model.#all().map((upstream) => model.#lookAndCount(upstream)));
    for (const upstream of model.#all()) model.#lookLater(upstream);
    return model;
  }

  /** The least that an upstream has; null where none of them says. */
  get contextWindow(): number | null {
    const windows = this.#all().map(({ profile }) => profile?.contextWindow ?? Number.POSITIVE_INFINITY);
    const least = Math.min(...windows);
    return Number.isFinite(least) ? least : null;
  }

  state(): EngineState {
    const isReady = this.#all().some(({ isInService }) => isInService);
    const failures = this.#all().map(({ lastFailure }) => lastFailure);
    const status = this.#isClosed ? 'draining' : isReady ? 'ready' : this.#hasBeenReady ? 'restarting' : 'starting';
    const lastFailure = failures.filter((one) => one !== null).sort((a, b) => +b.at - +a.at)[0] ?? null;
    return { status, nRestarts: this.#nComebacks, lastFailure };
  }

  reports(): UpstreamReport[] {
    return this.#all().map(({ address, profile, isInService, places, counts, ejection }) => ({
      upstream: address,
      engine: profile?.name,
      isInService,
      nRunning: places.nRunning,
      nWaiting: places.nWaiting,
      ...counts,
      nEjections: ejection.nEjections,
    }));
  }

  async accept(input: TextGenerationInput): Promise<AcceptedInput> {
    this.#requireTask('text-generation');
    return { answer: (options, signal) => this.#answer(withSeedOf(input, options.nth), options, signal) };
  }

  async embed(input: EmbeddingInput, options: EncodingOptions, signal: AbortSignal): Promise<Embeddings> {
    this.#requireTask('text-embeddings');
    const key = () => keyOf(String(input.texts[0]), options);
    const ask: Ask<Embeddings> = (upstream, stop) => upstream.embed(input, options.session, stop);
    return this.#ask(key, ask, { running: new AbortController(), clients: signal });
  }

  async rank(input: RankingInput, options: EncodingOptions, signal: AbortSignal): Promise<Ranking> {
    this.#requireTask('text-classification');
    const key = () => keyOf(input.query, options);
    const ask: Ask<Ranking> = (upstream, stop) => upstream.rank(input, options.session, stop);
    return this.#ask(key, ask, { running: new AbortController(), clients: signal });
  }

  #requireTask(wanted: TaskName): void {
    if (this.task !== null && this.task !== wanted) throw otherTask(this.name, this.task, wanted);
  }

  textOf(): never {
    throw new ServerError(
      'badInput',
      "Error: '/echo' needs '/prompt' as text, since the engine of this model is elsewhere",
    );
  }

  #answer(input: TextGenerationInput, options: AnswerOptions, clients?: AbortSignal): AsyncIterable<TextEvent> {
    const { session } = options;
    const running = new AbortController();
    const events = new EventQueue<TextEvent>(() => running.abort());
    const key = () => keyOf(beginningOf(input), options);
    const ask: Ask<void> = (upstream, signal) => upstream.answer({ input, session, signal, events });
    this.#ask(key, ask, { running, clients, hasBegun: () => events.hasBegun }).then(
      () => events.end(),
      (error: unknown) => events.fail(error),
    );
    return events;
  }

  /** Work that ends with the client, and with this model. */
  async #ask<Result>(key: () => string, ask: Ask<Result>, { running, clients, hasBegun }: Waiting): Promise<Result> {
    const onAbort = () => running.abort(clients?.reason);
    clients?.addEventListener('abort', onAbort);
    if (clients?.aborted) onAbort();
    this.#running.add(running);
    const tries: Tries = { tried: new Set(), nTries: 0 };
    try {
      for (;;) {
        const upstream = this.#choose(key, tries.tried);
        try {
          return await ask(upstream, running.signal);
        } catch (thrown) {
          this.#requireAnotherTry(thrown, upstream, tries, hasBegun?.() ?? false);
        }
      }
    } finally {
      clients?.removeEventListener('abort', onAbort);
      this.#running.delete(running);
    }
  }

  /** Returns where another upstream, or the same one again, may be asked. @throws what the client is told otherwise */
  #requireAnotherTry(thrown: unknown, upstream: Upstream, tries: Tries, hasBegun: boolean): void {
    tries.nTries++;
    if (!(thrown instanceof UpstreamFailure)) throw thrown;
    if (hasBegun || tries.nTries >= maxTries || !thrown.mayTryElsewhere) throw thrown.error;
    tries.tried.add(upstream);
    const others = this.#all().filter((one) => one.mayTry && !tries.tried.has(one));
    if (others.length === 0 && thrown.mayTryAgain && upstream.mayTry) tries.tried.clear();
    else if (others.length === 0) throw thrown.error;
  }

  /**
   * Where the request's key belongs, unless that one has more than its share of the load: then the next one in its order.
   * @throws ServerError engineLost when none answers, noCapacity when all are full
   */
  #choose(key: () => string, tried: ReadonlySet<Upstream>): Upstream {
    const able = this.#all().filter((one) => one.mayTry && !tried.has(one));
    if (able.length === 0) throw this.#noneAnswers();
    if (able.length === 1) return able[0] as Upstream;
    const order = rendezvousOrder(
      key(),
      able.map(({ address }) => address),
    );
    const upstreams = order.map((address) => this.#upstreams.get(address) as Upstream);
    const load = ({ places }: Upstream) => places.nRunning + places.nWaiting;
    const total = able.reduce((sum, one) => sum + load(one), 0);
    const bound = loadBound(total, able.length);
    return (
      upstreams.find((one) => one.places.hasFree && load(one) < bound) ??
      upstreams.find((one) => one.places.hasFree) ??
      upstreams.find((one) => one.places.hasRoom) ??
      (upstreams[0] as Upstream)
    );
  }

  #noneAnswers(): ServerError {
    if (this.#isClosed) return shuttingDown();
    const waits = this.#all().map(({ ejection }) => ejection.msLeft);
    const retryAfterSeconds = Math.max(1, Math.ceil(Math.min(...waits) / 1000));
    const cause = new Error(
      this.#all()
        .map(({ address, lastFailure }) => `${address}: ${lastFailure?.reason ?? 'ejected'}`)
        .join('; '),
    );
    return new ServerError('engineLost', notAvailable, { cause, retryAfterSeconds });
  }

  async #lookAndCount(upstream: Upstream): Promise<void> {
    await upstream.look(AbortSignal.timeout(lookTimeoutMs));
    const isReady = this.#all().some(({ isInService }) => isInService);
    if (isReady && !this.#wasReady && this.#hasBeenReady) this.#nComebacks++;
    this.#wasReady = isReady;
    this.#hasBeenReady ||= isReady;
  }

  #lookLater(upstream: Upstream): void {
    if (this.#isClosed) return;
    const timer = setTimeout(
      async () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
        await this.#lookAndCount(upstream);
        this.#lookLater(upstream);
      },
      upstream.isInService ? this.#lookEveryMs.ready : this.#lookEveryMs.away,
    );
    timer.unref();
    this.#timers.push(timer);
  }

  #all(): readonly Upstream[] {
    return [...this.#upstreams.values()];
  }

  /** Ends what is running. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const running of this.#running) running.abort(shuttingDown());
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#all().map((upstream) => upstream.close()));
  }
}

function shuttingDown(): ServerError {
  return new ServerError('engineLost', 'The server is shutting down');
}

/** Several answers to one input: where there is a seed, each has one of its own. */
function withSeedOf(input: TextGenerationInput, nth: number): TextGenerationInput {
  const { seed } = input.sampling;
  if (seed === undefined || nth === 0) return input;
  return { ...input, sampling: { ...input.sampling, seed: nthSeed(seed, nth) } };
}
