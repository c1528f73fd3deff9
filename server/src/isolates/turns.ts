// Runs tasks one at a time. Owners with waiting tasks take turns, and an owner whose work was refused waits longer.

/** For how many times the length of refused work its owner's next task waits. */
const slowdown = 4;
const mostSlowedMs = 10_000;

/** Most tasks of one owner that wait. */
const maxWaiting = 256;

/** An owner has too many tasks waiting already. */
export class TooManyTasksError extends Error {
  override name = 'TooManyTasksError';
}

export class Turns {
  /** The waiting tasks by owner, the next owner first; no list is empty. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  /** Owners that were slowed down, with the time in ms from which they may have turns again. */
  readonly #slowed = new Map<string, number>();
  #isBusy = false;
  #wake: () => void = () => undefined;

  /** Runs the task when its turn comes; rejects if the task does. @throws TooManyTasksError */
  take<T>(owner: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const turn = () => work().then(resolve, reject);
      const own = this.#waiting.get(owner);
      if (own && own.length >= maxWaiting) {
        return reject(new TooManyTasksError(`an owner may have ${maxWaiting} tasks waiting`));
      }
      if (own) own.push(turn);
      else this.#waiting.set(owner, [turn]);
      if (this.#isBusy) this.#wake();
      else void this.#run();
    });
  }

  /** Lets the owner wait: work of this length for it came to nothing. */
  slow(owner: string, workMs: number): void {
    const nowMs = performance.now();
    for (const [other, untilMs] of this.#slowed) if (untilMs <= nowMs) this.#slowed.delete(other);
    const untilMs = Math.max(this.#slowed.get(owner) ?? 0, nowMs) + workMs * slowdown;
    this.#slowed.set(owner, Math.min(untilMs, nowMs + mostSlowedMs));
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.size > 0) {
      const turn = this.#next();
      if (turn) await turn();
      else await this.#pause();
    }
    this.#isBusy = false;
  }

  /** The next task of an owner that is not slowed down. */
  #next(): (() => Promise<void>) | undefined {
    const nowMs = performance.now();
    for (const [owner, own] of this.#waiting) {
      if ((this.#slowed.get(owner) ?? 0) > nowMs) continue;
      this.#waiting.delete(owner);
      const turn = own.shift();
      if (own.length > 0) this.#waiting.set(owner, own);
      return turn;
    }
    return undefined;
  }

  /** Until the first of the waiting owners may have a turn, or another task comes. */
  async #pause(): Promise<void> {
    const untilMs = Math.min(...[...this.#waiting.keys()].map((owner) => this.#slowed.get(owner) ?? 0));
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, untilMs - performance.now());
    });
    clearTimeout(timer);
    this.#wake = () => undefined;
  }
}
