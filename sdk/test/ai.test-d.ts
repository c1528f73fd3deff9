// The types of run(): by the model's name, by `stream`, and what they refuse.
import { describe, expectTypeOf, it } from 'vitest';
import {
  Ai,
  type AiContextsOutput,
  type AiOptions,
  type AiRerankOutput,
  type AiTextEmbeddingsOutput,
  type AiTextGenerationInput,
  type AiTextGenerationJsonOutput,
  type AiTextGenerationOutput,
  collect,
  events,
  type FinishReason,
  type Model,
  type QueuedRun,
  type Tool,
  text,
  type Usage,
} from '../src/index.ts';

declare const ai: Ai;
declare const name: string;
declare const wantsStream: boolean;
const model = '@cf/mistral/mistral-7b-instruct-v0.1';

describe('run()', () => {
  it('takes options that may be undefined, under exactOptionalPropertyTypes', () => {
    const optional = undefined as number | undefined;
    ai.run(model, { prompt: 'a', max_tokens: optional, temperature: optional });
    ai.run(model, { messages: [{ role: 'user', content: 'a' }], seed: optional, stream: undefined });
  });

  it('gives text for a known model', () => {
    expectTypeOf(ai.run(model, { prompt: 'a' })).resolves.toEqualTypeOf<AiTextGenerationOutput>();
    expectTypeOf(ai.run(model, { prompt: 'a', stream: false })).resolves.toEqualTypeOf<AiTextGenerationOutput>();
    expectTypeOf(
      ai.run('@cf/tinystories/stories-260k', { messages: [] }),
    ).resolves.toEqualTypeOf<AiTextGenerationOutput>();
    expectTypeOf<AiTextGenerationOutput['response']>().toEqualTypeOf<string>();
    expectTypeOf<AiTextGenerationOutput['usage']>().toEqualTypeOf<Usage | undefined>();
  });

  it('gives bytes with stream: true', () => {
    expectTypeOf(ai.run(model, { prompt: 'a', stream: true })).resolves.toEqualTypeOf<ReadableStream<Uint8Array>>();
    expectTypeOf(ai.run(name, { anything: 1, stream: true })).resolves.toEqualTypeOf<ReadableStream<Uint8Array>>();
  });

  it('gives either when that is known only when it runs', () => {
    expectTypeOf(ai.run(model, { prompt: 'a', stream: wantsStream })).resolves.toEqualTypeOf<
      AiTextGenerationOutput | ReadableStream<Uint8Array>
    >();
  });

  it('takes anything for a model it does not know, and promises nothing', () => {
    expectTypeOf(ai.run('@cf/some/painter', { size: 3 })).resolves.toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf(ai.run(name, { size: 3 })).resolves.toEqualTypeOf<Record<string, unknown>>();
  });

  it('gives vectors and scores for models that read, by what they are asked', () => {
    const contexts = [{ text: 'a' }] as const;
    expectTypeOf(ai.run('@cf/baai/bge-base-en-v1.5', { text: ['a'] })).resolves.toEqualTypeOf<AiTextEmbeddingsOutput>();
    expectTypeOf(ai.run('@cf/baai/bge-m3', { text: 'a' })).resolves.toEqualTypeOf<AiTextEmbeddingsOutput>();
    expectTypeOf(ai.run('@cf/baai/bge-m3', { query: 'q', contexts })).resolves.toEqualTypeOf<AiRerankOutput>();
    expectTypeOf(ai.run('@cf/baai/bge-m3', { contexts })).resolves.toEqualTypeOf<AiContextsOutput>();
    expectTypeOf(
      ai.run('@cf/baai/bge-reranker-base', { query: 'q', contexts, top_k: 1 }),
    ).resolves.toEqualTypeOf<AiRerankOutput>();
    expectTypeOf<AiTextEmbeddingsOutput['data']>().toEqualTypeOf<number[][]>();
    // @ts-expect-error: the model embeds
    ai.run('@cf/baai/bge-base-en-v1.5', { prompt: 'a' });
    // @ts-expect-error: only bge-m3 takes contexts
    ai.run('@cf/baai/bge-base-en-v1.5', { contexts });
    // @ts-expect-error: a reranker needs a query
    ai.run('@cf/baai/bge-reranker-base', { contexts });
    // @ts-expect-error: the model generates text
    ai.run(model, { text: 'a' });
  });

  it('takes messages with text and with parts', () => {
    ai.run(model, { messages: [{ role: 'user', content: 'a' }] });
    ai.run(model, { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] });
  });

  it('gives a value of any type in JSON mode', () => {
    const response_format = { type: 'json_schema', json_schema: { type: 'object' } } as const;
    expectTypeOf(ai.run(model, { prompt: 'a', response_format })).resolves.toEqualTypeOf<AiTextGenerationJsonOutput>();
    expectTypeOf(ai.run(name, { response_format })).resolves.toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf(ai.run(model, { prompt: 'a', response_format, stream: true })).resolves.toEqualTypeOf<
      ReadableStream<Uint8Array>
    >();
  });

  it('gives either of both in JSON mode, where that is known only when it runs', () => {
    const response_format = { type: 'json_object' } as const;
    expectTypeOf(ai.run(model, { prompt: 'a', response_format, stream: wantsStream })).resolves.toEqualTypeOf<
      AiTextGenerationJsonOutput | ReadableStream<Uint8Array>
    >();
  });

  it('gives whatever options that are not known may ask for', () => {
    const options: AiOptions = {};
    expectTypeOf(ai.run(model, { prompt: 'a' }, options)).resolves.toEqualTypeOf<
      AiTextGenerationOutput | AiTextGenerationJsonOutput | ReadableStream<Uint8Array> | Response
    >();
    expectTypeOf(ai.run(model, { prompt: 'a' }, { websocket: true })).resolves.toEqualTypeOf<Response>();
    expectTypeOf(
      ai.run(model, { requests: [{ prompt: 'a' }] }, { queueRequest: true }),
    ).resolves.toEqualTypeOf<QueuedRun>();
  });

  it('takes what cannot be changed, what may be undefined, and what an interface describes', () => {
    const messages = [{ role: 'user', content: 'a' }] as const;
    const input = { messages, tools: [{ name: 'sum', description: 'Adds.' }], stream: true } as const;
    expectTypeOf(ai.run(model, input)).resolves.toEqualTypeOf<ReadableStream<Uint8Array>>();
    const perhaps: { signal: AbortSignal | undefined; ms: number | undefined } = { signal: undefined, ms: undefined };
    ai.run(model, { messages }, { signal: perhaps.signal, timeoutMs: perhaps.ms, maxRetries: perhaps.ms });
    interface Painting {
      size: number;
    }
    const painting: Painting = { size: 3 };
    // Nobody knows what else it may have.
    expectTypeOf(ai.run('@cf/some/painter', painting)).resolves.toEqualTypeOf<
      Record<string, unknown> | ReadableStream<Uint8Array>
    >();
    const extraHeaders: object = { a: 'b' }; // as the runtime's own type has it
    ai.run(model, { prompt: 'a' }, { extraHeaders });
  });

  it('takes an input that was put together before', () => {
    const input: AiTextGenerationInput = { messages: [] };
    input.messages?.push({ role: 'user', content: 'a' });
    ai.run(model, input);
  });

  it('gives the response itself where that is asked for', () => {
    expectTypeOf(ai.run(model, { prompt: 'a' }, { returnRawResponse: true })).resolves.toEqualTypeOf<Response>();
    expectTypeOf(
      ai.run(model, { prompt: 'a', stream: true }, { returnRawResponse: true, signal: new AbortController().signal }),
    ).resolves.toEqualTypeOf<Response>();
  });

  it('takes tools in both forms, and what of the native binding there is', () => {
    const parameters = { type: 'object', properties: { a: { type: 'number', description: 'one' } } };
    const flat: Tool = { name: 'sum', description: 'Adds.', parameters };
    ai.run(model, { messages: [], tools: [flat, { type: 'function', function: flat }] });
    ai.run(model, { messages: [{ role: 'tool', name: 'sum', content: '3' }], functions: [{ name: 'f', code: '' }] });
    ai.run(model, { prompt: 'a', lora: 'b' }, { gateway: { id: 'g', metadata: { user: 5n } }, tags: ['a'] });
  });

  it('refuses wrong input', () => {
    // @ts-expect-error neither prompt nor messages
    ai.run(model, {});
    // @ts-expect-error prompt and messages
    ai.run(model, { prompt: 'a', messages: [] });
    // @ts-expect-error a number for a text
    ai.run(model, { prompt: 5 });
    // @ts-expect-error a text for a number
    ai.run(model, { prompt: 'a', max_tokens: '10' });
    // @ts-expect-error a misspelt field
    ai.run(model, { prompt: 'a', max_token: 10 });
    const call = { id: 'a', type: 'function', function: { name: 'sum', arguments: '{}' } };
    ai.run(model, { messages: [{ role: 'assistant', content: null, tool_calls: [call] }] });
    ai.run(model, { messages: [{ role: 'assistant', tool_calls: [{ name: 'sum', arguments: {} }] }] });
    // @ts-expect-error null content
    ai.run(model, { messages: [{ role: 'assistant', content: null }] });
    // @ts-expect-error an option that does not exist
    ai.run(model, { prompt: 'a' }, { timeout: 5 });
    // @ts-expect-error a tool without a name
    ai.run(model, { messages: [], tools: [{ description: 'a' }] });
    // @ts-expect-error a format that does not exist
    ai.run(model, { prompt: 'a', response_format: { type: 'xml' } });
    // @ts-expect-error a gateway without an id
    ai.run(model, { prompt: 'a' }, { gateway: { skipCache: true } });
  });
});

