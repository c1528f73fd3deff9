// Work that may take long or never end runs apart from the thread that serves requests: one task at a time, owners in
// turns. A task that exceeds its time ends the thread or process it runs in; the next task starts a new one.
import { fromPlain, type PlainError } from './plain-error.ts';
import { Turns } from './turns.ts';

/** A thread or process that answers each message with one message. */
export interface Worker {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Ends it, whatever it does. Resolves when it has ended. */
  end(): Promise<void>;
}

/** Who is told what a worker does. */
export interface WorkerEvents {
  onMessage(message: unknown): void;
  /** Called once, when it has ended; the reason says why. */
  onEnd(reason: Error): void;
}

/** Starts a worker, which is ready to take a message at once. */
export type StartWorker = (events: WorkerEvents) => Worker;

/** A task that was stopped: it took too long, or its worker ended, for example because its memory ran out. */
export class StoppedError extends Error {
  override name = 'StoppedError';
}

/** The answer of a worker to a task. */
export type TaskAnswer<Result> = { readonly result: Result } | { readonly error: PlainError };

/** How a task is run. */
export interface TaskOptions {
  /** Owners take turns. */
  readonly owner?: string | undefined;
  /** Aborts when nobody waits for the task any more: then it is not begun. */
  readonly signal?: AbortSignal | undefined;
  /** Buffers that the worker takes over. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
}

export class Isolate<Task, Result> {
  readonly turns = new Turns();
  readonly #start: StartWorker;
  readonly #limitMs: number;
  #worker: Worker | undefined;
  #settle: { resolve(message: unknown): void; reject(reason: Error): void } | undefined;
  #isClosed = false;

  /** @param limitMs longest time of one task, the start of the worker included */
  constructor(start: StartWorker, limitMs: number) {
    this.#start = start;
    this.#limitMs = limitMs;
  }

  /** Starts the worker before the first task needs it. */
  warmUp(): void {
    this.#worker ??= this.#begin();
  }

  /**
   * Runs a task when its owner's turn comes.
   * @throws what the task throws, StoppedError, TooManyTasksError, or the signal's reason
   */
  run(task: Task, { owner = '', signal, transfer }: TaskOptions = {}): Promise<Result> {
    return this.turns.take(owner, async () => {
      signal?.throwIfAborted();
      return this.perform(task, transfer);
    });
  }

  /** Runs a task within a turn that the caller has taken. @throws what the task throws, or StoppedError */
  async perform(task: Task, transfer?: readonly ArrayBuffer[]): Promise<Result> {
    if (this.#isClosed) throw new StoppedError('closed');
    this.warmUp();
    const timer = setTimeout(() => this.#stop(new StoppedError(`took more than ${this.#limitMs} ms`)), this.#limitMs);
    try {
      const answer = (await new Promise((resolve, reject) => {
        this.#settle = { resolve, reject };
        this.#worker?.post(task, transfer);
      })) as TaskAnswer<Result>;
      if ('error' in answer) throw fromPlain(answer.error);
      return answer.result;
    } finally {
      clearTimeout(timer);
      this.#settle = undefined;
    }
  }

  /** Ends the worker; a task under way rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#stop(new StoppedError('closed'));
  }

  #begin(): Worker {
    const worker: Worker = this.#start({
      onMessage: (message) => {
        if (this.#worker === worker) this.#settle?.resolve(message);
      },
      onEnd: (reason) => {
        if (this.#worker !== worker) return;
        this.#worker = undefined;
        this.#settle?.reject(new StoppedError(reason.message, { cause: reason }));
      },
    });
    return worker;
  }

  async #stop(reason: StoppedError): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.end();
    this.#settle?.reject(reason);
  }
}
