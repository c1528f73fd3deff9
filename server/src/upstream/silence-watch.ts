// Ends the wait for an upstream that says nothing. Its first byte may take long, since it queues and reads the prompt; the
// next ones may not. Without a watch a dead connection would hold its client for ever.
import { SilenceError } from './failures.ts';

/** How long it may be silent, in ms. */
interface Patience {
  readonly firstByteTimeoutMs: number;
  readonly silenceTimeoutMs: number;
}

/** How long an answer whose text is complete may take to tell its usage. */
const usageMs = 1000;
/** How long an answer that is complete may take to close its connection, so that the next request can have it. */
const closeMs = 100;

export class SilenceWatch {
  readonly #controller = new AbortController();
  readonly #client: AbortSignal;
  readonly #patience: Patience;
  #timer: NodeJS.Timeout;
  #hasBegun = false;
  #isEnding = false;
  #isStopped = false;

  /** @param client aborts when nobody waits for the answer any more */
  constructor(client: AbortSignal, patience: Patience) {
    this.#patience = patience;
    this.#client = client;
    this.#timer = this.#start(patience.firstByteTimeoutMs);
    client.addEventListener('abort', this.#onClientAbort);
    if (client.aborted) this.#onClientAbort();
  }

  /** Aborts with the client's, and, with a SilenceError as its reason, when the upstream has been silent for too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Some bytes have come. */
  noteBytes(): void {
    if (this.#hasBegun) this.#timer.refresh();
    else this.#restart(this.#patience.silenceTimeoutMs);
    this.#hasBegun = true;
  }

  /** The same bytes; each part is a sign of life. */
  async *over(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    for await (const bytes of body) {
      this.noteBytes();
      yield bytes;
    }
  }

  /** The reader of the answer has fallen behind, and the upstream has to wait until it reads again: that is no silence. */
  restUntil(reading: Promise<void>): void {
    clearTimeout(this.#timer);
    void reading.then(() => {
      if (!this.#isStopped) this.#restart(this.#isEnding ? usageMs : this.#patience.silenceTimeoutMs);
    });
  }

  /** The text is complete: only its usage is waited for, and some servers tell none and close nothing. */
  expectUsage(): void {
    if (!this.#isEnding) this.#restart(usageMs);
    this.#isEnding = true;
  }

  /** The answer is complete: only the end of its bytes is waited for. */
  expectEnd(): void {
    this.#restart(closeMs);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#client.removeEventListener('abort', this.#onClientAbort);
  }

  readonly #onClientAbort = () => this.#controller.abort(this.#client.reason);

  #restart(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start(ms);
  }

  #start(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(new SilenceError(`silent for ${ms} ms`)), ms);
  }
}
