// How tests write down a mock's answers, and the script that decides which answer a call gets.
import type { FinishReason, ToolCall, Usage } from '../model.ts';

/**
 * A call that a mock received.
 *
 * @example
 * await AI.run('@cf/tinystories/stories-260k', { prompt: 'Hello' });
 * const expected: MockCall = { model: '@cf/tinystories/stories-260k', input: { prompt: 'Hello' }, options: {} };
 * expect(AI.calls[0]).toEqual(expected);
 */
export interface MockCall {
  /** The name of the model. */
  model: string;
  /** A copy of the input at the time of the call: later changes by the caller do not show up here. */
  input: Record<string, unknown>;
  /** The options of `env.AI.run` or of the binding protocol; REST has none. */
  options: Record<string, unknown>;
}

/**
 * A text, and how it arrives. The properties about chunks apply to streams only.
 *
 * @example
 * const slow: MockText = { response: 'Hello there', chunks: ['Hel', 'lo there'], chunkDelayMs: 50 };
 */
export interface MockText {
  /** The text, or in JSON mode the value. Default: the chunks joined; without chunks, a short text. */
  response?: string | object;
  /** The calls of tools that the model asks for. */
  toolCalls?: readonly ToolCall[];
  /** For models that embed, a vector for each text. Default: vectors that are computed from the texts alone. */
  vectors?: readonly (readonly number[])[];
  /** For rerankers, a score for each text, in their order. Default: the share of the query's words that the text has. */
  scores?: readonly number[];
  /** Default: a token for every four characters. */
  usage?: Usage;
  /** Default: `tool_calls` if there are any, otherwise `stop`. */
  finishReason?: FinishReason;
  /** How a stream cuts the text. Default: into words. */
  chunks?: readonly string[];
  /** Milliseconds before the answer. */
  delayMs?: number;
  /** Milliseconds before each frame of a stream. */
  chunkDelayMs?: number;
  /** A stream ends after this number of chunks, without an error and without `[DONE]`. */
  cutAfter?: number;
  /** The connection is lost after this number of chunks: the next read fails with the network's error. */
  lostAfter?: number;
  /** A stream reports an error after a number of chunks, and ends. */
  errorAfter?: {
    /** The number of chunks before the error. */
    chunks: number;
    /** The API's number for the error. */
    code: number;
    /** Default: the API's own text. */
    message?: string;
  };
}

/**
 * An error of the API, by its code.
 *
 * @example
 * const busy: MockRefusal = { code: 3040, retryAfterSeconds: 2 };
 */
export interface MockRefusal {
  /** The API's number for the error, such as 3040. */
  code: number;
  /** Default: the API's own text. */
  message?: string;
  /** The HTTP status. Default: the one that belongs to the code. */
  status?: number;
  /** The header `Retry-After`. Default: none, so that clients which obey it do not slow a test down. */
  retryAfterSeconds?: number;
  /** Milliseconds before the answer. */
  delayMs?: number;
}

/**
 * No answer, because the connection fails. `fetch` rejects; `env.AI.run` throws the runtime's network error.
 *
 * @example
 * const AI = mockAi([{ connectionError: true }, 'Hello']);
 * const { response } = await new Ai(AI).run(model, { prompt: 'Hi' }); // tries again
 * expect(response).toBe('Hello');
 */
export interface MockConnectionError {
  /** Marks this kind of answer. */
  connectionError: true;
  /** Milliseconds before it fails. */
  delayMs?: number;
}

/**
 * One answer of a mock: a text, a text with details, an error, a failed connection, or a function that is given the call
 * and returns one of these.
 *
 * @example
 * const answers: MockAnswer[] = ['Hello', { code: 3040 }, ({ input }) => `You said ${input.prompt}`];
 */
export type MockAnswer =
  | string
  | MockText
  | MockRefusal
  | MockConnectionError
  | ((call: MockCall) => MockAnswer | Promise<MockAnswer>);

/** An answer once a plain text has become an object and a function has been called. */
export type FullAnswer = MockText | MockRefusal | MockConnectionError;

/** Decides which answer a call gets, and records the calls. */
export class Script {
  readonly calls: MockCall[] = [];
  readonly #answers: MockAnswer | readonly MockAnswer[];
  readonly #queue: MockAnswer[] = [];
  #nScripted = 0;
  #nQueued = 0;

  constructor(answers: MockAnswer | readonly MockAnswer[] = {}) {
    this.#answers = answers;
  }

  /** Puts answers before the script, one for each call. */
  reply(...answers: readonly MockAnswer[]): void {
    this.#queue.push(...answers);
    this.#nQueued += answers.length;
  }

  /** Returns to the initial state. */
  reset(): void {
    this.calls.length = 0;
    this.#queue.length = 0;
    this.#nScripted = 0;
    this.#nQueued = 0;
  }

  /**
   * The answer to a call, after its delay.
   *
   * @throws Error when there is no answer left; the signal's reason when it is aborted meanwhile
   */
  async next(call: MockCall, signal?: AbortSignal | null): Promise<FullAnswer> {
    signal?.throwIfAborted();
    this.calls.push(call);
    let answer = this.#queue.shift() ?? this.#scripted(call);
    // A function whose promise never settles is how tests provoke a time-out; hence the signal.
    while (typeof answer === 'function') answer = await orAborted(Promise.resolve(answer(call)), signal);
    const full = typeof answer === 'string' ? { response: answer } : answer;
    await pause(full.delayMs, signal);
    return full;
  }

  #scripted({ model }: MockCall): MockAnswer {
    if (!isScript(this.#answers)) return this.#answers;
    const answer = this.#answers[this.#nScripted++];
    if (answer !== undefined) return answer;
    const queued = this.#nQueued > 0 ? ` and ${this.#nQueued} more from reply()` : '';
    const given = `${count(this.#answers.length)}${queued}`;
    throw new Error(
      `The mock was given ${given}, and this is call ${this.calls.length}: ${model}. ` +
        'Give it one answer per call, or a single one outside of an array for all calls.',
    );
  }
}

/** Whether the answer is an error. */
export function isRefusal(answer: FullAnswer): answer is MockRefusal {
  return 'code' in answer;
}

/** Whether there is no answer at all. */
export function isLost(answer: FullAnswer): answer is MockConnectionError {
  return 'connectionError' in answer;
}

/** Waits; rejects with the signal's reason when it is aborted meanwhile. */
export async function pause(ms: number | undefined, signal?: AbortSignal | null): Promise<void> {
  signal?.throwIfAborted();
  if (!ms) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await orAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The outcome of some work; rejects with the signal's reason as soon as it is aborted. */
async function orAborted<T>(work: Promise<T>, signal?: AbortSignal | null): Promise<T> {
  if (!signal) return work;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * A deep copy. A conversation is one array that grows from turn to turn; without a copy every recorded call would show
 * its last state. Signals, streams, functions and other objects that are not plain data are shared with the original.
 */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return structuredClone(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copyOf(field)])) as T;
}

function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null; // a prototype from any realm: vitest has two
}

// Array.isArray does not narrow readonly arrays.
function isScript(answers: MockAnswer | readonly MockAnswer[]): answers is readonly MockAnswer[] {
  return Array.isArray(answers);
}

function count(n: number): string {
  return n === 1 ? '1 answer' : `${n} answers`;
}
