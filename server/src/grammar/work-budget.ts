// What making one grammar may cost, counted in units of work rather than in time: so the same schema is taken or refused
// on every machine, and in the server's process as in the engine's, where it is made a second time.
import { GrammarError } from './grammar-error.ts';

/** Some 0.12 µs each on a quiet machine: a quarter of a second for the most that one grammar may take. */
export const maxUnits = 2_000_000;

/** Counts down; all that a grammar is made of takes from the same one. */
export class WorkBudget {
  readonly #nUnits: number;
  #nSpent = 0;
  /** Where the work is done, for the error: `'pattern' at '#/...'` */
  where = "the schema at '#'";

  constructor(nUnits: number = maxUnits) {
    this.#nUnits = nUnits;
  }

  get nSpent(): number {
    return this.#nSpent;
  }

  /** @throws GrammarError where there is no more to spend */
  spend(nUnits: number): void {
    this.#nSpent += nUnits;
    if (this.#nSpent <= this.#nUnits) return;
    throw new GrammarError(
      `the schema is too costly to hold: it was given up at ${this.where}; ask for less there or before: ` +
        'simpler patterns, fewer of them with lengths, fewer properties, values or alternatives',
    );
  }

  /** Works on one place, then on what it was before. */
  at<T>(where: string, work: () => T): T {
    const before = this.where;
    this.where = where;
    const result = work();
    this.where = before; // not in `finally`: an error keeps its place
    return result;
  }
}
