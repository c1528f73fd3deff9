// One upstream engine: what is known of it, who may ask it now, and one answer of it from the first byte to the last.
import { ServerError } from '../errors.ts';
import type { TextEvent, TextGenerationInput } from '../text-model.ts';
import { AnswerEvents } from './answer-events.ts';
import { type Answer, Connection, readWhole } from './connection.ts';
import { Ejection, type Outcome } from './ejection.ts';
import { done, readJsonLines, readServerSentEvents } from './event-stream.ts';
import { CutAnswerError, SilenceError, UnreachableError } from './failures.ts';
import { fields } from './json.ts';
import { adapterOf } from './lora.ts';
import { ollamaRequest } from './ollama-body.ts';
import { openAiRequest } from './openai-body.ts';
import { addressOf, type UpstreamOptions } from './options.ts';
import { pieceOfChunk, pieceOfLine } from './pieces.ts';
import { Places } from './places.ts';
import { findProfile, type Profile } from './profile.ts';
import { notAvailable, type Refusal, readRefusal, type WireRefusal, withoutKey } from './refusals.ts';
import { SilenceWatch } from './silence-watch.ts';

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
  /** Another upstream may be asked: nothing of an answer was seen. */
  readonly mayTryElsewhere: boolean;
  /** The connection ended before the answer began: the same upstream may be asked once more. */
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

/** How the request is put. */
export interface AnswerCall {
  readonly input: TextGenerationInput;
  /** The client's word for what belongs together; passed on, since there may be a router behind the URL. */
  readonly session: string | undefined;
  readonly signal: AbortSignal;
}

