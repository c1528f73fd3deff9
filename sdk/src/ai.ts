// class Ai: the one way in. It is a type over a binding and holds nothing else; two runs never see each other.
import { type AiBinding, openBinding } from './binding.ts';
import type { AiModelInput, AiModelName, AiModelOutput } from './model.ts';
import type { AiOptions, Run } from './run.ts';

/**
 * Workers AI, wherever it runs: on Cloudflare, behind a service binding, or on a server of your own.
 *
 * @example In a Worker
 * const ai = new Ai(env.AI);
 * const { response } = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'What is grouped query attention' });
 *
 * @example In Node, against your own server
 * const ai = new Ai({ accountId, apiToken, baseUrl: 'http://127.0.0.1:8787/client/v4' });
 */
export class Ai {
  readonly #run: Run;

  /**
   * @param binding - `env.AI`, anything with `fetch`, or `{ accountId, apiToken, baseUrl? }`
   * @throws TypeError if it is none of the three
   */
  constructor(binding: AiBinding) {
    this.#run = openBinding(binding);
  }

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
  run(model: string, input: Record<string, unknown>, options?: AiOptions): Promise<unknown> {
    return this.#run(model, input, options);
  }
}
