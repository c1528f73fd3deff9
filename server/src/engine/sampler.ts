// Chooses a token id from logits, for one sequence: constraint, penalties, temperature, top-k, softmax, top-p and a seeded
// draw, in this order. Runs on the CPU in time linear in the vocabulary's size, and allocates nothing of that size per
// token.
import { randomBytes } from 'node:crypto';
import type { SamplingParams } from './generation.ts';
import type { Scores } from './model.ts';
import { Random } from './random.ts';
import { selectBest } from './select-best.ts';
import type { TokenConstraint } from './token-constraint.ts';

/** No token can be chosen: the forward pass gave no finite logit. */
export class LogitsError extends Error {
  override name = 'LogitsError';
}

const noneFinite = "no logit is finite: the model's result is unusable";

/** Chooses the tokens of one sequence. Owns its stream of random numbers and its working memory. */
export class Sampler {
  readonly #params: Readonly<SamplingParams>;
  readonly #constraint: TokenConstraint | undefined;
  readonly #random: Random;
  /** Ids that were chosen under the constraint, and how many of these took a mask. */
  readonly held = { nIds: 0, nMasks: 0 };
  // All indexed by token id, [vocabSize], and allocated on first use.
  #penalized = new Float32Array(0);
  #counts = new Int32Array(0); // all 0 between calls
  #weights = new Float64Array(0);
  #candidates = new Int32Array(0); // ids
  #masked = new Float32Array(0);

  /**
   * Throws a RangeError for a parameter outside its range.
   * @param constraint Says which ids may come; the caller advances it by the chosen id.
   */
  constructor(params: SamplingParams, constraint?: TokenConstraint) {
    checkParams(params);
    this.#constraint = constraint;
    this.#params = { ...params };
    const { seed } = params;
    this.#random = new Random(seed === undefined ? randomBytes(8).readBigUInt64LE() : BigInt(seed));
  }

  /** How many of the best logits decide the next id; 0 if all do. */
  get nBest(): number {
    const { temperature, topK = 0 } = this.#params;
    if (this.#penalizes || this.#isConstrained) return 0;
    return temperature === 0 ? 1 : topK;
  }

  /**
   * The next token. A logit that is NaN or infinite is never chosen; throws a LogitsError if none is finite.
   *
   * @param scores Of the whole vocabulary, or of the `nBest` best; left as they are.
   * @param promptIds The prompt, which repetitionPenalty also looks at.
   * @param completionIds The ids generated so far.
   */
  sample({ ids, logits }: Scores, promptIds: readonly number[], completionIds: readonly number[]): number {
    if (ids) return this.#sampleBest(ids, logits);
    if (this.#isConstrained) return this.#sampleAllowed(logits, promptIds, completionIds);
    return this.#sampleAll(logits, promptIds, completionIds);
  }

  get #isConstrained(): boolean {
    return this.#constraint !== undefined && !this.#constraint.isFree;
  }

  #sampleAllowed(logits: Float32Array, promptIds: readonly number[], completionIds: readonly number[]): number {
    const constraint = this.#constraint as TokenConstraint;
    const { temperature, topK, topP = 1 } = this.#params;
    this.held.nIds++;
    // Most choices are allowed, and computing all allowed ids is expensive, so one is drawn first and checked. Drawing again
    // after a refused draw keeps the proportions of the allowed tokens; top-k and top-p depend on ranks and must not see
    // the others.
    if (temperature === 0 || (topK === undefined && topP === 1)) {
      const id = this.#sampleAll(logits, promptIds, completionIds);
      if (constraint.allows(id)) return id;
    }
    this.held.nMasks++;
    // What the model would choose at any length is asked first: only if that has no room, the completion is cut.
    const fitting = this.#sampleAll(this.#mask(logits, constraint.fitting()), promptIds, completionIds);
    if (constraint.allows(fitting)) return fitting;
    return this.#sampleAll(this.#mask(logits, constraint.allowed()), promptIds, completionIds);
  }

  /** A copy of the logits in which those of ids that may not come are minus infinity. */
  #mask(logits: Float32Array, allowed: Uint32Array): Float32Array {
    if (this.#masked.length !== logits.length) this.#masked = new Float32Array(logits.length);
    const masked = this.#masked;
    for (let id = 0; id < logits.length; id++) {
      const isAllowed = ((allowed[id >> 5] as number) >>> (id & 31)) & 1;
      masked[id] = isAllowed ? (logits[id] as number) : Number.NEGATIVE_INFINITY;
    }
    return masked;
  }

