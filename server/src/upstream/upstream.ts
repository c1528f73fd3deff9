// One upstream engine: what is known of it, who may ask it now, and how its answers went.
import type { EmbeddingInput, Embeddings, Ranking, RankingInput } from '../encoder-model.ts';
import type { ServerError } from '../errors.ts';
import { Connection } from './connection.ts';
import { Ejection, type Outcome } from './ejection.ts';
import { exchangeEmbeddings, exchangeRanking } from './encoding-exchange.ts';
import { UnreachableError } from './failures.ts';
import type { Link } from './link.ts';
import { addressOf, type UpstreamOptions } from './options.ts';
import { Places } from './places.ts';
import { findProfile, isAbsent, type Profile } from './profile.ts';
import { withoutKey } from './refusals.ts';
import { RefusedError, refusalOf } from './refused-error.ts';
import { exchangeText, fitToWindow, type TextCall } from './text-exchange.ts';

/** What the operator is told as it happens. */
export type UpstreamEvent =
  | { readonly type: 'found'; readonly engine: string; readonly model: string; readonly contextWindow: number | null }
  | { readonly type: 'away'; readonly reason: string }
  | { readonly type: 'failed'; readonly reason: string; readonly isEjected: boolean };

/** An answer that was not got, and what may be done about it. */
export class UpstreamFailure extends Error {
  override name = 'UpstreamFailure';
  /** What the client is told where nothing else helps. */
  readonly error: ServerError;
  /** Another upstream may be asked, where nothing of an answer was seen. */
  readonly mayTryElsewhere: boolean;
  /** The connection ended: the same upstream may be asked once more, where nothing of an answer was seen. */
  readonly mayTryAgain: boolean;

  constructor(error: ServerError, { mayTryElsewhere = false, mayTryAgain = false } = {}) {
    super(error.message, { cause: error.cause });
    this.error = error;
    this.mayTryElsewhere = mayTryElsewhere;
    this.mayTryAgain = mayTryAgain;
  }
}

/** Counted since the start. */
export interface UpstreamCounts {
  nRequests: number;
  nFailures: number;
  nAborted: number;
}

/** One piece of work for an upstream: who waits for it, and what is asked of the engine. */
export interface Work<Result> {
  readonly rejectIfBusy: boolean | undefined;
  readonly signal: AbortSignal;
  readonly exchange: (link: Link) => Promise<Result>;
}

export class Upstream {
  readonly address: string;
  readonly places: Places;
  readonly ejection = new Ejection();
  readonly counts: UpstreamCounts = { nRequests: 0, nFailures: 0, nAborted: 0 };
  readonly #options: UpstreamOptions;
  readonly #connection: Connection;
  readonly #onEvent: (event: UpstreamEvent) => void;
  #link: Link | undefined;
  #isReady = false;
  #lastFailure: { at: Date; reason: string } | null = null;

  constructor(options: UpstreamOptions, onEvent: (event: UpstreamEvent) => void) {
    this.#options = options;
    this.#onEvent = onEvent;
    this.address = addressOf(options);
    this.places = new Places(options);
    this.#connection = new Connection(options);
  }

  /** Undefined until it has answered for the first time. */
  get profile(): Profile | undefined {
    return this.#link?.profile;
  }

  /** It answers, and is not left alone; one that only waits for a trial counts too, or nobody would ever try it. */
  get isInService(): boolean {
    return this.#isReady && this.ejection.msLeft === 0;
  }

  /** A request may be sent there now, if only as a trial. */
  get mayTry(): boolean {
    return this.#isReady && this.ejection.mayTry;
  }

  get lastFailure(): { readonly at: Date; readonly reason: string } | null {
    return this.#lastFailure;
  }

