// The engine: sequences in, token ids out. It runs one step of the model after another while there is work. It knows no
// text and no device; the model is passed in.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ServerError } from '../errors.ts';
import { AttentionCollector, checkAttentionQuery } from './attention-view.ts';
import type { AttentionView, GeneratedToken, GenerationRequest, TokenGenerator } from './generation.ts';
import type { Batch, Model, Scores } from './model.ts';
import { Scheduler } from './scheduler.ts';
import { Sequence } from './sequence.ts';
import { atRest, batchSizes, type EngineStats } from './stats.ts';
import type { Step } from './step-builder.ts';
import type { ConstraintCompiler, TokenConstraint } from './token-constraint.ts';

/** Sequences that may wait: of all owners together, and of one owner, so that none fills the queue for the others. */
const maxWaiting = 1024;
const maxWaitingOfOwner = 256;

export class Engine implements TokenGenerator {
  readonly #model: Model;
  readonly #scheduler: Scheduler;
  readonly #compile: ConstraintCompiler | undefined;
  /** By owner: requests whose constraint is being compiled. */
  readonly #nCompiling = new Map<string, number>();
  #loop: Promise<void> | undefined;
  #failure: Error | undefined;
  #closed = false;
  readonly #counts = { nSteps: 0, nStepSequences: 0, nStepTokens: 0, stepSeconds: 0, nGeneratedTokens: 0 };
  readonly #held = { nChosenTokens: 0, nMaskedTokens: 0, nForcedTokens: 0 };
  readonly #nStepsBySize = [...atRest.nStepsBySize];

  /** @param compile for requests with a constraint; undefined: these are refused */
  constructor(model: Model, compile?: ConstraintCompiler) {
    this.#model = model;
    this.#compile = compile;
    this.#scheduler = new Scheduler(model);
  }

  get contextLength(): number {
    return this.#model.contextLength;
  }

  /** Set once a step has failed: the engine stays unusable, and a new one must be made. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  stats(): EngineStats {
    const { nRunning, nWaiting, nPreemptions, prefix, blocks } = this.#scheduler;
    const { memory } = this.#model;
    const kvBlocks = { nTotal: blocks.nBlocks, nFree: blocks.nFree, nCached: blocks.nCached };
    const counts = { ...this.#counts, held: { ...this.#held }, nStepsBySize: [...this.#nStepsBySize] };
    return { nRunning, nWaiting, ...counts, nPreemptions, kvBlocks, prefix, memory };
  }

  /**
   * Continues a prompt. Ids come as they are chosen; leaving the loop or aborting the signal ends the work within a step.
   * @throws ServerError noCapacity when too many sequences wait, or when this one would have to and must not
   * (`rejectIfBusy`); ServerError engineLost when the model has failed; RangeError for invalid ids or parameters; what
   * the compiler throws for a constraint that cannot be satisfied; where that takes time, the reader is thrown it.
   */
  generate(request: GenerationRequest, signal?: AbortSignal, onAccepted?: () => void): AsyncIterable<GeneratedToken> {
    this.#check(request);
    const constraint = this.#constraintOf(request, signal);
    const begin = (held: TokenConstraint | undefined) => {
      const tokens = this.#begin(request, held, signal);
      onAccepted?.();
      return tokens;
    };
    return constraint instanceof Promise ? this.#beginWhenHeld(constraint, begin, signal) : begin(constraint);
  }

