// One generation on the server's side: what has come of it and is not yet read.
import type { GeneratedToken } from '../engine/generation.ts';
import { TokenQueue } from '../engine/token-queue.ts';
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
  readonly #queue = new TokenQueue();
  readonly #events: RemoteGenerationEvents;
  #nUnreported = 0;

  constructor(events: RemoteGenerationEvents) {
    this.#events = events;
  }

  push(tokens: readonly GeneratedToken[]): void {
    this.#queue.push(...tokens);
  }

  /** Nothing comes any more; a failure is thrown to the reader behind the tokens that are there. */
  end(failure?: Error): void {
    this.#queue.end(failure);
  }

  /** The tokens as they come. Leaving it early ends the work behind it. */
  read(): AsyncGenerator<GeneratedToken, void, void> {
    return this.#queue.read({
      onTaken: () => this.#countRead(),
      onLeave: () => {
        this.#events.onLeave(this.#queue.isEnded);
        this.end();
      },
    });
  }

  #countRead(): void {
    if (this.#queue.isEnded || ++this.#nUnreported < reportTokens) return;
    this.#events.onRead(this.#nUnreported);
    this.#nUnreported = 0;
  }
}
