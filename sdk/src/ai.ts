// class Ai: the one way in. It is types, time and retries over a binding, and holds nothing else; two runs never see
// each other.
import { type AiBinding, openBinding } from './binding.ts';
import type {
  AiModelInput,
  AiModelJsonOutput,
  AiModelName,
  AiModelOutput,
  Model,
  ModelSearch,
  ResponseFormat,
} from './model.ts';
import { persist } from './persist.ts';
import type { AiOptions, Binding, CallOptions } from './run.ts';
import { noteOrigin } from './stream.ts';

/**
 * Workers AI, wherever it runs: on Cloudflare, behind a service binding, or on a server of your own.
 *
 * @example <caption>In a Worker</caption>
 * const ai = new Ai(env.AI);
 * const { response } = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'What is grouped query attention' });
 *
 * @example <caption>In Node, against your own server</caption>
 * const ai = new Ai({ accountId, apiToken, baseUrl: 'http://127.0.0.1:8787/client/v4' });
 */
export class Ai {
  readonly #binding: Binding;

  /**
   * @param binding - `env.AI`, anything with `fetch`, or `{ accountId, apiToken, baseUrl? }`
   * @throws TypeError if it is none of the three
   */
  constructor(binding: AiBinding) {
    this.#binding = openBinding(binding);
  }

  /**
   * Runs a model, and answers with the HTTP response as it stands.
   *
   * @example
   * const response = await ai.run(model, { prompt: 'Hello' }, { returnRawResponse: true });
   * console.log(response.status, response.headers.get('cf-ai-req-id'));
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name>,
    options: AiOptions & { returnRawResponse: true },
  ): Promise<Response>;
  /**
   * Runs a model, and answers with the bytes of its event stream, to be sent on as they are or read with `events()`.
   *
   * @example
   * const stream = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'Hello', stream: true });
   * return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name> & { stream: true },
    options?: AiOptions,
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
    input: AiModelInput<Name> & { stream?: false; response_format: ResponseFormat },
    options?: AiOptions,
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
    input: AiModelInput<Name> & { stream?: false },
    options?: AiOptions,
  ): Promise<AiModelOutput<Name>>;
  /**
   * Runs a model; whether the answer is a stream is known when it runs.
   *
   * @example
   * const answer = await ai.run(model, { prompt: 'Hello', stream: wantsStream });
   * if (answer instanceof ReadableStream) return new Response(answer);
   */
  run<Name extends AiModelName>(
    model: Name,
    input: AiModelInput<Name>,
    options?: AiOptions,
  ): Promise<AiModelOutput<Name> | ReadableStream<Uint8Array>>;
  async run(model: string, input: Record<string, unknown>, options: AiOptions = {}): Promise<unknown> {
    const { timeoutMs: _, maxRetries: __, signal: ___, ...rest } = options;
    const times = options.rejectIfBusy ? { maxRetries: 0, ...options } : options;
    const answer = await persist(model, times, (signal) =>
      this.#binding.run(model, input, { ...rest, ...(signal && { signal }) }),
    );
    if (answer instanceof ReadableStream) noteOrigin(answer, { model, input, signal: options.signal });
    return answer;
  }

  /**
   * The models there are, page by page; a page past the last one is empty.
   *
   * @example
   * for (const { name, description } of await ai.models({ search: 'mistral' })) console.log(name, description);
   */
  models(search: ModelSearch = {}, options: CallOptions = {}): Promise<Model[]> {
    return persist('the search for models', options, (signal) => this.#binding.models(search, { signal }));
  }
}
