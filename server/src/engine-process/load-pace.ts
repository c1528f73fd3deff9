// Slows down a token that has engines loaded again and again, as one that alternates between models of which only one fits
// into memory: while an engine loads, nobody is answered by the one that gave way. A server's only user is not slowed.

/** The part of the time that an owner's loads may take while others ask. */
const share = 0.25;

/** Loads that an owner may cause in a row before it waits. */
const burst = 2;

/** An owner that has asked for nothing for this long, in ms, does not count. */
const presentMs = 30_000;

/** Longest wait before one loading, in ms. */
const mostMs = 10_000;

interface Level {
  /** Time of loading, in ms, beyond the owner's share so far. */
  readonly loadMs: number;
  readonly atMs: number;
}

export class LoadPace {
  /** When each owner has asked last; the longest ago is the first. */
  readonly #askedMs = new Map<string, number>();
  readonly #levels = new Map<string, Level>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes note that an owner asks for any model. */
  asks(owner: string): void {
    const nowMs = this.#now();
    this.#askedMs.delete(owner);
    this.#askedMs.set(owner, nowMs);
    for (const [other, askedMs] of this.#askedMs) {
      if (askedMs > nowMs - presentMs) break;
      this.#askedMs.delete(other);
      this.#levels.delete(other);
    }
  }

  /** Charges an owner for an engine that was loaded for it. */
  charge(owner: string, loadMs: number): void {
    this.#levels.set(owner, { loadMs: this.#levelOf(owner) + loadMs, atMs: this.#now() });
  }

  /** ms that an owner waits before an engine is loaded for it. @param loadMs that the engine takes to load, as far as known */
  waitMs(owner: string, loadMs: number): number {
    if (this.#askedMs.size < 2) return 0;
    const excess = this.#levelOf(owner) - burst * loadMs;
    return Math.min(mostMs, Math.max(0, excess / share));
  }

  #levelOf(owner: string): number {
    const level = this.#levels.get(owner);
    return level ? Math.max(0, level.loadMs - (this.#now() - level.atMs) * share) : 0;
  }
}
