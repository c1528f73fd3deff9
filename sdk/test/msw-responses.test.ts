// The mocked Responses API, through OpenAI's own client: whole, streamed, with tools and formats, and what it refuses.
import { setupServer } from 'msw/node';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { mockWorkersAi } from '../src/msw.ts';

const mock = mockWorkersAi({ baseUrl: 'http://mock.test/client/v4', answers: 'Heads share keys.' });
const server = setupServer(...mock.handlers);
let client: OpenAI;
beforeAll(() => {
  server.listen();
  client = new OpenAI({ apiKey: 'a', baseURL: 'http://mock.test/v1', maxRetries: 0 }); // it keeps the fetch of this moment
});
afterEach(() => mock.reset());
afterAll(() => server.close());

const ask = { model: '@cf/a/b', input: 'What is grouped query attention?' };
const parameters = { type: 'object', properties: { a: { type: 'number' } }, additionalProperties: false };
const tools = [{ type: 'function' as const, name: 'sum', parameters, strict: true }];

it('gives a text, and records the call', async () => {
  const { output_text, status, usage } = await client.responses.create({ ...ask, instructions: 'One sentence.' });
  expect({ output_text, status }).toEqual({ output_text: 'Heads share keys.', status: 'completed' });
  expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
  expect(mock.calls).toMatchObject([{ model: '@cf/a/b', input: { instructions: 'One sentence.' } }]);
});

it('streams named events, from which the client makes the whole response', async () => {
  const stream = client.responses.stream(ask);
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  expect(types.slice(0, 4)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
  ]);
  expect(types.filter((type) => type === 'response.output_text.delta')).toHaveLength(3);
  expect(types.at(-1)).toBe('response.completed');
  expect((await stream.finalResponse()).output_text).toBe('Heads share keys.');
});

it('calls tools, whole and streamed', async () => {
  const toolCalls = [{ name: 'sum', arguments: { a: 1 } }];
  mock.reply({ toolCalls }, { toolCalls });
  const called = { type: 'function_call', name: 'sum', arguments: '{"a":1}', call_id: expect.stringMatching(/^call_/) };
  expect((await client.responses.create({ ...ask, tools })).output).toMatchObject([called]);
  const { output } = await client.responses.stream({ ...ask, tools }).finalResponse();
  expect(output).toMatchObject([called]);
});

it('gives JSON where a format asks for it, and says when it was cut off', async () => {
  mock.reply({ response: { name: 'Mistral' } }, { response: 'Once upon', finishReason: 'length' });
  const format = { type: 'json_schema' as const, name: 'wind', schema: { type: 'object' } };
  const { output_text } = await client.responses.create({ ...ask, text: { format } });
  expect(JSON.parse(output_text)).toEqual({ name: 'Mistral' });
  const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
  expect(await client.responses.create({ ...ask, max_output_tokens: 20 })).toMatchObject(cut);
});

it('fails in the middle of a stream as a server does', async () => {
  mock.reply({ errorAfter: { chunks: 1, code: 8008 }, response: 'Heads share keys.' });
  const types: string[] = [];
  const read = async () => {
    for await (const { type } of await client.responses.create({ ...ask, stream: true })) types.push(type);
  };
  await read().catch(() => {}); // the client may throw at the error event
  expect(types.at(-1)).toMatch(/^(?:response\.failed|response\.output_text\.delta)$/);
  expect(types).not.toContain('response.completed');
});

it.each([
  ['previous_response_id', { previous_response_id: 'resp_1' }],
  ['background', { background: true }],
  ['max_output_token', { max_output_token: 5 }],
  ['input', { input: 5 }],
])('refuses %s', async (param, fields) => {
  const refused = client.responses.create({ ...ask, ...fields } as never);
  await expect(refused).rejects.toMatchObject({ status: 400, param });
  expect(mock.calls).toEqual([]);
});
