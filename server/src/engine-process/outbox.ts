// Collects the tokens that one step gives to all generations, so that they are sent as one message.
import type { GeneratedToken } from '../engine/generation.ts';
import { toPlain } from '../isolates/plain-error.ts';
import type { GenerationNews } from './protocol.ts';

export class Outbox {
  readonly #send: (news: readonly GenerationNews[]) => void;
  readonly #news = new Map<number, GenerationNews>();

  constructor(send: (news: readonly GenerationNews[]) => void) {
    this.#send = send;
  }

  /** Tells that the request can no longer be refused. */
  accept(id: number): void {
    this.#of(id).isAccepted = true;
  }

  add(id: number, token: GeneratedToken): void {
    this.#of(id).tokens.push(token);
  }

  /** Tells that the generation has ended. */
  end(id: number, error?: unknown): void {
    this.#of(id).end = error === undefined ? null : toPlain(error);
  }

  #of(id: number): GenerationNews {
    // After the engine has submitted its next step: the device then works while the message is written.
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
