// How the tokens of a step are shared out among sequences. Sequences that need one token, and those that generate, get one.
// The rest goes in even shares to those that need more, so that a short prompt does not wait for the end of a long one.

/** The part of a sequence that matters here. */
export interface Pending {
  /** Ids that are known, not yet computed, and may go into steps with others, >= 1. */
  readonly nShared: number;
  /** Whether they belong to its completion. */
  readonly isGenerating?: boolean | undefined;
}

/** A smaller share would split a prompt into too many steps. */
const smallestShare = 16;

/** What a step that generates should take, so that completions stream steadily. */
const targetMs = 250;

/**
 * @param ready in the order of their turns, at most maxTokens of them
 * @param maxPromptTokens for those that need more than one token, when there are completions too
 * @returns tokens for each, at least 1
 */
export function allot<T extends Pending>(
  ready: readonly T[],
  maxTokens: number,
  maxPromptTokens: number,
): Map<T, number> {
  const singles = ready.filter(isCompletion);
  const others = ready.filter(({ nShared }) => nShared > 1);
  const tokens = new Map(singles.map((each) => [each, 1]));
  let left = maxTokens - singles.length;
  if (singles.length > 0) left = Math.min(left, maxPromptTokens);
  const share = Math.max(smallestShare, Math.floor(left / others.length));
  for (const most of [share, Number.POSITIVE_INFINITY]) {
    for (const each of others) {
      const before = tokens.get(each) ?? 0;
      const n = Math.min(each.nShared - before, most, left);
      if (n > 0) tokens.set(each, before + n);
      left -= n;
    }
  }
  return tokens;
}

/** Whether it is a completion that gets a token in each step, rather than a prompt that is read. */
export function isCompletion({ nShared, isGenerating = false }: Pending): boolean {
  return nShared === 1 || isGenerating;
}

/** Finds how many prompt tokens a step may take beside completions within targetMs: devices differ a thousandfold. */
export class PromptPace {
  readonly #most: number;
  #maxTokens: number;

  constructor(most: number) {
    this.#most = most;
    this.#maxTokens = most;
  }

  /** At least as many as there are completions, so that prompts make progress on slow devices too. */
  maxTokens(nCompletions: number): number {
    return Math.max(this.#maxTokens, smallestShare, nCompletions);
  }

  /** Learns from a step that held both. */
  note(nPromptTokens: number, nTokens: number, ms: number): void {
    const fitting = Math.floor((nTokens * targetMs) / ms) - (nTokens - nPromptTokens);
    if (ms > targetMs) this.#maxTokens = Math.max(1, Math.min(this.#maxTokens, fitting));
    else if (nPromptTokens >= this.#maxTokens) this.#maxTokens = Math.min(this.#most, this.#maxTokens * 2);
  }
}
