// The examples of answers in openapi.yaml, beside what is answered: to the byte where that is certain, otherwise the same
// keys in the same order.
import { describe, expect, it } from 'vitest';
import { ServerError } from '../../src/errors.ts';
import { spec } from '../../src/generated/spec.gen.ts';
import { follow, schemaAt } from '../contract/operations.ts';
import { authorization, engineOf, framesOf, model, saying, startServer, type TestServer } from './harness.ts';

const { responses } = spec.components;
const bundledModel = { [model]: saying('Lily') };

type Ask = (server: TestServer) => Promise<Response>;

const headers = { authorization };
const account = (path: string, init: RequestInit = {}): Ask => {
  return ({ accountUrl }) => fetch(`${accountUrl}${path}`, { headers, ...init });
};
const elsewhere = (path: string, init: RequestInit = {}): Ask => {
  return ({ url }) => fetch(`${url}${path}`, { headers, ...init });
};
const post = (body: object, more: Record<string, string> = headers) => {
  return { method: 'POST', headers: more, body: JSON.stringify(body) };
};
const run = (body: object): Ask => {
  return (server) => server.run(body);
};
const prompt = { prompt: 'Tim' };
const chat = { model, messages: [{ role: 'user', content: 'Tim' }] };
const openAi = (path: string, body: object): Ask => account(`/ai/v1/${path}`, post(body));
const bound = (name: string) =>
  elsewhere('/run?version=3', post({ inputs: prompt }, { ...headers, 'cf-consn-model-id': name }));

/** The example at a place of the document. */
function exampleAt(pointer: string, name: string): unknown {
  const examples = schemaAt(spec, `${follow(pointer)}/content/application~1json/examples`);
  return (examples[name] as { value: unknown }).value;
}
const component = (name: string, example: string) => exampleAt(`#/components/responses/${name}`, example);
const operation = (path: string, method: string, status: string, example: string) =>
  exampleAt(`#/paths/${path.replaceAll('/', '~1')}/${method}/responses/${status}`, example);

/** Ids of requests are drawn. */
const withoutIds = (text: string) => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');

