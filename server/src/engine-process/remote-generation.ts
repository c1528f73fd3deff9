// One generation on the server's side: what has come of it and is not yet read.
import type { GeneratedToken } from '../engine/generation.ts';
import { windowTokens } from './protocol.ts';

/** Read tokens are reported by so many: often enough that the other side never waits for a reader that keeps up. */
const reportTokens = windowTokens / 4;

/** What a generation tells whoever keeps it. */
interface RemoteGenerationEvents {
  /** So many more tokens have been read. */
  onRead(nTokens: number): void;
  /** It is read to its end, or left before. */
  onLeave(hasEnded: boolean): void;
}

export class RemoteGeneration {
  readonly #unread: GeneratedToken[] = [];
  readonly #events: RemoteGenerationEvents;
  #hasEnded = false;
  #failure: Error | undefined;
  #wakeReader: (() => void) | undefined;
  #nUnreported = 0;

  constructor(events: RemoteGenerationEvents) {
    this.#events = events;
  }

  push(tokens: readonly GeneratedToken[]): void {
    this.#unread.push(...tokens);
    this.#wakeReader?.();
  }

  /** Nothing comes any more; a failure is thrown to the reader behind the tokens that are there. */
  end(failure?: Error): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#failure = failure;
    this.#wakeReader?.();
  }

  /** The tokens as they come. Leaving it early ends the work behind it. */
  async *read(): AsyncGenerator<GeneratedToken, void, void> {
    try {
      for (;;) {
        const token = this.#unread.shift();
        if (token) {
          this.#countRead();
          yield token;
        } else if (this.#hasEnded) {
          if (this.#failure) throw this.#failure;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
          this.#wakeReader = undefined;
        }
      }
    } finally {
      this.#events.onLeave(this.#hasEnded);
      this.#hasEnded = true;
    }
  }

  #countRead(): void {
    if (this.#hasEnded || ++this.#nUnreported < reportTokens) return;
    this.#events.onRead(this.#nUnreported);
    this.#nUnreported = 0;
  }
}
