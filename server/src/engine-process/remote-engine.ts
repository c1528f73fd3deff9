// The generations of one engine's process, on the server's side: numbers them, sends their requests, and passes on
// their tokens.
import { packConstraint } from '../constraints/packed-constraint.ts';
import type { GeneratedToken, GenerationRequest } from '../engine/generation.ts';
import { TokenQueue } from '../engine/token-queue.ts';
import { fromPlain } from '../isolates/plain-error.ts';
import { type GenerationNews, type ToHost, windowTokens } from './protocol.ts';

/** Reads are reported in groups of this size: often enough that the engine never waits for a reader that keeps up. */
const reportTokens = windowTokens / 4;

interface RemoteGeneration {
  readonly queue: TokenQueue;
  readonly onAccepted: (() => void) | undefined;
}

export class RemoteEngine {
  readonly #send: (message: ToHost) => void;
  readonly #generations = new Map<number, RemoteGeneration>();
  /** Tokens that were read in this turn of the event loop, by generation. */
  readonly #reads = new Map<number, number>();
  #lastId = 0;
  #failure: Error | undefined;

  constructor(send: (message: ToHost) => void) {
    this.#send = send;
  }

  /** As TokenGenerator says; the request is sent when the first token is asked for. */
  async *generate(
    request: GenerationRequest,
    signal?: AbortSignal,
    onAccepted?: () => void,
  ): AsyncGenerator<GeneratedToken, void, void> {
    if (this.#failure) throw this.#failure;
    if (signal?.aborted) return;
    const id = ++this.#lastId;
    const queue = new TokenQueue();
    this.#generations.set(id, { queue, onAccepted });
    const constraint = request.constraint && packConstraint(request.constraint);
    this.#send({ type: 'generate', id, request: { ...request, constraint } });
    const leave = () => {
      if (this.#generations.delete(id)) this.#send({ type: 'abort', id });
      queue.end();
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      yield* queue.read({ onTaken: this.#readCounter(id, queue), onLeave: leave });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #readCounter(id: number, queue: TokenQueue): () => void {
    let nUnreported = 0;
    return () => {
      if (queue.isEnded || ++nUnreported < reportTokens) return;
      this.#report(id, nUnreported);
      nUnreported = 0;
    };
  }

  /** Tells the engine that there is room for more tokens, once for all that were read in this turn. */
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
    for (const { id, isAccepted, tokens, end } of news) {
      // The engine may have sent more before it heard that the reader has left.
      const generation = this.#generations.get(id);
      if (!generation) continue;
      if (isAccepted) generation.onAccepted?.();
      generation.queue.push(...tokens);
      if (end === undefined) continue;
      this.#generations.delete(id);
      generation.queue.end(end === null ? undefined : fromPlain(end));
    }
  }

  /** Ends what runs, and what comes from now on, with this error. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { queue } of this.#generations.values()) queue.end(error);
    this.#generations.clear();
  }
}
