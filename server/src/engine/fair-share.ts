// Whose turn it is: each owner has a count of the tokens that were computed for it, and the one with the least goes first
// (the virtual token counter of "Fairness in Serving Large Language Models", arXiv 2401.00588). Who comes back after a pause
// starts level with the least served of those who are there: time in which nothing was asked for is no claim.

export class FairShare {
  readonly #served = new Map<string, number>();

  /** Counts an owner in who has had nothing to do until now. @param others those who have, at the moment */
  join(owner: string, others: Iterable<string>): void {
    const least = Math.min(...[...others].filter((other) => other !== owner).map((other) => this.served(other)));
    this.#served.set(owner, Math.max(this.served(owner), Number.isFinite(least) ? least : 0));
  }

  /** Counts tokens computed for an owner. */
  charge(owner: string, nTokens: number): void {
    this.#served.set(owner, this.served(owner) + nTokens);
  }

  served(owner: string): number {
    return this.#served.get(owner) ?? 0;
  }

  /** Forgets all counts, where nobody has anything to do. */
  clear(): void {
    this.#served.clear();
  }
}
