// The queue of generated tokens between the engine and the one reader of a sequence, and how it ended.
import type { GeneratedToken } from './generation.ts';

/** What the engine learns of the reader. */
interface ReaderEvents {
  /** A token was taken. */
  onTaken(): void;
  /** The reader has read everything, or has left early. */
  onLeave(): void;
}

export class TokenQueue {
  readonly #unread: GeneratedToken[] = [];
  #isEnded = false;
  #failure: Error | undefined;
  #wakeReader: (() => void) | undefined;

  get nUnread(): number {
    return this.#unread.length;
  }

  /** Whether no more tokens will come. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What `read` throws after the last token. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  push(...tokens: readonly GeneratedToken[]): void {
    this.#unread.push(...tokens);
    this.#wakeReader?.();
  }

  /** The first end counts. */
  end(failure?: Error): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#failure = failure;
    this.#wakeReader?.();
  }

  /** The tokens as they come. Call it once. */
  async *read({ onTaken, onLeave }: ReaderEvents): AsyncGenerator<GeneratedToken, void, void> {
    try {
      for (;;) {
        const token = this.#unread.shift();
        if (token) {
          onTaken();
          yield token;
        } else if (this.#isEnded) {
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
      onLeave();
    }
  }
}
