// Work that is done one piece at a time, owner by owner: an owner with many pieces waits behind every other's first.

export class Turns {
  /** By owner, the one whose turn is next at the front; none has an empty list. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  #isBusy = false;

  /** Does the work when its turn has come; rejects as the work does. */
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
