// Tokens on their way from whoever makes them to their one reader, with the end that they have.
import type { GeneratedToken } from './generation.ts';

/** What the maker learns of the reader. */
interface ReaderEvents {
  /** A token was taken; the others wait. */
  onTaken(): void;
  /** All is read, or the reader has left before. */
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

  /** Nothing comes any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What the reader is thrown behind the last token. */
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

  /** The tokens as they come. To be called once. */
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
