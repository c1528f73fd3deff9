// Tells when something has been silent for too long. It counts turns of its own clock, not the time of day: a computer
// that slept, or a server that was itself held up, has missed no sign of life.

const turnsPerLimit = 10;

export class Watchdog {
  readonly #timer: NodeJS.Timeout;
  #nSilent = 0;

  /** @param onSilence called once, `limitMs` after the last sign of life */
  constructor(limitMs: number, onSilence: () => void) {
    this.#timer = setInterval(() => {
      if (++this.#nSilent <= turnsPerLimit) return;
      this.stop();
      onSilence();
    }, limitMs / turnsPerLimit);
    this.#timer.unref();
  }

  /** A sign of life. */
  reset(): void {
    this.#nSilent = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
