// The events of one answer between the connection that they come from and their one reader. A chain of asynchronous
// generators would do the same, but each of them costs every token several turns of the event loop's queue.

/** Events that may wait for the reader; behind them the connection waits, too. */
const mostUnread = 16;

interface Reader<Event> {
  readonly resolve: (result: IteratorResult<Event>) => void;
  readonly reject: (reason: unknown) => void;
}

const done = { done: true, value: undefined } as const;

export class EventQueue<Event> implements AsyncIterableIterator<Event> {
  readonly #onLeave: () => void;
  #unread: Event[] = [];
  #reader: Reader<Event> | undefined;
  #wakeWriter: (() => void) | undefined;
  #isOver = false;
  #failure: { readonly reason: unknown } | undefined;
  #hasBegun = false;

  /** @param onLeave the reader has left, and wants nothing more */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  /** Something was pushed. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  push(event: Event): void {
    if (this.#isOver) return; // the reader has left
    this.#hasBegun = true;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader.resolve({ done: false, value: event });
    else this.#unread.push(event);
  }

  /** What to wait for before more is pushed, if anything: the reader has fallen behind. */
  whenRead(): Promise<void> | undefined {
    if (this.#unread.length < mostUnread) return undefined;
    return new Promise((resolve) => {
      this.#wakeWriter = resolve;
    });
  }

  /** No more events come. */
  end(): void {
    this.#isOver = true;
    this.#reader?.resolve(done);
    this.#reader = undefined;
  }

  /** As end(); the reader is told why, behind the last event. */
  fail(reason: unknown): void {
    if (this.#reader) this.#reader.reject(reason);
    else this.#failure = { reason };
    this.#reader = undefined;
    this.#isOver = true;
  }

  next(): Promise<IteratorResult<Event>> {
    const event = this.#unread.shift();
    if (event !== undefined) {
      if (this.#unread.length === 0) this.#wakeWriter?.();
      return Promise.resolve({ done: false, value: event });
    }
    if (!this.#isOver) {
      return new Promise((resolve, reject) => {
        this.#reader = { resolve, reject };
      });
    }
    const failure = this.#failure;
    this.#failure = undefined;
    return failure ? Promise.reject(failure.reason) : Promise.resolve(done);
  }

  async return(): Promise<IteratorResult<Event>> {
    const wasOver = this.#isOver;
    this.end();
    this.#unread = [];
    this.#failure = undefined;
    this.#wakeWriter?.();
    if (!wasOver) this.#onLeave();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