describe('new Ai()', () => {
  it('takes the three bindings and nothing else', () => {
    new Ai({ run: async () => ({}) });
    new Ai({ fetch: async () => new Response() });
    new Ai({ accountId: 'a', apiToken: 'b', baseUrl: undefined });
    new Ai({ run: async () => ({}) }, { timeoutMs: 30_000, gateway: { id: 'g' } });
    // @ts-expect-error what changes the answers is up to the run
    new Ai({ run: async () => ({}) }, { returnRawResponse: true });
    // @ts-expect-error no token
    new Ai({ accountId: 'a' });
    // @ts-expect-error nothing
    new Ai();
    // @ts-expect-error a text
    new Ai('AI');
  });

  it('takes the overloaded run of a runtime', () => {
    abstract class RuntimeAi<Models extends Record<string, { inputs: object; outputs: unknown }>> {
      abstract run<Name extends keyof Models>(
        model: Name,
        inputs: Models[Name]['inputs'],
        options: { queueRequest: true },
      ): Promise<{ request_id: string }>;
      abstract run<Name extends keyof Models>(
        model: Name,
        inputs: Models[Name]['inputs'],
        options?: { signal?: AbortSignal },
      ): Promise<Models[Name]['outputs']>;
    }
    const runtime = {} as RuntimeAi<{ '@cf/a/b': { inputs: { prompt: string }; outputs: { response: string } } }>;
    new Ai(runtime);
  });
});

describe('models()', () => {
  it('gives models, and takes what to look for', () => {
    expectTypeOf(ai.models()).resolves.toEqualTypeOf<Model[]>();
    ai.models({ search: 'mistral', task: 'Text Generation', page: 2 }, { timeoutMs: 5 });
    // @ts-expect-error a filter that does not exist
    ai.models({ colour: 'red' });
  });
});

describe('events()', () => {
  it('gives chunks with a text', async () => {
    for await (const chunk of events(await ai.run(model, { prompt: 'a', stream: true }))) {
      expectTypeOf(chunk.response).toEqualTypeOf<string>();
      expectTypeOf(chunk.usage).toEqualTypeOf<Usage | undefined>();
      expectTypeOf(chunk.finishReason).toEqualTypeOf<FinishReason | undefined>();
    }
    for await (const piece of text(new ReadableStream())) expectTypeOf(piece).toEqualTypeOf<string>();
    expectTypeOf((await collect(new ReadableStream())).response).toEqualTypeOf<string>();
    // @ts-expect-error an answer is no stream
    events(await ai.run(model, { prompt: 'a' }));
  });
});
