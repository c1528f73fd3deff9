// The generations that run in one engine's process, as the server sees them: numbers them, sends what is asked, and
// brings the news to each.
import type { GeneratedToken, GenerationRequest } from '../engine/generation.ts';
import { fromPlain } from './plain-error.ts';
import type { GenerationNews, ToHost } from './protocol.ts';
import { RemoteGeneration } from './remote-generation.ts';

export class RemoteEngine {
  readonly #send: (message: ToHost) => void;
  readonly #generations = new Map<number, RemoteGeneration>();
  readonly #reads = new Map<number, number>();
  #lastId = 0;
  #failure: Error | undefined;

  constructor(send: (message: ToHost) => void) {
    this.#send = send;
  }

  /** Generations that run. */
  get nOpen(): number {
    return this.#generations.size;
  }

  /** See TokenGenerator; it is asked when the first token is. */
  async *generate(request: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratedToken, void, void> {
    if (this.#failure) throw this.#failure;
    if (signal?.aborted) return;
    const id = ++this.#lastId;
    const generation = new RemoteGeneration({
      onRead: (nTokens) => this.#report(id, nTokens),
      onLeave: (hasEnded) => {
        if (this.#generations.delete(id) && !hasEnded) this.#send({ type: 'abort', id });
      },
    });
    this.#generations.set(id, generation);
    this.#send({ type: 'generate', id, request });
    const abort = () => {
      if (this.#generations.delete(id)) this.#send({ type: 'abort', id });
      generation.end();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      yield* generation.read();
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Room for more tokens, told once for all that have been read in this turn. */
  #report(id: number, nTokens: number): void {
    if (this.#reads.size === 0) {
      setImmediate(() => {
        const reads = [...this.#reads];
        this.#reads.clear();
        this.#send({ type: 'read', reads });
      });
    }
    this.#reads.set(id, (this.#reads.get(id) ?? 0) + nTokens);
  }

  receive(news: readonly GenerationNews[]): void {
    for (const { id, tokens, end } of news) {
      // What was left may have sent more before it heard of it.
      const generation = this.#generations.get(id);
      generation?.push(tokens);
      if (!generation || end === undefined) continue;
      this.#generations.delete(id);
      generation.end(end === null ? undefined : fromPlain(end));
    }
  }

  /** Ends what runs, and what comes from now on, with this error. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const generation of this.#generations.values()) generation.end(error);
    this.#generations.clear();
  }
}
