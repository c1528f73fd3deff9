// tramontane/mock: a binding for tests of code that takes one. No HTTP, no account; nothing leaves the process.
import { copyOf, isLost, isRefusal, type MockAnswer, type MockCall, Script } from './mock/answers.ts';
import { respond } from './mock/envelope.ts';
import { connectionLost, described, errorBody, type Refusal } from './mock/errors.ts';
import { mockedModels, searchModels } from './mock/models.ts';
import { completed, streamOf, workersAiSerializer } from './mock/text.ts';
import type {
  AiTextGenerationJsonOutput,
  AiTextGenerationOutput,
  Model,
  ModelSearch,
  ResponseFormat,
} from './model.ts';

export type { MockAnswer, MockCall, MockConnectionError, MockRefusal, MockText } from './mock/answers.ts';

/**
 * What `mockAi` gives: `env.AI` as tests want it.
 *
 * @example
 * const AI: MockAi = mockAi('Hello');
 * const { response } = await AI.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'Hi' });
 */
export interface MockAi {
  /** As `env.AI.run`: the HTTP response as it stands. */
  run(model: string, inputs: object, options: { returnRawResponse: true; signal?: AbortSignal }): Promise<Response>;
  /** As `env.AI.run`: the bytes of an event stream. */
  run<Inputs extends { stream: true }>(
    model: string,
    inputs: Inputs,
    options?: object,
  ): Promise<ReadableStream<Uint8Array>>;
  /** As `env.AI.run` in JSON mode. */
  run<Inputs extends { stream?: false; response_format: ResponseFormat }>(
    model: string,
    inputs: Inputs,
    options?: object,
  ): Promise<AiTextGenerationJsonOutput>;
  /** As `env.AI.run`: the whole answer. */
  run<Inputs extends object & { stream?: false }>(
    model: string,
    inputs: Inputs,
    options?: object,
  ): Promise<AiTextGenerationOutput>;
  /** Fits the runtime's own overloads, of every version and every kind of model. No call is one of this form. */
  // Whoever takes never and gives never is assignable to any other. Not the last of the overloads, because that is the
  // one which ReturnType and the compiler's messages look at.
  run(...call: never): Promise<never>;
  /** As `env.AI.run`, where it is known only when it runs whether the answer is a stream. */
  run(
    model: string,
    inputs: object,
    options?: object,
  ): Promise<AiTextGenerationOutput | AiTextGenerationJsonOutput | ReadableStream<Uint8Array> | Response>;
  /** Fits the runtime's own type, in which prices are no values of a property. No call is one of this form. */
  models(...call: never): Promise<never>;
  /** As `env.AI.models`. */
  models(params?: ModelSearch): Promise<Model[]>;
  /** Always null: there is no gateway, hence no log. */
  readonly aiGatewayLogId: null;
  /** Not mocked: throws. */
  gateway(...args: unknown[]): never;
  /** Not mocked: throws. */
  autorag(...args: unknown[]): never;
  /** Not mocked: throws. */
  aiSearch(...args: unknown[]): never;
  /** Not mocked: throws. */
  toMarkdown(...args: unknown[]): never;
  /** Not mocked: throws. */
  websearch(...args: unknown[]): never;
  /** The calls of `run` so far. */
  readonly calls: readonly MockCall[];
  /** Answers for the next calls, one each; after them it goes on as it was made. */
  reply(...answers: readonly MockAnswer[]): void;
  /** Forgets calls and replies, and begins its script anew. */
  reset(): void;
}

/**
 * A binding that answers what the test says, in the way of `env.AI`, and fits its type, `Ai`. Given nothing, it answers
 * with a sensible text each time; given one answer, with that one each time; given an array, with one per call, and an
 * error when none is left.
 *
 * @example
 * const AI = mockAi(['Hello', { code: 3040 }, { response: 'slow', chunkDelayMs: 50 }]);
 * const response = await worker.fetch(new Request('http://worker.test/'), { AI });
 * expect(AI.calls[0]?.input).toMatchObject({ prompt: 'What is grouped query attention' });
 */
export function mockAi(answers?: MockAnswer | readonly MockAnswer[]): MockAi {
  const script = new Script(answers);
  async function run(model: string, inputs: object, options: object = {}) {
    const call: MockCall = { model, input: copyOf({ ...inputs }), options: copyOf({ ...options }) };
    const { returnRawResponse, signal } = options as { returnRawResponse?: boolean; signal?: AbortSignal };
    const answer = await script.next(call, signal);
    if (isLost(answer)) throw connectionLost();
    const requestId = crypto.randomUUID();
    if (returnRawResponse) return respond(answer, call, workersAiSerializer, { shape: 'flat', requestId, signal });
    if (isRefusal(answer)) throw nativeError(answer);
    if (call.input.stream !== true) return workersAiSerializer.whole(completed(answer, call));
    return streamOf(answer, call, workersAiSerializer, (refusal) => errorBody(refusal, 'flat', requestId), signal);
  }
  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    run: run as MockAi['run'], // the overloads say which of the four it is
    models: (async (params = {}) => searchModels(mockedModels, params).result) as MockAi['models'],
    aiGatewayLogId: null,
    gateway: notMocked('gateway'),
    autorag: notMocked('autorag'),
    aiSearch: notMocked('aiSearch'),
    toMarkdown: notMocked('toMarkdown'),
    websearch: notMocked('websearch'),
  };
}

/** The rest of the native binding: there for the type, and for whoever calls it by mistake. */
function notMocked(name: string): () => never {
  return () => {
    throw new Error(
      `AI.${name}() is not mocked: mockAi() answers run() and models(). ` +
        `For a test of your own: Object.assign(mockAi(), { ${name}: () => ... })`,
    );
  };
}

/** As the runtime throws it: the code is in the message, and nowhere else. */
function nativeError(refusal: Refusal): Error {
  const { code, message } = described(refusal);
  return Object.assign(new Error(`${code}: ${message}`), { name: 'AiError' });
}
