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

/** Starts a worker, whose first message says that it has started; every other one answers a task. */
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

/** How long tasks may take. */
export interface IsolateOptions<Task> {
  /** Longest time of one task, in ms. */
  readonly taskMs: number;
  /** Longest time until a worker has started, in ms. @defaultValue 60000 */
  readonly startMs?: number | undefined;
  /** The first tasks of every worker, which prepare it for the others, each with its own longest time in ms. */
  readonly first?: readonly { readonly task: Task; readonly mostMs: number }[] | undefined;
}

export class Isolate<Task, Result> {
  readonly turns = new Turns();
  readonly #start: StartWorker;
  readonly #options: IsolateOptions<Task>;
  #worker: Worker | undefined;
  #settle: { resolve(message: unknown): void; reject(reason: Error): void } | undefined;
  /** The answer to the last of the first tasks of the worker that runs now. */
  #opened: Promise<unknown> | undefined;
  #isClosed = false;

  constructor(start: StartWorker, options: IsolateOptions<Task>) {
    this.#start = start;
    this.#options = options;
  }

  /** Starts the worker before a task needs it. @throws what the first tasks throw, or StoppedError */
  async open(): Promise<Result> {
    if (this.#isClosed) throw new StoppedError('closed');
    this.#opened ??= this.#begin().catch(async (error) => {
      await this.#stop(new StoppedError('could not be started'));
      throw error;
    });
    return (await this.#opened) as Result;
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
    await this.open();
    return this.#ask(task, transfer);
  }

  /** Ends the worker; a task under way rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#stop(new StoppedError('closed'));
  }

  async #begin(): Promise<unknown> {
    const worker: Worker = this.#start({
      onMessage: (message) => {
        if (this.#worker === worker) this.#settle?.resolve(message);
      },
      onEnd: (reason) => {
        if (this.#worker === worker) this.#forget(new StoppedError(reason.message, { cause: reason }));
      },
    });
    this.#worker = worker;
    const { startMs = 60_000, first = [] } = this.#options;
    await this.#await(startMs); // each worker says first that it has started
    let answer: unknown;
    for (const { task, mostMs } of first) answer = await this.#ask(task, undefined, mostMs);
    return answer;
  }

  async #ask(task: Task, transfer?: readonly ArrayBuffer[], limitMs = this.#options.taskMs): Promise<Result> {
    this.#worker?.post(task, transfer);
    const answer = (await this.#await(limitMs)) as TaskAnswer<Result>;
    if ('error' in answer) throw fromPlain(answer.error);
    return answer.result;
  }

  async #await(limitMs: number): Promise<unknown> {
    const timer = setTimeout(() => void this.#stop(new StoppedError(`took more than ${limitMs / 1000} s`)), limitMs);
    try {
      return await new Promise((resolve, reject) => {
        this.#settle = { resolve, reject };
      });
    } finally {
      clearTimeout(timer);
      this.#settle = undefined;
    }
  }

  async #stop(reason: StoppedError): Promise<void> {
    const worker = this.#worker;
    this.#forget(reason);
    await worker?.end();
  }

  #forget(reason: StoppedError): void {
    this.#worker = undefined;
    this.#opened = undefined;
    this.#settle?.reject(reason);
  }
}
