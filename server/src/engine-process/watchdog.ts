// Reports when something has been silent for too long. It counts ticks of its own timer instead of the time of day, so
// that a computer that slept, or a server that was itself blocked, causes no false report.

const turnsPerLimit = 10;

export class Watchdog {
  readonly #timer: NodeJS.Timeout;
  #nSilent = 0;

  /** @param onSilence called once, `limitMs` after the last reset() */
  constructor(limitMs: number, onSilence: () => void) {
    this.#timer = setInterval(() => {
      if (++this.#nSilent <= turnsPerLimit) return;
      this.stop();
      onSilence();
    }, limitMs / turnsPerLimit);
    this.#timer.unref();
  }

  /** To be called at each sign of life. */
  reset(): void {
    this.#nSilent = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
