// What a mock answers: how tests write it down, and the script that decides which answer a call gets.
import { findFailure } from '../failure.ts';
import type { FinishReason, ToolCall, Usage } from '../model.ts';

/**
 * A call that a mock has had.
 *
 * @example
 * expect(ai.calls[0]).toEqual({ model, input: { prompt: 'Hello' }, options: {} });
 */
export interface MockCall {
  model: string;
  input: Record<string, unknown>;
  options: object;
}

/**
 * A text, and how it arrives.
 *
 * @example
 * const slow: MockText = { response: 'Hello there', chunks: ['Hel', 'lo there'], chunkDelayMs: 50 };
 */
export interface MockText {
  /** The text, or in JSON mode the value. */
  response?: string | object;
  toolCalls?: readonly ToolCall[];
  /** Default: a token for every four characters. */
  usage?: Usage;
  /** @defaultValue `stop` */
  finishReason?: FinishReason;
  /** How a stream cuts the text. Default: into words. */
  chunks?: readonly string[];
  /** Milliseconds before the answer. */
  delayMs?: number;
  /** Milliseconds before each chunk of a stream. */
  chunkDelayMs?: number;
  /** A stream breaks off after so many chunks. */
  cutAfter?: number;
  /** A stream reports an error after so many chunks. */
  errorAfter?: { chunks: number; code: number; message?: string };
}

/**
 * An error, by the API's number for it.
 *
 * @example
 * const busy: MockRefusal = { code: 3040, retryAfterSeconds: 2 };
 */
export interface MockRefusal {
  code: number;
  /** Default: the API's own words. */
  message?: string;
  /** Over HTTP. Default: the one that belongs to the code. */
  status?: number;
  /** Over HTTP, as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Milliseconds before the answer. */
  delayMs?: number;
}

/**
 * One answer of a mock: a text, an error, or what a function makes of the call.
 *
 * @example
 * const answers: MockAnswer[] = ['Hello', { code: 3040 }, ({ input }) => `You said ${input.prompt}`];
 */
export type MockAnswer = string | MockText | MockRefusal | ((call: MockCall) => MockAnswer | Promise<MockAnswer>);

/** Decides which answer a call gets, and remembers the calls. */
export class Script {
  readonly calls: MockCall[] = [];
  readonly #answers: MockAnswer | readonly MockAnswer[];
  readonly #queue: MockAnswer[] = [];
  #nScripted = 0;

  constructor(answers: MockAnswer | readonly MockAnswer[] = 'This is a mocked answer.') {
    this.#answers = answers;
  }

  /** These answers come first, one each. */
  reply(...answers: readonly MockAnswer[]): void {
    this.#queue.push(...answers);
  }

  /** As it was in the beginning. */
  reset(): void {
    this.calls.length = 0;
    this.#queue.length = 0;
    this.#nScripted = 0;
  }

  /** @throws Error when the script is over */
  async next(call: MockCall): Promise<MockText | MockRefusal> {
    this.calls.push(call);
    let answer = this.#queue.shift() ?? this.#scripted(call);
    while (typeof answer === 'function') answer = await answer(call);
    return typeof answer === 'string' ? { response: answer } : answer;
  }

  #scripted({ model }: MockCall): MockAnswer {
    if (!Array.isArray(this.#answers)) return this.#answers as MockAnswer;
    const answer: MockAnswer | undefined = this.#answers[this.#nScripted++];
    if (answer !== undefined) return answer;
    const n = this.#answers.length;
    throw new Error(
      `The mock has ${n} ${n === 1 ? 'answer' : 'answers'}, and this is call ${this.calls.length}: ${model}`,
    );
  }
}

/** Whether the answer is an error. */
export function isRefusal(answer: MockText | MockRefusal): answer is MockRefusal {
  return 'code' in answer;
}

const words: Readonly<Record<number, string>> = {
  3007: 'Request timeout',
  3021: 'rate limiting: inference request per min rate reached',
  3036: 'You have used up your daily free allocation of 10,000 neurons',
  3040: 'Capacity temporarily exceeded, please try again.',
  4006: 'you have used up your daily free allocation of 10,000 neurons',
  5006: "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt'",
  5007: 'No such model or task',
  5021: 'The estimated number of input and maximum output tokens exceeded this model context window limit.',
  5028: 'This model is deprecated; please use another one',
  8008: 'Internal server error',
  10000: 'Authentication error',
};

/** An error in full. */
export function completed({ code, message, status }: MockRefusal): { code: number; message: string; status: number } {
  return {
    code,
    message: message ?? words[code] ?? 'A mocked error',
    status: status ?? findFailure(code)?.status ?? 500,
  };
}

/** Waits; rejects with the signal's reason when it is aborted meanwhile. */
export function pause(ms: number | undefined, signal?: AbortSignal | null): Promise<void> {
  signal?.throwIfAborted();
  if (!ms) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
