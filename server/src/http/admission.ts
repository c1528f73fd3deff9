// Bounds how many generations run at once, over all and for one token. The engine decides which of them goes first.
import { ServerError } from '../errors.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** The token that a generation counts for. */
type Owner = Pick<ApiToken, 'id' | 'maxConcurrentRuns'>;

/** A counter with limits; one per server. */
export class Admission {
  readonly #limit: number;
  readonly #limitPerToken: number;
  readonly #byToken = new Map<string, number>();
  #count = 0;
  #waiting: (() => void)[] = [];

  /** @param limitPerToken for tokens without a limit of their own; 0: only the common limit holds */
  constructor(limit: number, limitPerToken = 0) {
    this.#limit = limit;
    this.#limitPerToken = limitPerToken;
  }

  /** Generations that run now. */
  get count(): number {
    return this.#count;
  }

  /** How many generations of this token may run at once; 0: no limit of its own. */
  limitOf(owner: Owner): number {
    return owner.maxConcurrentRuns ?? this.#limitPerToken;
  }

  /** Throws 5006 where n is above the limit even of an idle server: trying again could never help. */
  requireRoom(n: number, owner: Owner | null = null): void {
    const own = owner?.maxConcurrentRuns ?? this.#limitPerToken;
    const limit = owner && own > 0 ? Math.min(own, this.#limit) : this.#limit;
    if (n <= limit) return;
    const where = limit === this.#limit ? 'this server' : 'this token';
    throw new ServerError('badInput', `Error: the request asks for ${n} answers; ${where} may have ${limit} under way`);
  }

  /** Takes a place and returns the function that frees it; throws 429/3040 when all are taken. */
  enter(owner: Owner | null = null): () => void {
    if (this.#count >= this.#limit) throw new ServerError('noCapacity');
    if (owner) this.#enterFor(owner);
    this.#count++;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
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

  /** Resolves when no generation runs any more, so that the models can be closed; rejects after the timeout. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${this.#count} answers have not stopped ${timeoutMs} ms after they were aborted`));
      }, timeoutMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