  /** Asks whether it can generate, and at first what it is. Never throws. */
  async look(signal: AbortSignal): Promise<void> {
    try {
      this.#link ??= await this.#findLink(signal);
      const { readyPath } = this.#link.profile.dialect;
      const { status } = await this.#connection.get(readyPath ?? '/models', readyPath !== null, signal);
      const isUp = status === 200 || (readyPath === null && isAbsent(status));
      if (!isUp) throw new UnreachableError(`${readyPath ?? '/models'} is answered ${status}`);
      this.#isReady = true;
    } catch (error) {
      if (this.#isReady || this.#lastFailure === null) this.#onEvent({ type: 'away', reason: this.#note(error) });
      this.#isReady = false;
    }
  }

  async #findLink(signal: AbortSignal): Promise<Link> {
    const profile = await findProfile(this.#connection, this.#options, signal);
    const { dialect, model, contextWindow } = profile;
    this.#onEvent({ type: 'found', engine: dialect.title, model, contextWindow });
    return { ...this.#options, profile, connection: this.#connection };
  }

  /** One text; its events go to the call's queue. To be called when mayTry. @throws UpstreamFailure, ServerError, or the signal's reason */
  async answer(call: TextCall): Promise<void> {
    const input = fitToWindow(call.input, this.profile);
    const { rejectIfBusy } = input;
    await this.carry({
      rejectIfBusy,
      signal: call.signal,
      exchange: (link) => exchangeText(link, { ...call, input }),
    });
  }

  /** Texts as vectors. To be called when mayTry. @throws as answer() */
  embed(input: EmbeddingInput, session: string | undefined, signal: AbortSignal): Promise<Embeddings> {
    return this.carry({
      rejectIfBusy: input.rejectIfBusy,
      signal,
      exchange: (link) => exchangeEmbeddings(link, input, { session, signal }),
    });
  }

  /** Scores of texts. To be called when mayTry. @throws as answer() */
  rank(input: RankingInput, session: string | undefined, signal: AbortSignal): Promise<Ranking> {
    return this.carry({
      rejectIfBusy: input.rejectIfBusy,
      signal,
      exchange: (link) => exchangeRanking(link, input, { session, signal }),
    });
  }

  /**
   * Does the work in a place of this upstream, and keeps count of how it went. To be called when mayTry. Aborting the signal
   * closes the connection.
   * @throws UpstreamFailure, or the signal's reason
   */
  async carry<Result>({ rejectIfBusy = false, signal, exchange }: Work<Result>): Promise<Result> {
    const report = this.ejection.begin(); // at once: there is one trial at a time
    const leave = await this.places.enter(rejectIfBusy, signal).catch((error: unknown) => {
      report('unknown');
      throw error;
    });
    this.counts.nRequests++;
    let outcome: Outcome = 'unknown';
    try {
      const result = await exchange(this.#requireLink());
      outcome = 'success';
      return result;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const refusal = refusalOf(thrown);
      outcome = refusal.outcome;
      if (outcome === 'failure') this.#fail(thrown);
      throw new UpstreamFailure(refusal.error, {
        mayTryElsewhere: refusal.mayTryElsewhere,
        mayTryAgain: thrown instanceof UnreachableError,
      });
    } finally {
      if (signal.aborted) this.counts.nAborted++;
      const wasEjected = this.ejection.isEjected;
      report(outcome);
      if (outcome === 'failure') {
        const reason = this.#lastFailure?.reason ?? '';
        this.#onEvent({ type: 'failed', reason, isEjected: !wasEjected && this.ejection.isEjected });
      }
      leave();
    }
  }

  #fail(thrown: unknown): void {
    this.counts.nFailures++;
    this.#note(thrown);
  }

  #note(thrown: unknown): string {
    const error = thrown instanceof RefusedError ? thrown.refusal.error.cause : thrown;
    const reason = withoutKey(error instanceof Error ? error.message : String(error), this.#options.key);
    this.#lastFailure = { at: new Date(), reason };
    return reason;
  }

  #requireLink(): Link {
    if (!this.#link) throw new UnreachableError('it has not answered yet');
    return this.#link;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
