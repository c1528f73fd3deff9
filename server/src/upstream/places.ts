// Places for requests at one upstream: up to a limit they run, some more wait for a bounded time, the rest are refused. Engines
// queue without a bound of their own, so a client would learn that there is no room only by its own timeout.
import { ServerError } from '../errors.ts';

/** How many, and how long. */
export interface PlaceLimits {
  readonly concurrency: number;
  readonly queue: number;
  readonly queueTimeoutMs: number;
}

interface Waiting {
  admit(): void;
}

export class Places {
  readonly #limits: PlaceLimits;
  readonly #waiting: Waiting[] = [];
  #nRunning = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  get nRunning(): number {
    return this.#nRunning;
  }

  get nWaiting(): number {
    return this.#waiting.length;
  }

  /** One more would run at once. */
  get hasFree(): boolean {
    return this.#nRunning < this.#limits.concurrency;
  }

  /** One more would run, or may wait. */
  get hasRoom(): boolean {
    return this.hasFree || this.#waiting.length < this.#limits.queue;
  }

  /**
   * Takes a place, after those who came before. Gives the function that frees it. Rejects with 429/3040 when there is no
   * room, or no place in time, and with the signal's reason when it aborts.
   */
  async enter(rejectIfBusy: boolean, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.hasFree) this.#nRunning++;
    else if (rejectIfBusy || !this.hasRoom) throw new ServerError('noCapacity');
    else await this.#wait(signal);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const next = this.#waiting.shift();
      if (next)
        next.admit(); // the place changes hands
      else this.#nRunning--;
    };
  }

  #wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (reason: unknown) => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        stop();
        reject(reason);
      };
      const onAbort = () => leave(signal?.reason);
      const timer = setTimeout(() => leave(new ServerError('noCapacity')), this.#limits.queueTimeoutMs);
      const stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting = {
        admit() {
          stop();
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push(waiting);
    });
  }
}
