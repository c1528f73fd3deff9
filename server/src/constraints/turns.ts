// Runs tasks one at a time; owners with waiting tasks take turns.

export class Turns {
  /** The waiting tasks by owner, the next owner first; no list is empty. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  #isBusy = false;

  /** Runs the task when its turn comes; rejects if the task does. */
  take(owner: string, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => work().then(resolve, reject);
      const own = this.#waiting.get(owner);
      if (own) own.push(turn);
      else this.#waiting.set(owner, [turn]);
      if (!this.#isBusy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    for (let turn = this.#next(); turn; turn = this.#next()) await turn();
    this.#isBusy = false;
  }

  #next(): (() => Promise<void>) | undefined {
    for (const [owner, own] of this.#waiting) {
      this.#waiting.delete(owner);
      const turn = own.shift();
      if (own.length > 0) this.#waiting.set(owner, own);
      return turn;
    }
    return undefined;
  }
}
