// One generation on the host's side: reads the engine no faster than the server reads what is sent.
import type { GenerationRequest, TokenGenerator } from '../engine/generation.ts';
import type { Outbox } from './outbox.ts';
import { windowTokens } from './protocol.ts';

export class HostedGeneration {
  readonly #id: number;
  readonly #outbox: Outbox;
  readonly #controller = new AbortController();
  #nMayBeSent = windowTokens;
  #isAccepted = false;
  #onRead: (() => void) | undefined;

  constructor(id: number, outbox: Outbox) {
    this.#id = id;
    this.#outbox = outbox;
  }

  /**
   * The model owes its next token. It does not before the request is accepted, nor while the server has all the tokens
   * that it has room for.
   */
  get isAwaiting(): boolean {
    return this.#isAccepted && this.#nMayBeSent > 0;
  }

  /** Sends what the engine generates until it ends or is aborted. @returns what ended it, where that was an error */
  async run(engine: TokenGenerator, request: GenerationRequest): Promise<unknown> {
    const { signal } = this.#controller;
    try {
      for await (const token of engine.generate(request, signal, () => this.#accept())) {
        this.#outbox.add(this.#id, token);
        this.#nMayBeSent--;
        while (this.#nMayBeSent === 0 && !signal.aborted) await this.#read();
      }
      if (!signal.aborted) this.#outbox.end(this.#id);
      return undefined;
    } catch (error) {
      if (!signal.aborted) this.#outbox.end(this.#id, error);
      return error;
    }
  }

  #accept(): void {
    this.#isAccepted = true;
    this.#outbox.accept(this.#id);
  }

  #read(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRead = resolve;
    });
  }

  /** The server has read so many more. */
  read(nTokens: number): void {
    this.#nMayBeSent += nTokens;
    this.#onRead?.();
  }

  abort(): void {
    this.#controller.abort();
    this.#onRead?.();
  }
}
