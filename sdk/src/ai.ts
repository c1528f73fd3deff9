// class Ai: types, time-outs and retries over a binding. It keeps no state between runs.
import { type AiBinding, openBinding } from './binding.ts';
import type { Binding } from './bindings/binding.ts';
import { invalidArgument } from './invalid-argument.ts';
import type { MisspeltName, MisspeltOutput } from './misspelt-name.ts';
import type {
  AiContextsInput,
  AiContextsOutput,
  AiModelInput,
  AiModelJsonOutput,
  AiModelName,
  AiModelOutput,
  AiRerankOutput,
  AiTextEmbeddingsInput,
  AiTextEmbeddingsOutput,
  DeepReadonly,
  Model,
  ModelSearch,
  ResponseFormat,
} from './model.ts';
import type { AiDefaults, AiOptions, CallOptions, QueuedRun, RunInput } from './options.ts';
import { withRetries } from './retry.ts';
import { noteOrigin } from './stream-origin.ts';

/**
 * Workers AI, wherever it runs: on Cloudflare, behind a service binding, or on a server of your own.
 *
 * @example <caption>In a Worker</caption>
 * const ai = new Ai(env.AI);
 * const { response } = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'What is grouped query attention' });
 *
 * @example <caption>In Node, against your own server</caption>
 * const ai = new Ai({ accountId, apiToken, baseUrl: 'http://127.0.0.1:8787/client/v4' });
 *
 * @example <caption>With options for all runs</caption>
 * const ai = new Ai(env.AI, { timeoutMs: 30_000 });
 */
export class Ai {
  readonly #binding: Binding;
  readonly #defaults: AiDefaults;

  /**
   * @param binding - `env.AI`, anything with `fetch`, or `{ accountId, apiToken, baseUrl? }`
   * @param defaults - options for all its runs, such as `timeoutMs`
   * @throws TypeError if the binding is none of the three
   */
  constructor(binding: AiBinding, defaults: AiDefaults = {}) {
    this.#binding = openBinding(binding);
    this.#defaults = defaults;
  }

  /**
   * @deprecated The catalogue has no such model, only one of almost this name: `didYouMean` of the answer's type.
   */
  run<Name extends AiModelName>(
    model: Name & MisspeltName<Name>,
    input: object,
    options?: AiOptions,
  ): Promise<MisspeltOutput<Name>>;
  /**
   * Runs a model, and answers with the unread HTTP response.
   *
   * @example
   * const response = await ai.run(model, { prompt: 'Hello' }, { returnRawResponse: true });
   * console.log(response.status, response.headers.get('cf-ai-req-id'));
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name>,
    options: AiOptions & ({ returnRawResponse: true } | { websocket: true }),
  ): Promise<Response>;
  /**
   * Queues runs of a model that supports it.
   *
   * @example
   * const { request_id } = await ai.run(model, { requests: [{ prompt: 'Hello' }] }, { queueRequest: true });
   */
  run<Name extends AiModelName>(
    model: Name,
    input: { readonly requests: readonly AiModelInput<Name>[] },
    options: AiOptions & { queueRequest: true },
  ): Promise<QueuedRun>;
  /**
   * Embeds texts, or compares contexts with a query, as the input says.
   *
   * @example
   * const { data } = await ai.run('@cf/baai/bge-m3', { text: ['The cat sat.', 'A dog ran.'] });
   * const { response } = await ai.run('@cf/baai/bge-m3', { query: 'Who sat?', contexts: [{ text: 'The cat sat.' }] });
   */
  run(
    model: '@cf/baai/bge-m3',
    input: DeepReadonly<AiTextEmbeddingsInput>,
    options?: AiDefaults,
  ): Promise<AiTextEmbeddingsOutput>;
  run(
    model: '@cf/baai/bge-m3',
    input: DeepReadonly<AiContextsInput> & { readonly query: string },
    options?: AiDefaults,
  ): Promise<AiRerankOutput>;
  run(
    model: '@cf/baai/bge-m3',
    input: DeepReadonly<AiContextsInput> & { readonly query?: undefined },
    options?: AiDefaults,
  ): Promise<AiContextsOutput>;
  /**
   * Runs a model, and answers with the bytes of its event stream: send them on unchanged, or read them with `events()`.
   *
   * @example
   * const stream = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'Hello', stream: true });
   * return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name> & { readonly stream: true },
    options?: AiDefaults,
  ): Promise<ReadableStream<Uint8Array>>;
  /**
   * Runs a model in JSON mode, and answers with the value that it wrote.
   *
   * @example
   * const { response } = await ai.run(model, {
   *   prompt: 'Name a wind, as { "name": string }',
   *   response_format: { type: 'json_object' },
   * });
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name> & { readonly stream?: false; readonly response_format: DeepReadonly<ResponseFormat> },
    options?: AiDefaults,
  ): Promise<AiModelJsonOutput<Name>>;
  /**
   * Runs a model, and answers when it has finished.
   *
   * @example
   * const { response, usage } = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', {
   *   messages: [{ role: 'user', content: 'What is grouped query attention?' }],
   * });
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name> & { readonly stream?: false },
    options?: AiDefaults,
  ): Promise<AiModelOutput<Name>>;
  /**
   * Runs a model where only the value of `stream` at run time decides whether the answer is a stream.
   *
   * @example
   * const answer = await ai.run(model, { prompt: 'Hello', stream: wantsStream });
   * if (answer instanceof ReadableStream) return new Response(answer);
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name> & { readonly response_format: DeepReadonly<ResponseFormat> },
    options?: AiDefaults,
  ): Promise<AiModelJsonOutput<Name> | ReadableStream<Uint8Array>>;
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name>,
    options?: AiDefaults,
  ): Promise<AiModelOutput<Name> | ReadableStream<Uint8Array>>;
  /**
   * Runs a model with options that were made elsewhere, which may ask for the response.
   *
   * @example
   * const options: AiOptions = { timeoutMs: 30_000 };
   * const answer = await ai.run(model, { prompt: 'Hello' }, options);
   * if (answer instanceof Response) return answer;
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name>,
    options?: AiOptions,
  ): Promise<AiModelOutput<Name> | AiModelJsonOutput<Name> | ReadableStream<Uint8Array> | Response>;
  async run(model: string, inputs: object, options: AiOptions = {}): Promise<unknown> {
    if (typeof model !== 'string' || model === '') throw invalidArgument('Ai.run: model', 'a name', model);
    const input = inputs as RunInput;
    const { signal, timeoutMs, maxRetries, ...rest } = { ...this.#defaults, ...options };
    // A stream can be sent only once, and a caller that refuses to wait does not want the pauses between tries.
    const isOnce = rest.rejectIfBusy || Object.values(input).some((value) => value instanceof ReadableStream);
    const times = { signal, timeoutMs, maxRetries: maxRetries ?? (isOnce ? 0 : undefined) };
    const answer = await withRetries(model, times, (stop) =>
      this.#binding.run(model, input, { ...rest, signal: stop }),
    );
    if (answer instanceof ReadableStream) noteOrigin(answer, { model, input, signal });
    return answer;
  }

  /**
   * Lists the models, page by page; a page past the last one is empty.
   *
   * @example
   * for (const { name, description } of await ai.models({ search: 'mistral' })) console.log(name, description);
   */
  models(search: ModelSearch = {}, options: CallOptions = {}): Promise<Model[]> {
    return withRetries('the search for models', { ...this.#defaults, ...options }, (signal) =>
      this.#binding.models(search, { signal }),
    );
  }
}
