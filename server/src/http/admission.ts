// How many answers may be under way at once. The engine decides who goes first; this only keeps the number bounded.
import { ServerError } from '../errors.ts';

/** A counter with a limit; one per server. */
export class Admission {
  readonly #limit: number;
  #count = 0;
  #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a place, and gives the function that frees it; throws 429/3040 when all are taken. */
  enter(): () => void {
    if (this.#count >= this.#limit) throw new ServerError('noCapacity');
    this.#count++;
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      this.#count--;
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    };
  }

  /** Done when no answer is under way: then nobody needs the models any more. Throws when that takes too long. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve, reject) => {
      const problem = () =>
        new Error(`${this.#count} answers have not stopped ${timeoutMs} ms after they were aborted`);
      const timer = setTimeout(() => reject(problem()), timeoutMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
