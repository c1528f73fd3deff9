// Divides the event loop among requests. Hundreds that arrive together would otherwise hold it until the last of them is
// looked at, and a request that comes behind them would wait for all.
import type { RequestListener } from 'node:http';
import type { TokenStore } from '../tokens/token-store.ts';
import { presentedToken } from './token.ts';

/** How long requests may hold the loop in one of its turns, in ms. */
const sliceMs = 10;

/**
 * Work of several owners. What does not fit into a turn of the loop goes into the next one; then owners take turns. A server
 * has one of these, because it has one event loop.
 */
export class LoopTurns {
  /** The waiting work by owner, the next owner first; no list is empty. */
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #now: () => number;
  #usedMs = 0;
  #isTurnOpen = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Does the work now, or in one of the next turns of the event loop. @param ownerOf is only called where it must wait */
  run(ownerOf: () => string, work: () => void): void {
    if (this.#waiting.size === 0 && this.#usedMs < sliceMs) this.#do(work);
    else this.#queue(ownerOf(), work);
    if (this.#isTurnOpen) return;
    this.#isTurnOpen = true;
    setImmediate(() => this.#nextTurn());
  }

  #queue(owner: string, work: () => void): void {
    const own = this.#waiting.get(owner);
    if (own) own.push(work);
    else this.#waiting.set(owner, [work]);
  }

  #do(work: () => void): void {
    const startedMs = this.#now();
    try {
      work();
    } finally {
      this.#usedMs += this.#now() - startedMs;
    }
  }

  #nextTurn(): void {
    this.#usedMs = 0;
    while (this.#waiting.size > 0 && this.#usedMs < sliceMs) {
      const [[owner, own] = ['', []]] = this.#waiting;
      this.#waiting.delete(owner);
      const work = own.shift();
      if (own.length > 0) this.#waiting.set(owner, own);
      if (work) this.#do(work);
    }
    this.#isTurnOpen = this.#waiting.size > 0;
    // What comes meanwhile is read between two turns.
    if (this.#isTurnOpen) setImmediate(() => this.#nextTurn());
  }
}

/** The app, whose requests share the event loop: those of one token do not go before all of another's. */
export function inTurns(turns: LoopTurns, tokens: TokenStore, app: RequestListener): RequestListener {
  return (req, res) =>
    turns.run(
      () => presentedToken(req, tokens)?.token.id ?? '',
      () => app(req, res),
    );
}
