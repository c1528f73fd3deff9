// How many answers may be under way at once, in all and of one token. The engine decides who goes first; this only keeps
// the numbers bounded.
import { ServerError } from '../errors.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** Whom an answer is counted for. */
type Owner = Pick<ApiToken, 'id' | 'maxConcurrentRuns'>;

/** A counter with limits; one per server. */
export class Admission {
  readonly #limit: number;
  readonly #limitPerToken: number;
  readonly #byToken = new Map<string, number>();
  #count = 0;
  #waiting: (() => void)[] = [];

  /** @param limitPerToken for tokens that have no limit of their own; 0: none but that of all together */
  constructor(limit: number, limitPerToken = 0) {
    this.#limit = limit;
    this.#limitPerToken = limitPerToken;
  }

  /** Answers under way. */
  get count(): number {
    return this.#count;
  }

  /** Throws 5006 where so many answers could never be under way at once: to try again would be of no use. */
  requireRoom(n: number, owner: Owner | null = null): void {
    const own = owner?.maxConcurrentRuns ?? this.#limitPerToken;
    const limit = owner && own > 0 ? Math.min(own, this.#limit) : this.#limit;
    if (n <= limit) return;
    const whose = limit === this.#limit ? 'this server' : 'this token';
    throw new ServerError('badInput', `Error: the request asks for ${n} answers; ${whose} may have ${limit} under way`);
  }

  /** Takes a place, and gives the function that frees it; throws 429/3040 when all are taken. */
  enter(owner: Owner | null = null): () => void {
    if (this.#count >= this.#limit) throw new ServerError('noCapacity');
    if (owner) this.#enterFor(owner);
    this.#count++;
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      this.#count--;
      if (owner) this.#leaveFor(owner);
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    };
  }

  #enterFor({ id, maxConcurrentRuns: limit = this.#limitPerToken }: Owner): void {
    const n = this.#byToken.get(id) ?? 0;
    if (limit > 0 && n >= limit) {
      throw new ServerError(
        'noCapacity',
        `Capacity temporarily exceeded, please try again. This token may have ${limit} answers under way at a time.`,
      );
    }
    this.#byToken.set(id, n + 1);
  }

  #leaveFor({ id }: Owner): void {
    const n = (this.#byToken.get(id) ?? 1) - 1;
    if (n > 0) this.#byToken.set(id, n);
    else this.#byToken.delete(id);
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
