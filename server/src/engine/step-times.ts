// How long steps take, by their number of tokens, learned as they run. On a device that waits for its memory a step of
// sixty tokens takes hardly longer than one of a single token; on one that computes, sixty times as long.

/** How much the newest step of a size counts against those before. */
const weight = 0.3;

/** A size that was too slow once is tried again after some hundred steps without it: it may have been an accident. */
const forgetting = 0.99;

/** Sizes are powers of two; the nth holds the steps of up to 2^n tokens. */
const sizeOf = (nTokens: number) => Math.ceil(Math.log2(Math.max(1, nTokens)));

export class StepTimes {
  readonly #ms: (number | undefined)[] = [];

  /** Takes note of a finished step. */
  note(nTokens: number, ms: number): void {
    const size = sizeOf(nTokens);
    const known = this.#ms[size];
    this.#ms[size] = known === undefined ? ms : known + (ms - known) * weight;
  }

  /** ms that steps of about this many tokens take; undefined where none has run. */
  of(nTokens: number): number | undefined {
    return this.#ms[sizeOf(nTokens)];
  }

  /** Most tokens of a step that takes no longer than `mostMs`, at least `nLeast`. Sizes of which nothing is known are tried. */
  mostWithin(mostMs: number, nLeast: number): number {
    for (let size = sizeOf(nLeast) + 1; size < this.#ms.length; size++) {
      const known = this.#ms[size];
      if (known === undefined) return 2 ** size;
      if (known <= mostMs) continue;
      this.#ms[size] = known * forgetting;
      return Math.max(nLeast, 2 ** (size - 1));
    }
    return Number.POSITIVE_INFINITY;
  }
}
