// What making one grammar may cost, counted in steps of work rather than in time, so that every machine accepts and
// refuses the same schemas. Steps are counted where all work comes by: a term that is asked for, a move of an automaton, a
// state of a table, a shape that is narrowed or looked into, a value that is compared.
import { GrammarError } from './grammar-error.ts';

/** Of a microsecond or so each on a quiet machine: a quarter of a second for the most that one grammar may take. */
export const maxSteps = 400_000;

/** Counts down; all that a grammar is made of takes from the same one. */
export class WorkBudget {
  readonly #nSteps: number;
  #nSpent = 0;
  /** Where the work is done, for the error: `'pattern' at '#/...'` */
  where = "the schema at '#'";

  constructor(nSteps: number = maxSteps) {
    this.#nSteps = nSteps;
  }

  get nSpent(): number {
    return this.#nSpent;
  }

  /** @throws GrammarError where there is no more to spend */
  spend(nSteps: number): void {
    this.#nSpent += nSteps;
    if (this.#nSpent <= this.#nSteps) return;
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