  /** The same choice as from all logits, since the others cannot be chosen. */
  #sampleBest(ids: Uint32Array, logits: Float32Array): number {
    const [best] = ids;
    const [highest] = logits;
    if (best === undefined || highest === undefined) throw new LogitsError(noneFinite);
    const { temperature, topP = 1 } = this.#params;
    if (temperature === 0) return best;
    const weights = Float64Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
    let n = weights.length;
    if (topP < 1) {
      const target = topP * weights.reduce((sum, weight) => sum + weight, 0);
      let kept = 0;
      for (n = 0; n < weights.length && (n === 0 || kept < target); n++) kept += weights[n] as number;
    }
    // In the order of ids, as `draw` goes through a whole vocabulary.
    const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (ids[a] as number) - (ids[b] as number));
    const drawn = draw(
      order.map((i) => weights[i] as number),
      this.#random.next(),
    );
    return ids[order[drawn] as number] as number;
  }

  #sampleAll(logits: Float32Array, promptIds: readonly number[], completionIds: readonly number[]): number {
    const { temperature, topK = logits.length, topP = 1 } = this.#params;
    const scores = this.#penalize(logits, promptIds, completionIds);
    const best = argmax(scores);
    if (temperature === 0) return best;

    const { weights, candidates } = this.#scratch(logits.length);
    let n = 0; // candidates left: the first n
    for (let id = 0; id < scores.length; id++) {
      weights[id] = 0;
      if (Number.isFinite(scores[id])) candidates[n++] = id;
    }
    if (topK < n) n = selectBest({ ids: candidates, n, scores, target: topK });
    // Softmax without its division. The highest logit is subtracted so that nothing overflows.
    const highest = scores[best] as number;
    let total = 0;
    for (let i = 0; i < n; i++) {
      const id = candidates[i] as number;
      const weight = Math.exp(((scores[id] as number) - highest) / temperature);
      weights[id] = weight;
      total += weight;
    }
    if (topP < 1) {
      const nKept = selectBest({ ids: candidates, n, scores, weights, target: topP * total });
      for (let i = nKept; i < n; i++) weights[candidates[i] as number] = 0;
    }
    return draw(weights, this.#random.next());
  }

  /** A copy of the logits with penalties applied; the logits themselves if there are none. */
  #penalize(logits: Float32Array, promptIds: readonly number[], completionIds: readonly number[]): Float32Array {
    if (!this.#penalizes) return logits;
    const { repetitionPenalty = 1, frequencyPenalty = 0, presencePenalty = 0 } = this.#params;
    if (this.#penalized.length !== logits.length) {
      this.#penalized = new Float32Array(logits.length);
      this.#counts = new Int32Array(logits.length);
    }
    const scores = this.#penalized;
    const counts = this.#counts; // occurrences in the completion; -1: in the prompt alone
    scores.set(logits);
    for (const id of promptIds) counts[id] = -1;
    for (const id of completionIds) counts[id] = Math.max(counts[id] as number, 0) + 1;
    for (const ids of [promptIds, completionIds]) {
      for (const id of ids) {
        const count = counts[id] as number;
        if (count === 0) continue; // already penalized: it occurs more than once
        counts[id] = 0;
        const logit = logits[id] as number;
        const repeated = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
        scores[id] = repeated - (count > 0 ? count * frequencyPenalty + presencePenalty : 0);
      }
    }
    return scores;
  }

  get #penalizes(): boolean {
    const { repetitionPenalty = 1, frequencyPenalty = 0, presencePenalty = 0 } = this.#params;
    return repetitionPenalty !== 1 || frequencyPenalty !== 0 || presencePenalty !== 0;
  }

  #scratch(vocabSize: number): { weights: Float64Array; candidates: Int32Array } {
    if (this.#weights.length !== vocabSize) {
      this.#weights = new Float64Array(vocabSize);
      this.#candidates = new Int32Array(vocabSize);
    }
    return { weights: this.#weights, candidates: this.#candidates };
  }
}

/** The id of the highest finite logit, the lowest id of equal ones. */
function argmax(logits: Float32Array): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (logit > highest && logit !== Number.POSITIVE_INFINITY) {
      best = id;
      highest = logit;
    }
  }
  if (best === -1) {
    throw new LogitsError(`${noneFinite} (${logits.length} of them, the first is ${logits[0]})`);
  }
  return best;
}

/** Where the running sum of weights passes `share` (0 <= share < 1) of their total. */
function draw(weights: ArrayLike<number>, share: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  let left = share * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    last = i;
    left -= weight;
    if (left < 0) break;
  }
  return last; // rounding may leave a rest: then the last id with any weight
}

function checkParams(params: SamplingParams): void {
  const { temperature, topP = 1, topK = 1, seed = 0, repetitionPenalty = 1 } = params;
  const { frequencyPenalty = 0, presencePenalty = 0 } = params;
  check(temperature >= 0 && temperature < Infinity, 'temperature', 'a number of at least 0', temperature);
  check(topP > 0 && topP <= 1, 'topP', 'a number above 0 and at most 1', topP);
  check(Number.isInteger(topK) && topK >= 1, 'topK', 'a whole number of at least 1', topK);
  check(Number.isSafeInteger(seed), 'seed', 'a whole number', seed);
  check(repetitionPenalty > 0 && repetitionPenalty < Infinity, 'repetitionPenalty', 'above 0', repetitionPenalty);
  check(Number.isFinite(frequencyPenalty), 'frequencyPenalty', 'a finite number', frequencyPenalty);
  check(Number.isFinite(presencePenalty), 'presencePenalty', 'a finite number', presencePenalty);
}

function check(holds: boolean, name: string, expected: string, found: number): void {
  if (!holds) throw new RangeError(`${name}: expected ${expected}, found ${found}`);
}