/** Keys and their order; lists by the first of their elements. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, one]) => [key, shapeOf(one)]);
}

const failing = (kind: ConstructorParameters<typeof ServerError>[0]) => {
  return engineOf(async function* () {
    yield* [];
    throw new ServerError(kind);
  });
};

const models = '/client/v4/accounts/{account_id}/ai';

describe('to the byte', () => {
  it.each<[string, unknown, Ask]>([
    ['a search', operation(`${models}/models/search`, 'get', '200', 'bundled'), account('/ai/models/search')],
    [
      'a search for a binding',
      operation('/ai-api/models/search', 'get', '200', 'bundled'),
      elsewhere('/ai-api/models/search'),
    ],
    ['tasks', operation(`${models}/tasks/search`, 'get', '200', 'all'), account('/ai/tasks/search')],
    ['authors', operation(`${models}/authors/search`, 'get', '200', 'bundled'), account('/ai/authors/search')],
    ['finetunes', component('Finetunes', 'none'), account('/ai/finetunes')],
    ['OpenAI’s models', component('OpenAiModels', 'bundled'), account('/ai/v1/models')],
    ['OpenAI’s model', component('OpenAiModel', 'bundled'), elsewhere(`/v1/models/${model}`)],
    ['bad input', component('RunBadRequest', 'badInput'), run({})],
    [
      'no such model',
      component('RunBadRequest', 'noSuchModel'),
      account('/ai/run/@cf/mistral/mistral-8b', post(prompt)),
    ],
    ['no route', component('RunBadRequest', 'noRoute'), account('/ai/nowhere')],
    ['no route of a list', component('BadRequest', 'noRoute'), account('/ai/nowhere')],
    [
      'a token to verify',
      component('InvalidToken', 'invalid'),
      elsewhere('/client/v4/user/tokens/verify', { headers: {} }),
    ],
    ['an unknown token', component('Unauthorized', 'unknownToken'), account('/ai/models/search', { headers: {} })],
    [
      'another account',
      component('Forbidden', 'otherAccount'),
      elsewhere(`/client/v4/accounts/${'a'.repeat(32)}/ai/models/search`),
    ],
    [
      'a malformed account',
      component('NotFound', 'malformedAccount'),
      elsewhere('/client/v4/accounts/me/ai/run/@cf/mistral/mistral-7b-instruct-v0.1', post(prompt)),
    ],
    ['no LoRA', component('NotAllowed', 'noLora'), run({ ...prompt, lora: 'a' })],
    [
      'OpenAI’s bad input',
      component('OpenAiRefusal', 'badInput'),
      openAi('chat/completions', { ...chat, temperature: 9 }),
    ],
    ['OpenAI’s unknown token', component('OpenAiRefusal', 'unknownToken'), account('/ai/v1/models', { headers: {} })],
    ['a model for a binding', operation('/run', 'post', '4XX', 'noSuchModel'), bound('@cf/mistral/mistral-8b')],
    [
      'a token for a binding',
      operation('/ai-api/models/search', 'get', '4XX', 'unknownToken'),
      elsewhere('/ai-api/models/search', { headers: {} }),
    ],
  ])('%s', async (_, example, ask) => {
    const answer = await (await ask(await startServer(bundledModel))).text();
    expect(withoutIds(answer)).toBe(withoutIds(JSON.stringify(example)));
  });

  it.each<[string, unknown, Parameters<typeof failing>[0], Ask]>([
    ['a timeout', component('Timeout', 'timeout'), 'timeout', run(prompt)],
    ['no capacity', component('TooManyRequests', 'noCapacity'), 'noCapacity', run(prompt)],
    ['too many a minute', component('TooManyRequests', 'rateLimited'), 'rateLimited', run(prompt)],
    ['a fault', component('ServerError', 'internal'), 'internal', run(prompt)],
    ['an engine that is lost', component('Unavailable', 'engineLost'), 'engineLost', run(prompt)],
    ['a fault, for OpenAI', component('OpenAiFailure', 'internal'), 'internal', openAi('chat/completions', chat)],
    ['a fault, for a binding', operation('/run', 'post', '5XX', 'internal'), 'internal', bound(model)],
  ])('%s', async (_, example, kind, ask) => {
    const answer = await (await ask(await startServer({ [model]: failing(kind) }))).text();
    expect(withoutIds(answer)).toBe(withoutIds(JSON.stringify(example)));
  });
});

const call = JSON.stringify({ name: 'sum', arguments: { a: 1 } });
const tools = [{ type: 'function', function: { name: 'sum' } }];
const json = { ...prompt, response_format: { type: 'json_object' } };

describe('key by key', () => {
  it.each<[string, unknown, Ask, string]>([
    ['a run', component('Run', 'answer'), run(prompt), 'Lily'],
    ['a run in JSON mode', component('Run', 'json'), run(json), '{"name":"Lily"}'],
    ['a run for a binding', operation('/run', 'post', '200', 'answer'), bound(model), 'Lily'],
    ['an active token', component('Token', 'active'), elsewhere('/client/v4/user/tokens/verify'), ''],
    ['too many tokens', component('TooLarge', 'contextOverflow'), run({ ...prompt, max_tokens: 9999 }), ''],
    ['a chat', component('ChatCompletion', 'answer'), openAi('chat/completions', chat), 'Lily'],
    ['a call', component('ChatCompletion', 'toolCall'), openAi('chat/completions', { ...chat, tools }), call],
    ['a text', component('Completion', 'text'), openAi('completions', { model, prompt: 'Tim' }), 'Lily'],
  ])('%s', async (_, example, ask, text) => {
    const answer: unknown = await (await ask(await startServer({ [model]: saying(text) }))).json();
    expect(shapeOf(answer)).toEqual(shapeOf(example));
  });

  it('the schemas of a model, of which the example is a part', async () => {
    const server = await startServer(bundledModel);
    const response = await account(`/ai/models/schema?model=${model}`)(server);
    const example = operation(`${models}/models/schema`, 'get', '200', 'short');
    expect(await response.json()).toMatchObject(example as object);
  });

  it.each<[string, string, Ask]>([
    ['a run', responses.Run.content['text/event-stream'].examples.stream.value, run({ ...prompt, stream: true })],
    [
      'a chat',
      responses.ChatCompletion.content['text/event-stream'].examples.stream.value,
      openAi('chat/completions', { ...chat, stream: true }),
    ],
    [
      'a text',
      responses.Completion.content['text/event-stream'].examples.stream.value,
      openAi('completions', { model, prompt: 'Tim', stream: true }),
    ],
  ])('the frames of a stream: %s', async (_, example, ask) => {
    const text = await (await ask(await startServer({ [model]: saying('Lily and Tim') }))).text();
    const shapes = (stream: string) => {
      const all = framesOf(stream).map((data) =>
        data === '[DONE]' ? data : JSON.stringify(shapeOf(JSON.parse(data))),
      );
      return [...new Set(all)];
    };
    expect(shapes(example)).toEqual(shapes(text));
  });
});