  async *#beginWhenHeld(
    compiling: Promise<TokenConstraint>,
    begin: (constraint: TokenConstraint) => AsyncIterable<GeneratedToken>,
    signal?: AbortSignal,
  ): AsyncGenerator<GeneratedToken, void, void> {
    let constraint: TokenConstraint;
    try {
      constraint = await compiling;
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
    yield* begin(constraint);
  }

  #begin(
    request: GenerationRequest,
    constraint: TokenConstraint | undefined,
    signal?: AbortSignal,
  ): AsyncIterable<GeneratedToken> {
    this.#requireOpen();
    if (this.#isFullFor(request)) throw new ServerError('noCapacity');
    const { contextLength, slidingWindow } = this.#model;
    const sequence = new Sequence(request, {
      contextLength,
      slidingWindow,
      blocks: this.#scheduler.blocks,
      onRead: () => this.#wake(),
      constraint,
    });
    if (signal?.aborted) sequence.end();
    const abort = () => {
      sequence.end();
      this.#wake(); // its blocks are given back even when nothing else runs
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#scheduler.add(sequence);
    this.#wake();
    return readAndThen(sequence, () => signal?.removeEventListener('abort', abort));
  }

  #isFullFor({ promptIds, owner = '', rejectIfBusy }: GenerationRequest): boolean {
    if (rejectIfBusy && !this.#scheduler.canStart(promptIds.length)) return true;
    const nCompiling = [...this.#nCompiling.values()].reduce((sum, n) => sum + n, 0);
    return (
      this.#scheduler.nWaiting + nCompiling >= maxWaiting ||
      this.#scheduler.nWaitingOf(owner) + this.#nCompilingOf(owner) >= maxWaitingOfOwner
    );
  }

  #requireOpen(): void {
    if (this.#closed || this.#failure) throw new ServerError('engineLost', undefined, { cause: this.#failure });
  }

  #check({ promptIds, maxTokens, logprobs = 0, attention }: GenerationRequest): void {
    this.#requireOpen();
    const { vocabSize } = this.#model;
    const unknown = promptIds.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (unknown !== undefined) throw new RangeError(`token id ${unknown}; the vocabulary has ${vocabSize}`);
    if (promptIds.length < 1) throw new RangeError('an empty prompt: at least one token id is needed');
    if (promptIds.length >= this.contextLength) {
      throw new RangeError(`a prompt of ${promptIds.length} tokens; the context has room for ${this.contextLength}`);
    }
    if (!Number.isInteger(maxTokens) || maxTokens < 1) throw new RangeError(`maxTokens ${maxTokens}`);
    if (!Number.isInteger(logprobs) || logprobs < 0 || logprobs > 20) throw new RangeError(`logprobs ${logprobs}`);
    if (attention) checkAttentionQuery(this.#model, attention, promptIds.length);
  }

  #constraintOf(
    request: GenerationRequest,
    signal?: AbortSignal,
  ): TokenConstraint | Promise<TokenConstraint> | undefined {
    const { constraint, promptIds, maxTokens, stopIds, owner } = request;
    if (!constraint) return undefined;
    if (!this.#compile) throw new RangeError(`constraint ${constraint.type}: this engine has no compiler for it`);
    // What would be refused anyway is not worked for.
    if (this.#isFullFor(request)) throw new ServerError('noCapacity');
    const room = Math.min(maxTokens, this.contextLength - promptIds.length);
    const compiling = this.#compile(constraint, { maxTokens: room, stopIds }, { owner, signal });
    if (!(compiling instanceof Promise)) return compiling;
    this.#countCompiling(owner, 1);
    return compiling.finally(() => this.#countCompiling(owner, -1));
  }

  #countCompiling(owner = '', change: 1 | -1): void {
    this.#nCompiling.set(owner, this.#nCompilingOf(owner) + change);
    if (this.#nCompilingOf(owner) === 0) this.#nCompiling.delete(owner);
  }

  #nCompilingOf(owner: string): number {
    return this.#nCompiling.get(owner) ?? 0;
  }

  #wake(): void {
    if (this.#failure || this.#closed) return;
    this.#loop ??= this.#run();
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // requests of the same turn share the first step
    try {
      for (let step = this.#scheduler.schedule(); step && !this.#closed; step = this.#scheduler.schedule()) {
        await this.#compute(step);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      // In the same turn in which nothing was left to schedule, so that the next request starts a new loop.
      this.#loop = undefined;
    }
  }

  async #compute(step: Step): Promise<void> {
    const { batch, outputs, nComputed } = step;
    const startedMs = performance.now();
    const { scores, attention } = await this.#forwardOrObserve(step);
    this.#counts.nSteps++;
    this.#counts.nStepSequences += nComputed.size;
    const size = batchSizes.filter((bound) => bound < nComputed.size).length;
    this.#nStepsBySize[size] = (this.#nStepsBySize[size] ?? 0) + 1;
    this.#counts.nStepTokens += batch.tokenIds.length;
    const ms = performance.now() - startedMs;
    this.#counts.stepSeconds += ms / 1000;
    this.#scheduler.advance(step, ms);
    let before: { readonly sequence: Sequence; readonly goesOn: boolean } | undefined;
    for (const [i, sequence] of outputs.entries()) {
      if (sequence.isEnded || (before?.sequence === sequence && !before.goesOn)) continue;
      endOnError(sequence, () => {
        before = { sequence, goesOn: this.#advance(sequence, scores[i] as Scores, attention) };
      });
    }
  }

  /** Runs a step; one of a token that is observed also tells where it looks. */
  async #forwardOrObserve({ batch, outputs }: Step): Promise<{ scores: readonly Scores[]; attention?: AttentionView }> {
    const [query, { attention, slidingWindow }] = [outputs[0]?.attention, this.#model];
    if (!query || !attention) return { scores: await this.#forward(batch, outputs) };
    const collector = new AttentionCollector({ attention, slidingWindow }, query, batch.positions[0] as number);
    const scores = await attention.observe(batch, (layer, told) => collector.add(layer, told));
    return { scores, attention: collector.view() };
  }

  /** Runs a step; while the device works, the constraints of its outputs get ready for the next choice. */
  async #forward(batch: Batch, outputs: readonly Sequence[]): Promise<readonly Scores[]> {
    const done = new AbortController();
    const scores = this.#model.forward(batch).finally(() => done.abort());
    if (outputs.some(({ isHeld }) => isHeld)) void prepareUntil(done.signal, outputs);
    return scores;
  }

  /** Returns whether the sequence also takes its next scores of this step. */
  #advance(sequence: Sequence, scores: Scores, attention: AttentionView | undefined): boolean {
    const before = { ...sequence.sampler.held };
    const { nIds, goesOn } = sequence.advance(scores, attention);
    this.#counts.nGeneratedTokens += nIds;
    this.#held.nChosenTokens += sequence.sampler.held.nIds - before.nIds;
    this.#held.nMaskedTokens += sequence.sampler.held.nMasks - before.nMasks;
    this.#held.nForcedTokens += nIds - 1;
    return goesOn;
  }

  #fail(cause: Error): void {
    this.#failure = cause;
    for (const sequence of this.#scheduler.sequences) sequence.end(new ServerError('engineLost', undefined, { cause }));
  }

  /** Ends every sequence; resolves when no step is running. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const sequence of this.#scheduler.sequences)
      sequence.end(new ServerError('engineLost', 'The server is shutting down'));
    await this.#loop;
  }
}

/** One sequence in a turn of the event loop, so that the end of the step is seen between them. */
async function prepareUntil(done: AbortSignal, outputs: readonly Sequence[]): Promise<void> {
  await nextTurn(); // the tokens of the last step are sent first
  for (const sequence of new Set(outputs)) {
    await nextTurn();
    if (done.aborted) return;
    if (!sequence.isEnded) endOnError(sequence, () => sequence.prepare());
  }
}

/** What goes wrong for one sequence, such as logits without a finite value, leaves the others alone. */
function endOnError(sequence: Sequence, work: () => void): void {
  try {
    work();
  } catch (error) {
    sequence.end(error instanceof Error ? error : new Error(String(error)));
  }
}

async function* readAndThen(sequence: Sequence, done: () => void): AsyncGenerator<GeneratedToken, void, void> {
  try {
    yield* sequence.read();
  } finally {
    done();
  }
}
