// Which tokens go into the next step. There is no prefill phase and no decode phase: every sequence has known ids and
// computed ids, and each step lets the computed ones catch up, under one budget of tokens. Sequences take blocks of the
// cache as they need them; when none is left, the youngest sequence is preempted: it gives its blocks back and is
// computed again later.
import { allot, isCompletion, PromptPace } from './allot.ts';
import { BlockManager } from './block-manager.ts';
import { FairShare } from './fair-share.ts';
import type { Model } from './model.ts';
import type { Sequence } from './sequence.ts';
import { type Step, StepBuilder } from './step-builder.ts';
import { StepTimes } from './step-times.ts';
import { RecentOwners, shareTime } from './time-share.ts';

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
  readonly #times = new StepTimes();
  readonly #recent = new RecentOwners();
  #nSteps = 0;
  #nAdded = 0;
  #nPreemptions = 0;
  #hasJustObserved = false;
  #nQueriedTokens = 0;
  #nCachedTokens = 0;

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

  /** Waiting sequences of an owner. */
  nWaitingOf(owner: string): number {
    return this.#waiting.filter((sequence) => sequence.owner === owner).length;
  }

  get nRunning(): number {
    return this.#running.length;
  }

  get nPreemptions(): number {
    return this.#nPreemptions;
  }

  /** Tokens that starting sequences looked up in the cache, and those of them that it had. */
  get prefix(): { nQueriedTokens: number; nCachedTokens: number } {
    return { nQueriedTokens: this.#nQueriedTokens, nCachedTokens: this.#nCachedTokens };
  }

  /** Every sequence that has not ended. */
  get sequences(): readonly Sequence[] {
    return [...this.#running, ...this.#waiting];
  }

  /** Whether a sequence of nIds ids would start with the next step, after all that wait now. */
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

  /** The next step, or undefined when nothing can run now. Takes back the blocks of ended sequences. */
  schedule(): Step | undefined {
    this.#retire();
    this.#admit();
    if (this.sequences.length === 0) this.#share.clear();
    let step = this.#compose();
    // An empty step means that its only candidates were preempted; their blocks now serve the others.
    while (step.nTokens === 0 && this.#running.some((sequence) => !sequence.isStalled)) step = this.#compose();
    return step.build();
  }

  #compose(): StepBuilder {
    const served = new Map(this.#running.map(({ owner }) => [owner, this.#share.served(owner)]));
    const ready = this.#running
      .filter((sequence) => !sequence.isStalled)
      .sort((a, b) => (served.get(a.owner) ?? 0) - (served.get(b.owner) ?? 0) || a.number - b.number);
    const step = new StepBuilder();
    for (const [sequence, n] of this.#allotted(ready)) {
      if (this.#reserve(sequence, n, step)) step.add(sequence, n);
    }
    return step;
  }

  /** A token that is observed has a step of its own. Every second step is left to the others. */
  #allotted(ready: readonly Sequence[]): Iterable<readonly [Sequence, number]> {
    const shared = ready.filter(({ nShared }) => nShared > 0);
    const observed = ready.find(({ nShared }) => nShared === 0);
    if (observed && (shared.length === 0 || !this.#hasJustObserved)) {
      this.#hasJustObserved = true;
      return [[observed, 1]];
    }
    this.#hasJustObserved = false;
    const nAbsent = this.#recent.nBeside(new Set(shared.map(({ owner }) => owner)), performance.now());
    const { sequences, maxTokens } = shareTime(shared, {
      maxTokens: this.#limits.maxBatchTokens,
      times: this.#times,
      nAbsent,
    });
    const nCompletions = sequences.filter(isCompletion).length;
    return allot(sequences, maxTokens, this.#pace.maxTokens(nCompletions));
  }

  /** Takes note of a finished step, whose keys and values are now in the cache. @param ms how long it took */
  advance({ nComputed, batch }: Step, ms: number): void {
    const nTokens = batch.tokenIds.length;
    this.#times.note(nTokens, ms);
    this.#nSteps++;
    const nowMs = performance.now();
    const prompts = [...nComputed].filter(([sequence, n]) => n > 1 && !sequence.isGenerating);
    const nPromptTokens = prompts.reduce((sum, [, n]) => sum + n, 0);
    if (nPromptTokens > 0 && nPromptTokens < nTokens) this.#pace.note(nPromptTokens, nTokens, ms);
    for (const [sequence, n] of nComputed) {
      this.#share.charge(sequence.owner, n);
      sequence.lastStep = this.#nSteps;
      this.#recent.note(sequence.owner, nowMs);
      sequence.computed(n);
      if (!sequence.isEnded) sequence.table.advance(sequence.nComputed);
    }
  }

  /** Each running sequence may have a token in every step; the other half of the step is left to prompts. */
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

  /** Starts waiting sequences while there is room, or room can be made. */
  #admit(): void {
    for (let next = this.#nextWaiting(); next; next = this.#nextWaiting()) {
      while (this.#running.length >= this.#maxRunning || !this.#start(next)) {
        const victim = this.#displacedBy(next);
        if (!victim) return; // if later ones overtook it, it might wait for ever
        this.#preempt(victim);
      }
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      insertByNumber(this.#running, next);
    }
  }

  /** The oldest waiting sequence of the owner with the fewest running; of several such owners, of the least served. */
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

  /** A sequence whose reader does not keep up, or the youngest of an owner that runs more than its share. */
  #displacedBy({ owner }: Sequence): Sequence | undefined {
    const nRunning = this.#nRunningByOwner();
    const own = nRunning.get(owner) ?? 0;
    const stalled = this.#running.find((each) => each.isStalled);
    return stalled ?? this.#youngest(this.#running.filter((each) => (nRunning.get(each.owner) ?? 0) > own + 1));
  }

  /** The youngest sequence of the owner that runs the most. */
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

  /** Gives a waiting sequence its cached blocks, and new ones for the rest of its known ids. */
  #start(sequence: Sequence): boolean {
    const { table, nKnown } = sequence;
    const nCached = table.adopt();
    // One block more than it needs at once, so that its first generated token does not preempt another sequence.
    const headroom = this.#running.length > 0 ? 1 : 0;
    const isRoom = table.nMissing(this.#firstNeeds(nKnown, nCached)) + headroom <= this.blocks.nFree;
    if (!isRoom) {
      table.release();
      return false;
    }
    table.reserve(this.#firstNeeds(nKnown, nCached));
    sequence.nComputed = nCached;
    sequence.nCached ??= nCached;
    this.#nQueriedTokens += nKnown;
    this.#nCachedTokens += nCached;
    return true;
  }

  /** Positions that a sequence gets blocks for when it starts; a sliding window frees old blocks as it goes on. */
  #firstNeeds(nKnown: number, nCached: number): number {
    const { slidingWindow, maxBatchTokens } = this.#limits;
    return slidingWindow === undefined ? nKnown : Math.min(nKnown, Math.max(slidingWindow, nCached + maxBatchTokens));
  }

  /** Takes blocks for the next n tokens, preempting younger sequences. @returns false when this one was preempted */
  #reserve(sequence: Sequence, n: number, step: StepBuilder): boolean {
    while (this.#running.includes(sequence)) {
      if (sequence.table.reserve(sequence.nComputed + n)) return true;
      const others = this.#running.filter((each) => !step.has(each));
      this.#preempt(others.find((each) => each.isStalled) ?? (this.#youngest(others) as Sequence));
    }
    return false;
  }

  /** Takes its blocks. Its ids stay with it, and are computed again when there is room. */
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
