// Slows down a token that goes on asking although it is refused: reading and answering thousands of refused requests per
// second would take the time of the others' requests.

/** Refusals per second that are answered at once, and how many may come in a burst. */
const perSecond = 20;
const burst = 40;

const msPerExcess = 25;
const mostMs = 5000;

/** A refusal for want of capacity counts whole; one for what the body says by its size, since that is what reading it costs. */
const bytesPerRefusal = 4096;
const mostWeight = 8;

/** Most tokens that are remembered. */
const maxTokens = 10_000;

export class RefusalPace {
  /** By token: how many refusals are left over from before, and at which time in ms. */
  readonly #levels = new Map<string, { readonly n: number; readonly atMs: number }>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Counts a refusal.
   * @param bodyBytes of a request that was refused for what it says
   * @returns milliseconds to wait before it is answered
   */
  next(token: string, bodyBytes?: number): number {
    const weight = bodyBytes === undefined ? 1 : Math.min(mostWeight, bodyBytes / bytesPerRefusal);
    const atMs = this.#now();
    const last = this.#levels.get(token);
    const left = last ? Math.max(0, last.n - ((atMs - last.atMs) / 1000) * perSecond) : 0;
    this.#levels.delete(token);
    this.#levels.set(token, { n: left + weight, atMs });
    for (const oldest of this.#levels.keys()) {
      if (this.#levels.size <= maxTokens) break;
      this.#levels.delete(oldest);
    }
    return Math.min(mostMs, Math.max(0, left + weight - burst) * msPerExcess);
  }
}
