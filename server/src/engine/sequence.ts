// One request on its way through the engine: its ids so far, how many of them the model has seen, and the channel that
// carries new ids to whoever asked for them.
import type { FinishReason, GeneratedToken, GenerationRequest } from './generation.ts';
import { logprobsOf } from './logprobs.ts';
import type { Scores } from './model.ts';
import { Sampler } from './sampler.ts';
import type { TokenConstraint } from './token-constraint.ts';

/** Ids that may wait unread before the engine stops computing more for a reader that does not keep up. */
const maxUnread = 32;

export class Sequence {
  readonly promptIds: readonly number[];
  readonly answerIds: number[] = [];
  readonly sampler: Sampler;
  /** Ids (prompt, then answer) whose keys and values are in the cache. */
  nComputed = 0;
  /** Where in the cache; undefined while it waits for a place. */
  place: number | undefined;
  readonly #request: GenerationRequest;
  readonly #contextLength: number;
  readonly #constraint: TokenConstraint | undefined;
  readonly #unread: GeneratedToken[] = [];
  #ended = false;
  #failure: Error | undefined;
  #wakeReader: (() => void) | undefined;
  readonly #onRead: () => void;

  /** @param onRead called when the reader has made room, or has left */
  constructor(request: GenerationRequest, contextLength: number, onRead: () => void, constraint?: TokenConstraint) {
    this.promptIds = request.promptIds;
    this.sampler = new Sampler(request.sampling, constraint);
    this.#constraint = constraint;
    this.#request = request;
    this.#contextLength = contextLength;
    this.#onRead = onRead;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  get isStalled(): boolean {
    return this.#unread.length >= maxUnread;
  }

  /** Ids that are known but not yet computed. */
  get nPending(): number {
    return this.promptIds.length + this.answerIds.length - this.nComputed;
  }

  /** How many of the best ids are enough to go on; 0 where the whole vocabulary is needed. */
  get nBest(): number {
    return this.#request.logprobs === undefined ? this.sampler.nBest : 0;
  }

  /** The id at a position. */
  idAt(position: number): number {
    const id =
      position < this.promptIds.length ? this.promptIds[position] : this.answerIds[position - this.promptIds.length];
    if (id === undefined) throw new RangeError(`no id at position ${position}`);
    return id;
  }

  /** Chooses the next id from the scores of its last one; ends the sequence where it ends. */
  advance(scores: Scores): void {
    const id = this.sampler.sample(scores, this.promptIds, this.answerIds);
    this.answerIds.push(id);
    const finishReason = this.#finishReason(id);
    const { logprobs } = this.#request;
    this.#unread.push({
      id,
      finishReason,
      ...(logprobs !== undefined && logprobsOf(scores.logits, id, logprobs)),
    });
    if (finishReason) this.#ended = true;
    this.#wakeReader?.();
  }

  #finishReason(id: number): FinishReason | null {
    if (this.#request.stopIds.includes(id)) return 'stop';
    this.#constraint?.accept(id);
    if (this.#constraint?.isComplete) return 'stop';
    const isFull = this.promptIds.length + this.answerIds.length >= this.#contextLength;
    return isFull || this.answerIds.length >= this.#request.maxTokens ? 'length' : null;
  }

  /** Ends it without a last id: aborted (no failure), or failed. */
  end(failure?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wakeReader?.();
  }

  /** The new ids, as they come. Leaving it early ends the sequence. */
  async *read(): AsyncGenerator<GeneratedToken, void, void> {
    try {
      for (;;) {
        const token = this.#unread.shift();
        if (token) {
          if (this.#unread.length === maxUnread - 1) this.#onRead();
          yield token;
        } else if (this.#ended) {
          if (this.#failure) throw this.#failure;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
          this.#wakeReader = undefined;
        }
      }
    } finally {
      this.end();
      this.#onRead();
    }
  }
}