export class Upstream {
  readonly address: string;
  readonly places: Places;
  readonly ejection = new Ejection();
  readonly counts: UpstreamCounts = { nRequests: 0, nFailures: 0, nAborted: 0 };
  readonly #options: UpstreamOptions;
  readonly #connection: Connection;
  readonly #onEvent: (event: UpstreamEvent) => void;
  #profile: Profile | undefined;
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
    return this.#profile;
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
      this.#profile ??= await this.#findProfile(signal);
      const { readyPath } = this.#profile.dialect;
      const { status } = await this.#connection.get(readyPath ?? '/models', readyPath !== null, signal);
      if (status !== 200) throw new UnreachableError(`${readyPath ?? '/models'} is answered ${status}`);
      this.#isReady = true;
    } catch (error) {
      if (this.#isReady || this.#lastFailure === null) this.#onEvent({ type: 'away', reason: this.#note(error) });
      this.#isReady = false;
    }
  }

  async #findProfile(signal: AbortSignal): Promise<Profile> {
    const profile = await findProfile(this.#connection, this.#options, signal);
    const { dialect, model, contextWindow } = profile;
    this.#onEvent({ type: 'found', engine: dialect.title, model, contextWindow });
    return profile;
  }

  /**
   * One answer. To be called when mayTry. Leaving it early, or aborting the signal, closes the connection, which is how
   * engines learn that nobody waits any more; so is it that they are always asked for a stream.
   * @throws UpstreamFailure, or the signal's reason
   */
  async *answer(asked: AnswerCall): AsyncGenerator<TextEvent, void, void> {
    const call = { ...asked, input: this.#fitToWindow(asked.input) };
    const report = this.ejection.begin(); // at once: there is one trial at a time
    const leave = await this.places.enter(call.input.rejectIfBusy ?? false, call.signal).catch((error: unknown) => {
      report('unknown');
      throw error;
    });
    this.counts.nRequests++;
    let outcome: Outcome = 'unknown';
    let hasBegun = false;
    try {
      for await (const event of this.#events(call)) {
        hasBegun = true;
        yield event;
      }
      outcome = 'success';
    } catch (thrown) {
      if (call.signal.aborted) throw thrown;
      const refusal = this.#refusalOf(thrown);
      outcome = refusal.outcome;
      if (outcome === 'failure') this.#fail(thrown);
      throw new UpstreamFailure(refusal.error, {
        mayTryElsewhere: !hasBegun && refusal.mayTryElsewhere,
        mayTryAgain: !hasBegun && thrown instanceof UnreachableError,
      });
    } finally {
      if (call.signal.aborted) this.counts.nAborted++;
      const wasEjected = this.ejection.isEjected;
      report(outcome);
      if (outcome === 'failure') {
        const reason = this.#lastFailure?.reason ?? '';
        this.#onEvent({ type: 'failed', reason, isEjected: !wasEjected && this.ejection.isEjected });
      }
      leave();
    }
  }

  /** What can never fit is refused here, since llama-server would cut it. How long the prompt is only the engine knows. */
  #fitToWindow(input: TextGenerationInput): TextGenerationInput {
    const { maxTokens, fitToWindow } = input;
    const window = this.#profile?.contextWindow ?? null;
    if (window === null || maxTokens === undefined || maxTokens < window) return input;
    if (fitToWindow) return { ...input, maxTokens: undefined }; // the engine ends at its window
    const words = 'The estimated number of input and maximum output tokens';
    const limit = `exceeded this model context window limit (${window}).`;
    throw new ServerError('contextExceeded', `${words} (more than ${maxTokens}) ${limit}`);
  }

  async *#events(call: AnswerCall): AsyncGenerator<TextEvent, void, void> {
    const { dialect } = this.#known();
    const watch = new SilenceWatch(call.signal, this.#options);
    const events = new AnswerEvents(call.input.logprobs !== undefined);
    const isOpenAi = dialect.wire === 'openai';
    try {
      const { body } = await this.#open(call, watch.signal);
      const bytes = watch.over(body);
      let isDone = false;
      for await (const value of isOpenAi ? readServerSentEvents(bytes) : readJsonLines(bytes)) {
        if (isDone) continue;
        isDone = value === done;
        // Read to its end, the connection can be used again.
        if (isDone) watch.expectEnd();
        else if (isError(value)) throw this.#refused({ status: 200, body: value });
        else yield* events.push(isOpenAi ? pieceOfChunk(value) : pieceOfLine(value));
      }
    } catch (thrown) {
      const error = watch.signal.aborted && !(thrown instanceof RefusedError) ? watch.signal.reason : thrown;
      // Once the end of the text is known, only the usage can be missing.
      if (call.signal.aborted) throw error;
      if (!events.isComplete || thrown instanceof RefusedError) throw asFailure(error);
    } finally {
      watch.stop();
    }
    yield* events.end();
  }

  /** The head of an answer that has one. A conversation that the model's template refuses is folded and sent once more. */
  async #open(call: AnswerCall, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#post(call, false, signal);
    if (answer.statusCode === 200) return answer;
    const refused = await this.#readRefused(answer);
    if (!refused.refusal.isOfTemplate || call.input.raw) throw refused;
    const again = await this.#post(call, true, signal);
    if (again.statusCode !== 200) throw await this.#readRefused(again);
    return again;
  }

  async #post({ input, session }: AnswerCall, isFolded: boolean, signal: AbortSignal): Promise<Answer> {
    const { dialect, model, otherModels } = this.#known();
    const adapter = await adapterOf(input, { dialect, model, otherModels, connection: this.#connection, signal });
    const asked = { input, dialect, model: adapter.model, isFolded, extra: adapter.extra };
    const request = dialect.wire === 'openai' ? openAiRequest(asked) : ollamaRequest(asked);
    const headers = session === undefined ? {} : { 'x-session-affinity': session };
    return this.#connection.post(request, headers, signal);
  }

  async #readRefused(answer: Answer): Promise<RefusedError> {
    const seconds = Number(answer.headers['retry-after']);
    const retryAfterSeconds = seconds > 0 && seconds < 3600 ? Math.ceil(seconds) : undefined;
    return this.#refused({ status: answer.statusCode, body: await readWhole(answer), retryAfterSeconds });
  }

  #refused(wire: WireRefusal): RefusedError {
    return new RefusedError(readRefusal(wire, this.#known().dialect, this.#options.key));
  }

  #refusalOf(thrown: unknown): Omit<Refusal, 'isOfTemplate'> {
    if (thrown instanceof RefusedError) return thrown.refusal;
    // A field that this engine does not have is refused before anything is sent.
    if (thrown instanceof ServerError) return { error: thrown, mayTryElsewhere: false, outcome: 'unknown' };
    const words =
      thrown instanceof SilenceError
        ? "The model's engine does not answer, please try again."
        : thrown instanceof CutAnswerError
          ? "The model's engine stopped in the middle of the answer, please try again."
          : notAvailable;
    const error = new ServerError('engineLost', words, { cause: thrown });
    // One that is silent may be at work on this very request.
    return { error, mayTryElsewhere: !(thrown instanceof SilenceError), outcome: 'failure' };
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

  #known(): Profile {
    if (!this.#profile) throw new UnreachableError('it has not answered yet');
    return this.#profile;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** The upstream has answered, by a refusal. */
class RefusedError extends Error {
  override name = 'RefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.error.message);
    this.refusal = refusal;
  }
}

/** What an upstream says instead of a frame of its answer. */
function isError(value: unknown): boolean {
  const { error, success } = fields(value);
  return (error !== undefined && error !== null) || success === false;
}

function asFailure(error: unknown): unknown {
  const isKnown = error instanceof RefusedError || error instanceof CutAnswerError || error instanceof UnreachableError;
  if (isKnown || error instanceof ServerError) return error;
  return new CutAnswerError(error instanceof Error ? error.message : String(error), { cause: error });
}
