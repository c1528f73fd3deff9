// Which tokens go into the next step. There is no prompt phase and no answer phase: every sequence has ids that are
// known and ids that are computed, and each step lets the computed catch up, under one budget of tokens. Blocks of the
// cache are taken as they are needed; when none is left, the youngest sequence gives its own back and computes them
// again later.
import { allot, PromptPace } from './allot.ts';
import { BlockManager } from './block-manager.ts';
import { FairShare } from './fair-share.ts';
import type { Model } from './model.ts';
import type { Sequence } from './sequence.ts';
import { type Step, StepBuilder } from './step-builder.ts';

export type SchedulerLimits = Pick<
  Model,
  'maxBatchTokens' | 'contextLength' | 'nBlocks' | 'blockSize' | 'slidingWindow'
>;

export class Scheduler {
  readonly blocks: BlockManager;
  readonly #limits: SchedulerLimits;
  readonly #waiting: Sequence[] = []; // the oldest first
  readonly #running: Sequence[] = []; // the oldest first
  readonly #share = new FairShare();
  readonly #pace: PromptPace;
  #nAdded = 0;
  #nPreemptions = 0;
  #nAskedTokens = 0;
  #nHitTokens = 0;

  constructor(limits: SchedulerLimits) {
    const { maxBatchTokens, contextLength, nBlocks, blockSize, slidingWindow = contextLength } = limits;
    // The longest sequence must be able to run alone, wherever in a block its window begins.
    const span = Math.min(contextLength, slidingWindow + maxBatchTokens + blockSize - 2);
    if (nBlocks * blockSize < span) {
      throw new RangeError(`${nBlocks} blocks of ${blockSize} positions; a sequence may need ${span} positions`);
    }
    this.#limits = limits;
    this.#pace = new PromptPace(maxBatchTokens);
    this.blocks = new BlockManager(limits.nBlocks, limits.blockSize);
  }

  get nWaiting(): number {
    return this.#waiting.length;
  }

  /** Those of an owner. */
  nWaitingOf(owner: string): number {
    return this.#waiting.filter((sequence) => sequence.owner === owner).length;
  }

  get nRunning(): number {
    return this.#running.length;
  }

  get nPreemptions(): number {
    return this.#nPreemptions;
  }

