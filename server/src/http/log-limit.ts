// Bounds what clients without a token can make the server log, so that they cannot fill its disk. The first line of the
// next second says how many were left out.

const linesPerSecond = 10;

/** Limits one kind of line. */
export class LogLimit {
  readonly #now: () => number;
  #secondMs = Number.NEGATIVE_INFINITY;
  #nLines = 0;
  #nLeftOut = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Fields to add to the next line, or null when it must be left out. */
  next(): { leftOut?: number } | null {
    const nowMs = this.#now();
    if (nowMs - this.#secondMs >= 1000) {
      this.#secondMs = nowMs;
      this.#nLines = 0;
    }
    if (this.#nLines >= linesPerSecond) {
      this.#nLeftOut++;
      return null;
    }
    this.#nLines++;
    const leftOut = this.#nLeftOut;
    this.#nLeftOut = 0;
    return leftOut === 0 ? {} : { leftOut };
  }
}
