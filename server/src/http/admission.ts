// How many answers may be under way at once. The engine decides who goes first; this only keeps the number bounded.
import { ServerError } from '../errors.ts';

/** A counter with a limit; one per server. */
export class Admission {
  readonly #limit: number;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a place, and gives the function that frees it; throws 429/3040 when all are taken. */
  enter(): () => void {
    if (this.#count >= this.#limit) throw new ServerError('noCapacity');
    this.#count++;
    let entered = true;
    return () => {
      if (entered) this.#count--;
      entered = false;
    };
  }
}
