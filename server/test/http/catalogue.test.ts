// The lists beside models/search: schemas, tasks, authors, finetunes, OpenRouter's form, tokens of an account.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { accountId, authorization, model, saying, startServer } from './harness.ts';

async function start() {
  const server = await startServer({ [model]: saying(''), '@cf/me/mine': saying('') });
  const get = async (path: string, headers: Record<string, string> = { authorization }) => {
    const response = await fetch(`${server.accountUrl}${path}`, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { server, get };
}

it('gives schemas that stand for themselves, and hold what a run holds', async () => {
  const { server, get } = await start();
  const { status, body } = await get(`/ai/models/schema?model=${encodeURIComponent(model)}`);
  expect(status).toBe(200);
  const { input, output } = body.result as { input: Schema; output: Schema };
  expect(JSON.stringify(body)).not.toMatch(/"\$ref"|"allOf"|"example"/);
  expect(input).toMatchObject({ type: 'object', oneOf: [{ title: 'Prompt' }, { title: 'Messages' }] });
  const [prompt, messages] = input.oneOf;
  expect(prompt?.required).toEqual(['prompt']);
  expect(messages?.required).toEqual(['messages']);
  expect(prompt?.properties).toMatchObject({
    prompt: { type: 'string', minLength: 1 },
    lora: { type: 'string' },
    raw: { type: 'boolean', default: false },
    stream: { type: 'boolean', default: false },
    max_tokens: { type: 'integer', default: 256 },
    temperature: { type: 'number', default: 0.6, minimum: 0, maximum: 5 },
    top_p: { type: 'number', minimum: 0.001, maximum: 1 },
    top_k: { type: 'integer', minimum: 1, maximum: 50 },
    seed: { type: 'integer', minimum: 1, maximum: 9999999999 },
    repetition_penalty: { type: 'number', minimum: 0, maximum: 2 },
    frequency_penalty: { type: 'number', minimum: -2, maximum: 2 },
    presence_penalty: { type: 'number', minimum: -2, maximum: 2 },
    response_format: { type: 'object', properties: { type: { enum: ['json_object', 'json_schema'] } } },
  });
  expect(Object.keys(messages?.properties ?? {})).toEqual(
    expect.arrayContaining(['messages', 'tools', 'functions', 'max_tokens']),
  );
  expect(output.oneOf).toMatchObject([
    { type: 'object', contentType: 'application/json', required: ['response'] },
    { type: 'string', contentType: 'text/event-stream', format: 'binary' },
  ]);

  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const takes = ajv.compile(input);
  const bodies = [
    { prompt: 'a' },
    { messages: [] },
    { prompt: '' },
    { prompt: 'a', top_k: 51 },
    { prompt: 'a', messages: [] },
  ];
  for (const one of bodies) {
    const { errors = [] } = (await (await server.run(one)).json()) as { errors?: { message: string }[] };
    // The server has one rule more: it answers nothing to no messages.
    const isRefused = errors.some(({ message }) => !message.includes('must hold at least one message'));
    expect(takes(one)).toBe(!isRefused);
  }
});

interface Schema {
  readonly oneOf: readonly { readonly required: readonly string[]; readonly properties: object }[];
}

it.each(['', '?model=', '?model=@cf/x/y'])('has no schemas for %s', async (query) => {
  const { get } = await start();
  expect(await get(`/ai/models/schema${query}`)).toMatchObject({ status: 400, body: { errors: [{ code: 5007 }] } });
});

it('lists tasks, authors, and no finetunes', async () => {
  const { get } = await start();
  const resultOf = async (path: string) => (await get(path)).body.result;
  expect(await resultOf('/ai/tasks/search')).toMatchObject([{ name: 'Text Generation' }]);
  expect(await resultOf('/ai/authors/search')).toEqual([{ name: 'tinystories' }, { name: 'me' }]);
  expect(await resultOf('/ai/finetunes')).toEqual([]);
  expect(await resultOf('/ai/finetunes/public?limit=5&offset=0&orderBy=name')).toEqual([]);
  for (const path of ['/ai/tasks/search', '/ai/authors/search', '/ai/finetunes', '/ai/models/schema']) {
    expect((await get(path, {})).status).toBe(401);
  }
});

it('lists models in OpenRouter’s form, filtered and in pages like the others', async () => {
  const { get } = await start();
  const { body } = await get('/ai/models/search?format=openrouter&author=tinystories');
  expect(Object.keys(body)).toEqual(['data']);
  expect(body.data).toMatchObject([
    { id: model, created: 1690416000, context_length: 512, input_modalities: ['text'] },
  ]);
  expect((await get('/ai/models/search?format=openrouter&page=2')).body).toEqual({ data: [] });
});

it('verifies tokens for an account', async () => {
  const { server, get } = await start();
  const good = await get('/tokens/verify');
  expect(good).toMatchObject({ status: 200, body: { result: { status: 'active' } } });
  const user = await fetch(`${server.url}/client/v4/user/tokens/verify`, { headers: { authorization } });
  expect(await user.json()).toEqual(good.body);
  expect(await get('/tokens/verify', { authorization: 'Bearer x' })).toMatchObject({
    status: 401,
    body: { errors: [{ code: 1000 }] },
  });
  const statusOf = async (account: string) =>
    (await fetch(`${server.url}/client/v4/accounts/${account}/tokens/verify`, { headers: { authorization } })).status;
  expect(await statusOf(accountId.replace('0', '1'))).toBe(403);
  expect(await statusOf('me')).toBe(404);
});
