// tramontane/mock: an AI binding for tests. It needs no account and no network.

import { badInput } from './error-code.gen.ts';
import { copyOf, isLost, isRefusal, type MockAnswer, type MockCall, Script } from './mock/answers.ts';
import { respond } from './mock/envelope.ts';
import { connectionLost, described, errorBody, type Refusal } from './mock/errors.ts';
import { mockedModels, searchModels } from './mock/models.ts';
import { isRead, readRun } from './mock/reading.ts';
import { runSerializer } from './mock/runs.ts';
import { completed, streamOf, workersAiSerializer } from './mock/text.ts';
import { misspelling } from './mock/validation.ts';
import type {
  AiRerankOutput,
  AiTextEmbeddingsOutput,
  AiTextGenerationJsonOutput,
  AiTextGenerationOutput,
  Model,
  ModelSearch,
  ResponseFormat,
} from './model.ts';

export type { MockAnswer, MockCall, MockConnectionError, MockRefusal, MockText } from './mock/answers.ts';

/**
 * What `mockAi` returns: `env.AI`, with its calls recorded and its answers scripted.
 *
 * @example
 * const AI: MockAi = mockAi('Hello');
 * const { response } = await AI.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'Hi' });
 */
export interface MockAi {
  /** As `env.AI.run`: the HTTP response, unread. */
  run(model: string, inputs: object, options: { returnRawResponse: true; signal?: AbortSignal }): Promise<Response>;
  /** As `env.AI.run`: the bytes of an event stream. */
  run<Inputs extends { stream: true }>(
    model: string,
    inputs: Inputs,
    options?: object,
  ): Promise<ReadableStream<Uint8Array>>;
  /** As `env.AI.run` of a model that embeds texts. */
  run(model: string, inputs: { text: string | readonly string[] }, options?: object): Promise<AiTextEmbeddingsOutput>;
  /** As `env.AI.run` of a model that scores texts against a query. */
  run(
    model: string,
    inputs: { query: string; contexts: readonly { text: string }[] },
    options?: object,
  ): Promise<AiRerankOutput>;
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
  /** Makes the mock assignable to the runtime's own type, whatever its version. No call uses this overload. */
  // A function from never to never is assignable to every other one. It is not the last overload, because ReturnType and
  // the compiler's messages use the last one.
  run(...call: never): Promise<never>;
  /** As `env.AI.run`, where only the value of `stream` at run time decides whether the answer is a stream. */
  run(
    model: string,
    inputs: object,
    options?: object,
  ): Promise<AiTextGenerationOutput | AiTextGenerationJsonOutput | ReadableStream<Uint8Array> | Response>;
  /** Makes the mock assignable to the runtime's own type, whose properties have no prices. No call uses this overload. */
  models(...call: never): Promise<never>;
  /** As `env.AI.models`. */
  models(params?: ModelSearch): Promise<Model[]>;
  /** Always null, since there is no gateway. */
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
  /** Answers for the next calls, one each; after them the script goes on. */
  reply(...answers: readonly MockAnswer[]): void;
  /** Forgets calls and replies, and starts the script again. */
  reset(): void;
}

/**
 * A binding that answers as the test says. It behaves like `env.AI` and fits its type, `Ai`. Without answers it gives the
 * same short text each time; with one answer, that one each time; with an array, one answer per call, and an error when
 * none is left.
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
    const misspelt = misspelling(inputs, 'run');
    const answer = misspelt ? { code: badInput, ...misspelt } : await script.next(call, signal);
    if (isLost(answer)) throw connectionLost();
    const requestId = crypto.randomUUID();
    if (returnRawResponse) return respond(answer, call, runSerializer(call), { shape: 'flat', requestId, signal });
    if (isRefusal(answer)) throw nativeError(answer);
    if (isRead(answer, call)) return readRun(answer, call);
    if (call.input.stream !== true) return workersAiSerializer.whole(completed(answer, call));
    return streamOf({
      answer,
      call,
      serializer: workersAiSerializer,
      errorBody: (refusal) => errorBody(refusal, 'flat', requestId),
      signal,
    });
  }
  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    run: run as MockAi['run'],
    models: (async (params = {}) => searchModels(mockedModels, params).result) as MockAi['models'],
    aiGatewayLogId: null,
    gateway: notMocked('gateway'),
    autorag: notMocked('autorag'),
    aiSearch: notMocked('aiSearch'),
    toMarkdown: notMocked('toMarkdown'),
    websearch: notMocked('websearch'),
  };
}

/** The other methods of the native binding: for the type, and to explain themselves when a test calls one. */
function notMocked(name: string): () => never {
  return () => {
    throw new Error(
      `AI.${name}() is not mocked: mockAi() answers run() and models(). ` +
        `For a test of your own: Object.assign(mockAi(), { ${name}: () => ... })`,
    );
  };
}

/** As the runtime throws it: only the message has the code. */
function nativeError(refusal: Refusal): Error {
  const { code, message } = described(refusal);
  return Object.assign(new Error(`${code}: ${message}`), { name: 'AiError' });
}
