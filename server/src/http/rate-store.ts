// Counts of requests per token within a window, by a clock that never goes back: with the time of day a corrected clock
// would lock a token out, or tell it to wait for hours.
import type { ClientRateLimitInfo, Store } from 'express-rate-limit';

interface Window {
  nHits: number;
  readonly endMs: number;
}

/** A store in this process. */
export class RateStore implements Store {
  readonly localKeys = true;
  readonly #windows = new Map<string, Window>();
  readonly #windowMs: number;
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(windowMs: number, now: () => number = () => performance.now()) {
    this.#windowMs = windowMs;
    this.#now = now;
  }

  increment(key: string): ClientRateLimitInfo {
    const nowMs = this.#now();
    // All windows are equally long, so they end in the order in which they were begun.
    for (const [other, { endMs }] of this.#windows) {
      if (endMs > nowMs) break;
      this.#windows.delete(other);
    }
    const window = this.#windows.get(key) ?? { nHits: 0, endMs: nowMs + this.#windowMs };
    window.nHits++;
    this.#windows.set(key, window);
    return { totalHits: window.nHits, resetTime: new Date(Date.now() + window.endMs - nowMs) };
  }

  decrement(key: string): void {
    const window = this.#windows.get(key);
    if (window && window.nHits > 0) window.nHits--;
  }

  resetKey(key: string): void {
    this.#windows.delete(key);
  }
}
