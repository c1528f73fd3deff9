// Which tokens go into the next step. There is no prompt phase and no answer phase: every sequence has ids that are
// known and ids that are computed, and each step lets the computed catch up, under one budget of tokens. Blocks of the
// cache are taken as they are needed; when none is left, the youngest sequence gives its own back and computes them
// again later.
import { BlockManager } from './block-manager.ts';
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
    this.blocks = new BlockManager(limits.nBlocks, limits.blockSize);
  }

  get nWaiting(): number {
    return this.#waiting.length;
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
    sequence.number = this.#nAdded++;
    this.#waiting.push(sequence);
  }

  /** The next step, or undefined when nothing can run now. Gives back what ended sequences had. */
  schedule(): Step | undefined {
    this.#retire();
    this.#admit();
    // Those with the fewest pending ids first: answers go on while a long prompt is taken in chunks.
    const ready = this.#running.filter((s) => !s.isStalled).sort((a, b) => a.nPending - b.nPending);
    const step = new StepBuilder();
    for (const sequence of ready) {
      const n = Math.min(sequence.nPending, this.#limits.maxBatchTokens - step.nTokens);
      if (n > 0 && this.#reserve(sequence, n, step)) step.add(sequence, n);
    }
    return step.build();
  }

  /** A step is done: what it computed is in the cache. */
  advance({ nComputed }: Step): void {
    for (const [sequence, n] of nComputed) {
      sequence.nComputed += n;
      if (!sequence.isEnded) sequence.table.advance(sequence.nComputed);
    }
  }

  /** A step's tokens are the only limit: each running sequence has one in it. */
  get #maxRunning(): number {
    return this.#limits.maxBatchTokens;
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

  /** Lets the oldest waiting ones in while there is room; those whose readers do not keep up make some. */
  #admit(): void {
    for (;;) {
      const sequence = this.#waiting.find((each) => !each.isStalled);
      if (!sequence) return;
      while (this.#running.length >= this.#maxRunning || !this.#start(sequence)) {
        const victim = this.#running.find((each) => each.isStalled);
        if (!victim) return;
        this.#preempt(victim);
      }
      this.#waiting.splice(this.#waiting.indexOf(sequence), 1);
      insertByNumber(this.#running, sequence);
    }
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

  /** Has blocks for the next n tokens of a sequence, at the youngest ones' cost. @returns false when it is such a one */
  #reserve(sequence: Sequence, n: number, step: StepBuilder): boolean {
    while (this.#running.includes(sequence)) {
      if (sequence.table.reserve(sequence.nComputed + n)) return true;
      const others = this.#running.filter((each) => !step.has(each));
      this.#preempt(others.find((each) => each.isStalled) ?? (others.at(-1) as Sequence));
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
