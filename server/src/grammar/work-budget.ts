// What making one grammar may cost, counted in steps of work rather than in time, so that every machine accepts and
// refuses the same schemas. A step is a term that is requested, a move of an automaton, a state of a table, a shape
// that is narrowed or searched, or a value that is compared: all work passes one of these.
import { GrammarError } from './grammar-error.ts';

/** Of a microsecond or so each on a quiet machine: a quarter of a second for the most that one grammar may take. */
export const maxSteps = 400_000;

/** Counts the steps of one grammar. */
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

  /** @throws GrammarError when more is spent than there is */
  spend(nSteps: number): void {
    this.#nSpent += nSteps;
    if (this.#nSpent <= this.#nSteps) return;
    throw new GrammarError(
      `the schema is too costly to hold: it was given up at ${this.where}; ask for less there or before: ` +
        'simpler patterns, fewer of them with lengths, fewer properties, values or alternatives',
    );
  }

  /** Names the place of some work, for the error. */
  at<T>(where: string, work: () => T): T {
    const before = this.where;
    this.where = where;
    const result = work();
    this.where = before; // not in `finally`: an error keeps its place
    return result;
  }
}
