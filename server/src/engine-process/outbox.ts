// Collects what a step gives to all generations, so that it crosses as one message.
import type { GeneratedToken } from '../engine/generation.ts';
import { toPlain } from './plain-error.ts';
import type { GenerationNews } from './protocol.ts';

export class Outbox {
  readonly #send: (news: readonly GenerationNews[]) => void;
  readonly #news = new Map<number, GenerationNews>();

  constructor(send: (news: readonly GenerationNews[]) => void) {
    this.#send = send;
  }

  /** The request is not refused any more. */
  accept(id: number): void {
    this.#of(id).isAccepted = true;
  }

  add(id: number, token: GeneratedToken): void {
    this.#of(id).tokens.push(token);
  }

  /** Nothing comes after this. */
  end(id: number, error?: unknown): void {
    this.#of(id).end = error === undefined ? null : toPlain(error);
  }

  #of(id: number): GenerationNews {
    // Behind the turn in which the engine hands out a step's tokens and submits the next step: writing costs time that
    // the device then uses.
    if (this.#news.size === 0) setImmediate(() => this.flush());
    const known = this.#news.get(id);
    if (known) return known;
    const news: GenerationNews = { id, tokens: [] };
    this.#news.set(id, news);
    return news;
  }

  flush(): void {
    if (this.#news.size === 0) return;
    const news = [...this.#news.values()];
    this.#news.clear();
    this.#send(news);
  }
}