  /** Tokens of prompts that were looked up in the cache, and those of them that were found. */
  get prefix(): { nAskedTokens: number; nHitTokens: number } {
    return { nAskedTokens: this.#nAskedTokens, nHitTokens: this.#nHitTokens };
  }

  /** Every sequence that has not ended. */
  get sequences(): readonly Sequence[] {
    return [...this.#running, ...this.#waiting];
  }

  /** Whether a sequence with so many ids would start with the next step, after all that wait now. */
  canStart(nIds: number): boolean {
    const waiting = this.#waiting.filter((sequence) => !sequence.isEnded && !sequence.isStalled);
    const nBlocks = [nIds, ...waiting.map(({ nKnown }) => nKnown)].reduce(
      (sum, nKnown) => sum + Math.ceil(this.#firstNeeds(nKnown, 0) / this.#limits.blockSize) + 1,
      0,
    );
    return nBlocks <= this.blocks.nFree && this.#running.length + waiting.length < this.#maxRunning;
  }

  add(sequence: Sequence): void {
    const others = this.sequences.map(({ owner }) => owner);
    if (!others.includes(sequence.owner)) this.#share.join(sequence.owner, others);
    sequence.number = this.#nAdded++;
    this.#waiting.push(sequence);
  }

  /** The next step, or undefined when nothing can run now. Gives back what ended sequences had. */
  schedule(): Step | undefined {
    this.#retire();
    this.#admit();
    if (this.sequences.length === 0) this.#share.clear();
    let step = this.#compose();
    // Whoever was to be in it has given its blocks back: then there are others, and now blocks for them.
    while (step.nTokens === 0 && this.#running.some((sequence) => !sequence.isStalled)) step = this.#compose();
    return step.build();
  }

  #compose(): StepBuilder {
    const served = new Map(this.#running.map(({ owner }) => [owner, this.#share.served(owner)]));
    const ready = this.#running
      .filter((sequence) => !sequence.isStalled)
      .sort((a, b) => (served.get(a.owner) ?? 0) - (served.get(b.owner) ?? 0) || a.number - b.number);
    const nAnswers = ready.filter(({ nPending }) => nPending === 1).length;
    const tokens = allot(ready, this.#limits.maxBatchTokens, this.#pace.maxTokens(nAnswers));
    const step = new StepBuilder();
    for (const [sequence, n] of tokens) {
      if (this.#reserve(sequence, n, step)) step.add(sequence, n);
    }
    return step;
  }

  /** A step is done, and took so long: what it computed is in the cache. */
  advance({ nComputed, batch }: Step, ms: number): void {
    const nTokens = batch.tokenIds.length;
    const nAnswers = [...nComputed.values()].filter((n) => n === 1).length;
    if (nAnswers > 0 && nAnswers < nTokens) this.#pace.note(nTokens - nAnswers, nTokens, ms);
    for (const [sequence, n] of nComputed) {
      this.#share.charge(sequence.owner, n);
      sequence.nComputed += n;
      if (!sequence.isEnded) sequence.table.advance(sequence.nComputed);
    }
  }

  /** Each running sequence has a token in a step; the other half is left to prompts. */
  get #maxRunning(): number {
    return Math.ceil(this.#limits.maxBatchTokens / 2);
  }

  #retire(): void {
    for (const list of [this.#running, this.#waiting]) {
      for (let i = list.length - 1; i >= 0; i--) {
        const sequence = list[i] as Sequence;
        if (!sequence.isEnded) continue;
        list.splice(i, 1);
        sequence.table.release(!sequence.hasFailed);
      }
    }
  }

  /** Lets waiting ones in while there is room, or room can be made. */
  #admit(): void {
    for (let next = this.#nextWaiting(); next; next = this.#nextWaiting()) {
      while (this.#running.length >= this.#maxRunning || !this.#start(next)) {
        const victim = this.#displacedBy(next);
        if (!victim) return; // those behind it must not overtake it, or it might wait for ever
        this.#preempt(victim);
      }
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      insertByNumber(this.#running, next);
    }
  }

  /** The oldest one of the owner that has the fewest running, and of such owners of the least served. */
  #nextWaiting(): Sequence | undefined {
    const nRunning = this.#nRunningByOwner();
    const rank = ({ owner }: Sequence) => [nRunning.get(owner) ?? 0, this.#share.served(owner)] as const;
    let first: Sequence | undefined;
    for (const sequence of this.#waiting) {
      if (sequence.isStalled) continue;
      const [[n, served], [least, leastServed]] = [rank(sequence), rank(first ?? sequence)];
      if (!first || n < least || (n === least && served < leastServed)) first = sequence;
    }
    return first;
  }

  /** One whose reader does not keep up, or the youngest one of an owner that has more running than is its share. */
  #displacedBy({ owner }: Sequence): Sequence | undefined {
    const nRunning = this.#nRunningByOwner();
    const own = nRunning.get(owner) ?? 0;
    const stalled = this.#running.find((each) => each.isStalled);
    return stalled ?? this.#youngest(this.#running.filter((each) => (nRunning.get(each.owner) ?? 0) > own + 1));
  }

  /** The youngest one of the owner that has the most. */
  #youngest(sequences: readonly Sequence[]): Sequence | undefined {
    const nRunning = this.#nRunningByOwner();
    const most = Math.max(...sequences.map(({ owner }) => nRunning.get(owner) ?? 0));
    return sequences.findLast(({ owner }) => nRunning.get(owner) === most);
  }

  #nRunningByOwner(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { owner } of this.#running) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    return counts;
  }

  /** Gives a waiting sequence what the cache has of it, and blocks for the rest of what is known of it. */
  #start(sequence: Sequence): boolean {
    const { table, nKnown } = sequence;
    const nCached = table.adopt();
    // One block more than it needs at once, so that it does not displace others with its first answer.
    const headroom = this.#running.length > 0 ? 1 : 0;
    const isRoom = table.nMissing(this.#firstNeeds(nKnown, nCached)) + headroom <= this.blocks.nFree;
    if (!isRoom) {
      table.release();
      return false;
    }
    table.reserve(this.#firstNeeds(nKnown, nCached));
    sequence.nComputed = nCached;
    this.#nAskedTokens += nKnown;
    this.#nHitTokens += nCached;
    return true;
  }

  /** Positions that a sequence gets blocks for as it starts; with a sliding window, old ones are free when it goes on. */
  #firstNeeds(nKnown: number, nCached: number): number {
    const { slidingWindow, maxBatchTokens } = this.#limits;
    return slidingWindow === undefined ? nKnown : Math.min(nKnown, Math.max(slidingWindow, nCached + maxBatchTokens));
  }

  /** Has blocks for the next n tokens of a sequence, at a younger one's cost. @returns false when it is the one to give */
  #reserve(sequence: Sequence, n: number, step: StepBuilder): boolean {
    while (this.#running.includes(sequence)) {
      if (sequence.table.reserve(sequence.nComputed + n)) return true;
      const others = this.#running.filter((each) => !step.has(each));
      this.#preempt(others.find((each) => each.isStalled) ?? (this.#youngest(others) as Sequence));
    }
    return false;
  }

  /** Takes its blocks. All that it has chosen so far stays with it, and is computed again when there is room. */
  #preempt(sequence: Sequence): void {
    sequence.table.release();
    sequence.nComputed = 0;
    this.#running.splice(this.#running.indexOf(sequence), 1);
    insertByNumber(this.#waiting, sequence);
    this.#nPreemptions++;
  }
}

/** Puts a sequence behind the older ones. */
function insertByNumber(sequences: Sequence[], sequence: Sequence): void {
  const at = sequences.findIndex((each) => each.number > sequence.number);
  sequences.splice(at < 0 ? sequences.length : at, 0, sequence);
}
