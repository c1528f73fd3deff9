// How the tokens of a step are shared out among sequences. Those that need one token, mostly those that are answering,
// get it; what is left goes to those with more to catch up with, in even shares, so that a short prompt does not wait for
// the end of a long one.

/** What is known of a sequence here. */
interface Pending {
  /** Ids that are known but not yet computed, >= 1. */
  readonly nPending: number;
}

/** A share smaller than this makes many steps of a prompt and few of them useful. */
const smallestShare = 16;

/** Time that a step with answers in it should take, so that these go on steadily. */
const targetMs = 250;

/**
 * @param ready those whose turn it is first, no more than maxTokens
 * @param maxPromptTokens for those that need more than one, where others need just one
 * @returns tokens for each, at least 1
 */
export function allot<T extends Pending>(
  ready: readonly T[],
  maxTokens: number,
  maxPromptTokens: number,
): Map<T, number> {
  const singles = ready.filter(({ nPending }) => nPending === 1);
  const prompts = ready.filter(({ nPending }) => nPending > 1);
  const tokens = new Map(singles.map((each) => [each, 1]));
  let left = maxTokens - singles.length;
  if (singles.length > 0) left = Math.min(left, maxPromptTokens);
  const share = Math.max(smallestShare, Math.floor(left / prompts.length));
  for (const most of [share, Number.POSITIVE_INFINITY]) {
    for (const each of prompts) {
      const before = tokens.get(each) ?? 0;
      const n = Math.min(each.nPending - before, most, left);
      if (n > 0) tokens.set(each, before + n);
      left -= n;
    }
  }
  return tokens;
}

/** Finds how many tokens of prompts beside answers take about targetMs: devices differ by a factor of a thousand. */
export class PromptPace {
  readonly #most: number;
  #maxTokens: number;

  constructor(most: number) {
    this.#most = most;
    this.#maxTokens = most;
  }

  /** At least as many as there are answers: prompts get on too where even these take long. */
  maxTokens(nAnswers: number): number {
    return Math.max(this.#maxTokens, smallestShare, nAnswers);
  }

  /** A step with both in it has run. */
  note(nPromptTokens: number, nTokens: number, ms: number): void {
    const fitting = Math.floor((nTokens * targetMs) / ms) - (nTokens - nPromptTokens);
    if (ms > targetMs) this.#maxTokens = Math.max(1, Math.min(this.#maxTokens, fitting));
    else if (nPromptTokens >= this.#maxTokens) this.#maxTokens = Math.min(this.#most, this.#maxTokens * 2);
  }
}
