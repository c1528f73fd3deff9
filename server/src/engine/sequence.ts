// One request on its way through the engine: its ids so far, how many of them the model has seen, and what whoever asked
// for them has not read yet.
import type { BlockManager } from './block-manager.ts';
import { BlockTable, type KnownIds } from './block-table.ts';
import type { FinishReason, GeneratedToken, GenerationRequest } from './generation.ts';
import { logprobsOf } from './logprobs.ts';
import type { Scores } from './model.ts';
import { Sampler } from './sampler.ts';
import type { TokenConstraint } from './token-constraint.ts';
import { TokenQueue } from './token-queue.ts';

/** Ids that may wait unread before the engine stops computing more for a reader that does not keep up. */
const maxUnread = 32;

/** What a sequence must know of the engine it runs in. */
export interface SequenceHome {
  readonly contextLength: number;
  readonly slidingWindow: number | undefined;
  readonly blocks: BlockManager;
}

export class Sequence implements KnownIds {
  readonly promptIds: readonly number[];
  readonly answerIds: number[] = [];
  readonly sampler: Sampler;
  readonly owner: string;
  /** Ids (prompt, then answer) whose keys and values are in the cache. */
  nComputed = 0;
  /** Where its keys and values are. */
  readonly table: BlockTable;
  /** Sequences that came before it: set by the scheduler. */
  number = 0;
  readonly #request: GenerationRequest;
  readonly #constraint: TokenConstraint | undefined;
  readonly #home: SequenceHome;
  readonly #queue = new TokenQueue();
  readonly #onRead: () => void;

  /** @param onRead called when the reader has made room, or has left */
  constructor(request: GenerationRequest, home: SequenceHome, onRead: () => void, constraint?: TokenConstraint) {
    this.promptIds = request.promptIds;
    this.owner = request.owner ?? '';
    const { slidingWindow } = home;
    this.table = new BlockTable(home.blocks, this, { slidingWindow, scope: this.owner });
    this.sampler = new Sampler(request.sampling, constraint);
    this.#constraint = constraint;
    this.#request = request;
    this.#home = home;
    this.#onRead = onRead;
  }

  get isEnded(): boolean {
    return this.#queue.isEnded;
  }

  get isStalled(): boolean {
    return this.#queue.nUnread >= maxUnread;
  }

  /** Whether what was computed for it may be wrong. */
  get hasFailed(): boolean {
    return this.#queue.failure !== undefined;
  }

  /** Ids of prompt and answer so far. */
  get nKnown(): number {
    return this.promptIds.length + this.answerIds.length;
  }

  /** Ids that are known but not yet computed. */
  get nPending(): number {
    return this.nKnown - this.nComputed;
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
    this.#queue.push({
      id,
      finishReason,
      ...(logprobs !== undefined && logprobsOf(scores.logits, id, logprobs)),
    });
    if (finishReason) this.#queue.end();
  }

  #finishReason(id: number): FinishReason | null {
    if (this.#request.stopIds.includes(id)) return 'stop';
    this.#constraint?.accept(id);
    if (this.#constraint?.isComplete) return 'stop';
    const isFull = this.nKnown >= this.#home.contextLength;
    return isFull || this.answerIds.length >= this.#request.maxTokens ? 'length' : null;
  }

  /** Ends it without a last id: aborted (no failure), or failed. */
  end(failure?: Error): void {
    this.#queue.end(failure);
  }

  /** The new ids, as they come. Leaving it early ends the sequence. */
  read(): AsyncGenerator<GeneratedToken, void, void> {
    return this.#queue.read({
      onTaken: () => {
        if (this.#queue.nUnread === maxUnread - 1) this.#onRead();
      },
      onLeave: () => {
        this.end();
        this.#onRead();
      },
    });
  }
}
