// One generation in the engine's process: reads the engine no faster than the server reads what is sent.
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
   * Whether the model owes the next token: the request is accepted, and the server has room for more tokens.
   */
  get isAwaiting(): boolean {
    return this.#isAccepted && this.#nMayBeSent > 0;
  }

  /** Sends what the engine generates until it ends or is aborted. @returns the error that ended it, if any */
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

  /** Called when the server has read this number of further tokens. */
  read(nTokens: number): void {
    this.#nMayBeSent += nTokens;
    this.#onRead?.();
  }

  abort(): void {
    this.#controller.abort();
    this.#onRead?.();
  }
}
