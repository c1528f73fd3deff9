// Bounds how many generations run at once, over all and for one token. No token keeps more than its share while others ask:
// their requests wait for its places. The engine decides which of the generations that run goes first.
import { ServerError } from '../errors.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** The token that a generation counts for. */
type Owner = Pick<ApiToken, 'id' | 'maxConcurrentRuns'>;

/** A request that waits for places. */
interface Waiter {
  readonly id: string;
  readonly n: number;
  readonly enter: () => void;
}

/**
 * One place in this number is kept for tokens that have none: a newcomer then need not wait for the end of an answer of the
 * others.
 */
const placesPerKept = 16;

/** How long a request waits for a place that its token has a share in, in ms. */
const usualPatienceMs = 10_000;

/** A counter with limits; one per server. */
export class Admission {
  readonly #limit: number;
  readonly #limitPerToken: number;
  readonly #patienceMs: number;
  readonly #byToken = new Map<string, number>();
  #count = 0;
  #queue: Waiter[] = [];
  #waiting: (() => void)[] = [];

  /** @param limitPerToken for tokens without a limit of their own; 0: only the common limit holds */
  constructor(limit: number, limitPerToken = 0, patienceMs = usualPatienceMs) {
    this.#limit = limit;
    this.#limitPerToken = limitPerToken;
    this.#patienceMs = patienceMs;
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
    const own = owner ? this.limitOf(owner) : 0;
    const limit = own > 0 ? Math.min(own, this.#limit) : this.#limit;
    if (n <= limit) return;
    const where = limit === this.#limit ? 'this server' : 'this token';
    throw new ServerError('badInput', `Error: the request asks for ${n} answers; ${where} may have ${limit} under way`);
  }

  /** Throws 429/3040 where a request of this token could neither have a place now nor wait for one. */
  requireChance(owner: Owner | null, n = 1): void {
    if (!this.#isFree(owner?.id ?? '', n) && !this.#mayWait(owner?.id ?? '', n)) throw new ServerError('noCapacity');
    if (owner) this.#requireOwnLimit(owner, n);
  }

  /**
   * Takes n places, all or none, and returns the function that frees them. Where none are free it waits, unless its token
   * has its share of them already.
   * @throws ServerError 429/3040; the signal's reason
   */
  async enter(n: number, owner: Owner | null = null, signal?: AbortSignal): Promise<() => void> {
    this.requireChance(owner, n);
    const id = owner?.id ?? '';
    if (this.#isFree(id, n)) this.#add(id, n);
    else await this.#wait(id, n, signal);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#add(id, -n);
      this.#admit();
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    };
  }

  #requireOwnLimit(owner: Owner, n: number): void {
    const limit = this.limitOf(owner);
    if (limit === 0 || this.#heldBy(owner.id) + n <= limit) return;
    throw new ServerError(
      'noCapacity',
      `Capacity temporarily exceeded, please try again. This token may have ${limit} answers under way at a time.`,
    );
  }

  #heldBy(id: string): number {
    return this.#byToken.get(id) ?? 0;
  }

  #isFree(id: string, n: number): boolean {
    if (this.#heldBy(id) === 0 && this.#hasRoomFor(id, n))
      return !this.#queue.some((waiter) => this.#heldBy(waiter.id) === 0);
    return this.#queue.length === 0 && this.#hasRoomFor(id, n);
  }

  /** A token that has places already leaves those that are kept. */
  #hasRoomFor(id: string, n: number): boolean {
    const nKept = this.#heldBy(id) === 0 ? 0 : Math.floor(this.#limit / placesPerKept);
    return this.#count + n <= this.#limit - nKept;
  }

  #mayWait(id: string, n: number): boolean {
    const waiting = this.#queue.reduce((sum, waiter) => sum + (waiter.id === id ? waiter.n : 0), 0);
    const claimed = this.#heldBy(id) + waiting;
    // A token that has nothing may always wait, be it for more than its share.
    if (claimed === 0) return true;
    const tokens = new Set([id, ...this.#byToken.keys(), ...this.#queue.map((waiter) => waiter.id)]);
    return claimed + n <= this.#limit / tokens.size;
  }

  #add(id: string, n: number): void {
    const own = this.#heldBy(id) + n;
    if (own > 0) this.#byToken.set(id, own);
    else this.#byToken.delete(id);
    this.#count += n;
  }

  /** Lets in who waits, the token with the fewest places first. */
  #admit(): void {
    const byShare = [...this.#queue].sort((a, b) => this.#heldBy(a.id) - this.#heldBy(b.id));
    for (const waiter of byShare) {
      if (this.#hasRoomFor(waiter.id, waiter.n)) waiter.enter();
      // Places are kept for it, unless it wants more than its share.
      else if (this.#heldBy(waiter.id) + waiter.n <= this.#limit / byShare.length) return;
    }
  }

  #wait(id: string, n: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#queue = this.#queue.filter((one) => one !== waiter);
      };
      const fail = (reason: unknown) => {
        leave();
        reject(reason);
        this.#admit(); // places may have been kept for it
      };
      const abort = () => fail(signal?.reason);
      const timer = setTimeout(() => fail(new ServerError('noCapacity')), this.#patienceMs);
      const enter = () => {
        leave();
        this.#add(id, n);
        resolve();
      };
      const waiter: Waiter = { id, n, enter };
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.push(waiter);
      if (signal?.aborted) abort();
    });
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
