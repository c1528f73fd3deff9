// What anybody can make the server log, without a token, must not fill a disk: so many lines in a second, and how many were
// left out on the next one.

const perSecond = 10;

/** See above; one for each kind of line. */
export class LogLimit {
  readonly #now: () => number;
  #secondMs = Number.NEGATIVE_INFINITY;
  #nLines = 0;
  #nLeftOut = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** What a line has to tell beside its own, or null when it is left out. */
  next(): { leftOut?: number } | null {
    const nowMs = this.#now();
    if (nowMs - this.#secondMs >= 1000) {
      this.#secondMs = nowMs;
      this.#nLines = 0;
    }
    if (this.#nLines >= perSecond) {
      this.#nLeftOut++;
      return null;
    }
    this.#nLines++;
    const leftOut = this.#nLeftOut;
    this.#nLeftOut = 0;
    return leftOut === 0 ? {} : { leftOut };
  }
}
