// One request on its way through the engine: its ids so far, how many of them are computed, and the generated tokens that
// its reader has not taken yet.
import type { BlockManager } from './block-manager.ts';
import { BlockTable, type KnownIds } from './block-table.ts';
import type { AttentionQuery, AttentionView, FinishReason, GeneratedToken, GenerationRequest } from './generation.ts';
import { logprobsOf } from './logprobs.ts';
import type { Scores } from './model.ts';
import { Sampler } from './sampler.ts';
import type { TokenConstraint } from './token-constraint.ts';
import { TokenQueue } from './token-queue.ts';

/** Unread tokens at which the engine stops computing more: the reader does not keep up. */
const maxUnread = 32;

/** What a sequence needs of the engine that runs it. */
interface SequenceHome {
  readonly contextLength: number;
  readonly slidingWindow: number | undefined;
  readonly blocks: BlockManager;
}

export interface SequenceOptions extends SequenceHome {
  /** Called when the reader has made room, or has left. */
  readonly onRead: () => void;
  readonly constraint: TokenConstraint | undefined;
}

export class Sequence implements KnownIds {
  readonly promptIds: readonly number[];
  readonly completionIds: number[] = [];
  readonly sampler: Sampler;
  readonly owner: string;
  /** Ids (prompt, then completion) whose keys and values are in the cache. */
  nComputed = 0;
  /** The blocks that hold its keys and values. */
  readonly table: BlockTable;
  /** Prompt tokens that were in the prefix cache when it first started; undefined until then. */
  nCached: number | undefined;
  /** Its place in the order of arrival: set by the scheduler. */
  number = 0;
  /** The last step that computed tokens for it; 0: none has. Set by the scheduler. */
  lastStep = 0;
  /** Ids that come next, and are given with their log probabilities, which take a step each. */
  readonly #due: number[] = [];
  /** An id that is likely to come next: it is computed with those before it, whose scores then show if it was right. */
  #draft: number | undefined;
  /** Whether the last step has computed the draft. */
  #isDrafted = false;
  readonly #request: GenerationRequest;
  readonly #constraint: TokenConstraint | undefined;
  readonly #home: SequenceHome;
  readonly #queue = new TokenQueue();
  readonly #onRead: () => void;

  constructor(request: GenerationRequest, { onRead, constraint, ...home }: SequenceOptions) {
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

  /** Whether its keys and values may be wrong. */
  get hasFailed(): boolean {
    return this.#queue.failure !== undefined;
  }

  /** Ids of prompt and completion so far. */
  get nKnown(): number {
    return this.promptIds.length + this.completionIds.length;
  }

  /** Whether it generates: what is pending was not in the prompt. */
  get isGenerating(): boolean {
    return this.nComputed >= this.promptIds.length;
  }

  /** Ids that are known, or likely, but not yet computed. */
  get nPending(): number {
    return this.nKnown + (this.#draft === undefined ? 0 : 1) - this.nComputed;
  }

  /** Takes note that a step has computed its next n ids. */
  computed(n: number): void {
    this.nComputed += n;
    this.#isDrafted = this.nComputed > this.nKnown;
    if (this.#isDrafted) this.nComputed--;
  }

  /** Whether the next id must fit a constraint. */
  get isHeld(): boolean {
    return this.#constraint !== undefined && !this.#constraint.isFree;
  }

  /** What is to be told of its prompt's last token; undefined: nothing, or it has been told. */
  get attention(): AttentionQuery | undefined {
    return this.completionIds.length === 0 ? this.#request.attention : undefined;
  }

  /** Ids for the next steps that it shares with others: a token that is observed has a step of its own. */
  get nShared(): number {
    return this.attention ? this.nPending - 1 : this.nPending;
  }

  /** How many of the best logits suffice to choose the next id; 0: the whole vocabulary is needed. */
  get nBest(): number {
    return this.#request.logprobs === undefined ? this.sampler.nBest : 0;
  }

  /** The id at a position. */
  idAt(position: number): number {
    const id =
      position < this.promptIds.length
        ? this.promptIds[position]
        : (this.completionIds[position - this.promptIds.length] ?? this.#draft);
    if (id === undefined) throw new RangeError(`no id at position ${position}`);
    return id;
  }

  /**
   * Chooses the next id from the scores of the last one, adds what the constraint forces to follow it, and ends the
   * sequence with the final id.
   * @returns ids that were added, and whether the draft was right: then its scores choose the next id
   */
  advance(scores: Scores, attention?: AttentionView): { nIds: number; goesOn: boolean } {
    const { logprobs } = this.#request;
    const draft = this.#isDrafted ? this.#draft : undefined;
    const ids = this.#next(scores);
    let nIds = 0;
    for (const id of ids) {
      nIds++;
      this.completionIds.push(id);
      const finishReason = this.#finishReason(id);
      const told = logprobs === undefined ? undefined : logprobsOf(scores.logits, id, logprobs);
      const isFirst = this.completionIds.length === 1;
      const nCachedTokens = isFirst ? this.nCached : undefined;
      this.#queue.push({ id, finishReason, nCachedTokens, ...told, ...(isFirst && attention && { attention }) });
      if (!finishReason) continue;
      // What a constraint forces behind the final id is no part of the answer.
      this.#queue.end();
      break;
    }
    this.#isDrafted = false;
    const isRight = draft !== undefined && ids[0] === draft;
    if (isRight) this.nComputed++;
    return { nIds, goesOn: isRight && ids.length === 1 && !this.isEnded };
  }

  #next(scores: Scores): readonly number[] {
    const due = this.#due.shift();
    if (due !== undefined) return [due];
    const id = this.sampler.sample(scores, this.promptIds, this.completionIds);
    const { ids, likely } = this.#constraint?.withForced(id) ?? { ids: [id] };
    if (this.#request.logprobs === undefined) {
      this.#draft = this.nKnown + ids.length < this.#home.contextLength ? likely : undefined;
      return ids;
    }
    // The same ids, so that asking for log probabilities changes no answer.
    this.#due.push(...ids.slice(1));
    return ids.slice(0, 1);
  }

  /** Does what the next choice may need, while the device works. */
  prepare(): void {
    if (this.#due.length === 0) this.#constraint?.prepare();
  }

  #finishReason(id: number): FinishReason | null {
    const isStop = this.#request.stopIds.includes(id);
    if (!isStop) this.#constraint?.accept(id);
    // What was finished only because its length was running out is no end that the model has chosen.
    if (isStop || this.#constraint?.isComplete) return this.#constraint?.wasCut ? 'length' : 'stop';
    const isFull = this.nKnown >= this.#home.contextLength;
    return isFull || this.completionIds.length >= this.#request.maxTokens ? 'length' : null;
  }

  /** Ends it without a final id: aborted (no failure), or failed. */
  end(failure?: Error): void {
    this.#queue.end(failure);
  }

  /** The generated tokens, as they come. Leaving the loop early ends the sequence. */
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
