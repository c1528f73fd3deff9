// A model whose engine is elsewhere, or several of them: chooses the upstream, tries another one while nothing of an
// answer has been seen, and looks after them while nobody asks.
import { createHash } from 'node:crypto';
import type { EngineState } from '../engine/state.ts';
import { ServerError } from '../errors.ts';
import {
  type AcceptedInput,
  type AnswerOptions,
  nthSeed,
  type TextEvent,
  type TextGenerationInput,
  type TextModel,
} from '../text-model.ts';
import type { UpstreamOptions } from './options.ts';
import { notAvailable } from './refusals.ts';
import { loadBound, rendezvousOrder } from './rendezvous.ts';
import { Upstream, type UpstreamEvent, UpstreamFailure } from './upstream.ts';

/** Upstreams that one request is sent to at most: a request that ends engines must not end all of them. */
const maxTries = 2;

/** How often upstreams are looked at, in ms: those that are away more often. */
const usualLookEveryMs = { ready: 5000, away: 1000 };
const lookTimeoutMs = 5000;

/** What a key is made of where the client names no session, in characters: what prompts of one kind have in common. */
const prefixChars = 1024;

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
  readonly onEvent?: ((event: UpstreamEvent, upstream: string) => void) | undefined;
  readonly lookEveryMs?: { readonly ready: number; readonly away: number } | undefined;
}

export class UpstreamModel implements TextModel {
  readonly name: string;
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
    onEvent = () => undefined,
    lookEveryMs = usualLookEveryMs,
  }: UpstreamModelOptions) {
    this.name = name;
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
    return { answer: (options, signal) => this.#answer(withSeedOf(input, options.nth), options, signal) };
  }

  textOf(): never {
    throw new ServerError(
      'badInput',
      "Error: '/echo' needs '/prompt' as text, since the engine of this model is elsewhere",
    );
  }

  async *#answer(input: TextGenerationInput, options: AnswerOptions, clients?: AbortSignal): AsyncGenerator<TextEvent> {
    const running = new AbortController();
    const onAbort = () => running.abort(clients?.reason);
    clients?.addEventListener('abort', onAbort);
    if (clients?.aborted) onAbort();
    this.#running.add(running);
    try {
      yield* this.#tryAnswers(input, options, running.signal);
    } finally {
      clients?.removeEventListener('abort', onAbort);
      this.#running.delete(running);
    }
  }

  async *#tryAnswers(
    input: TextGenerationInput,
    options: AnswerOptions,
    signal: AbortSignal,
  ): AsyncGenerator<TextEvent> {
    const tried = new Set<Upstream>();
    for (let nTries = 1; ; nTries++) {
      const upstream = this.#choose(input, options, tried);
      let hasBegun = false;
      try {
        for await (const event of upstream.answer({ input, session: options.session, signal })) {
          hasBegun = true;
          yield event;
        }
        return;
      } catch (thrown) {
        if (!(thrown instanceof UpstreamFailure)) throw thrown;
        if (hasBegun || nTries >= maxTries || !thrown.mayTryElsewhere) throw thrown.error;
        tried.add(upstream);
        const others = this.#all().filter((one) => one.mayTry && !tried.has(one));
        if (others.length === 0 && thrown.mayTryAgain && upstream.mayTry) tried.clear();
        else if (others.length === 0) throw thrown.error;
      }
    }
  }

  /**
   * Where the request's key belongs, unless that one has more than its share of the load: then the next one in its order.
   * @throws ServerError engineLost when none answers, noCapacity when all are full
   */
  #choose(input: TextGenerationInput, options: AnswerOptions, tried: ReadonlySet<Upstream>): Upstream {
    const able = this.#all().filter((one) => one.mayTry && !tried.has(one));
    if (able.length === 0) throw this.#noneAnswers();
    if (able.length === 1) return able[0] as Upstream;
    const order = rendezvousOrder(
      keyOf(input, options),
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

function keyOf(input: TextGenerationInput, { session, account = '' }: AnswerOptions): string {
  if (session !== undefined) return `session\0${account}\0${session}`;
  const { prompt } = input;
  const text =
    typeof prompt === 'string'
      ? prompt
      : 'ids' in prompt
        ? prompt.ids.slice(0, prefixChars).join(',')
        : prompt.map(({ role, content }) => `${role}\0${content.slice(0, prefixChars)}`).join('\0');
  return createHash('sha256')
    .update(`prompt\0${account}\0${text.slice(0, prefixChars)}`)
    .digest('hex');
}

/** Several answers to one input: where there is a seed, each has one of its own. */
function withSeedOf(input: TextGenerationInput, nth: number): TextGenerationInput {
  const { seed } = input.sampling;
  if (seed === undefined || nth === 0) return input;
  return { ...input, sampling: { ...input.sampling, seed: nthSeed(seed, nth) } };
}
