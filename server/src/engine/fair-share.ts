// Whose turn it is. Each owner has a count of the tokens computed for it, and the owner with the lowest count goes first
// (the virtual token counter of "Fairness in Serving Large Language Models", arXiv 2401.00588). An owner who returns after
// a pause starts level with the least served of those present: being idle earns no credit.

export class FairShare {
  readonly #served = new Map<string, number>();

  /** Adds an owner who had no work until now. @param others the owners that have work */
  join(owner: string, others: Iterable<string>): void {
    const least = Math.min(...[...others].filter((other) => other !== owner).map((other) => this.served(other)));
    this.#served.set(owner, Math.max(this.served(owner), Number.isFinite(least) ? least : 0));
  }

  /** Charges an owner for computed tokens. */
  charge(owner: string, nTokens: number): void {
    this.#served.set(owner, this.served(owner) + nTokens);
  }

  served(owner: string): number {
    return this.#served.get(owner) ?? 0;
  }

  /** Forgets all counts: called when there is no work. */
  clear(): void {
    this.#served.clear();
  }
}
