// POST /run, as the Workers runtime sends it for env.AI.run(): no envelope, flat errors.
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { authorization, echoing, framesOf, model, startServer } from './harness.ts';

const flatKeys = ['name', 'internalCode', 'httpCode', 'message', 'description', 'requestId'];
const input = { inputs: { prompt: 'Lily' }, options: {} };

async function startBinding() {
  const server = await startServer(echoing);
  const run = (body: unknown, { query = '?version=3', headers = {}, path = '/run' } = {}) =>
    fetch(`${server.url}${path}${query}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'cf-consn-model-id': model, ...headers },
      body: JSON.stringify(body),
    });
  return { server, run };
}

it.each([model, `some-prefix:${model}`])('answers for %s with what REST puts into result', async (id) => {
  const { server, run } = await startBinding();
  const response = await run(input, { headers: { 'cf-consn-model-id': id, 'cf-consn-sdk-version': '2.0.0' } });
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cf-ai-req-id')).not.toBeNull();
  const body = (await response.json()) as object;
  expect(Object.keys(body)).toEqual(['response', 'tool_calls', 'usage', 'finish_reason']);
  expect(((await (await server.run(input.inputs)).json()) as { result: object }).result).toEqual(body);
});

it('streams as REST does', async () => {
  const { run } = await startBinding();
  const response = await run({ inputs: { prompt: 'Lily', stream: true } });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(framesOf(await response.text()).at(-1)).toBe('[DONE]');
});

it.each([
  ['no inputs', { prompt: 'Lily' }, {}, 400, 5006, /^Error: oneOf at '\/' not met, 0 matches: /],
  ['a body that is no object', null, {}, 400, 5006, /^Error: oneOf/],
  [
    'an unknown model',
    input,
    { headers: { 'cf-consn-model-id': '@cf/x/y' } },
    400,
    5007,
    /^No such model @cf\/x\/y or task: this server has '@cf\/tinystories\/stories-260k', and the catalogue of Workers AI has no such name$/,
  ],
  ['no model', input, { headers: { 'cf-consn-model-id': '' } }, 400, 5007, /cf-consn-model-id is missing$/],
  ['an older client', input, { query: '?version=1' }, 405, 5019, /asked was '1'$/],
  ['no version', input, { query: '' }, 405, 5019, /version=3/],
  ['a wrong token', input, { headers: { authorization: 'Bearer wrong' } }, 401, 10000, /^Authentication error$/],
  [
    'what is to be queued',
    { ...input, options: { queueRequest: true } },
    {},
    400,
    5006,
    /^Error: 'queueRequest' is true, but this model has no queue/,
  ],
  ['too much', { inputs: { prompt: 'a', max_tokens: 600 } }, {}, 413, 5021, /context window limit \(512\)\.$/],
] as const)('%s is a flat error', async (_what, body, init, status, code, description) => {
  const { run } = await startBinding();
  const response = await run(body, init);
  const error = (await response.json()) as Record<string, unknown>;
  expect(response.status).toBe(status);
  expect(Object.keys(error)).toEqual(flatKeys);
  expect(error).toMatchObject({ name: 'AiError', internalCode: code, httpCode: status });
  expect(error.description).toMatch(description);
  expect(error.requestId).toBe(response.headers.get('cf-ai-req-id'));
  expect(error.message).toMatch(/^AiError: .+: /);
  expect(error.message).toContain(`${error.description} (${error.requestId})`);
});

it('answers the same where the call goes through a gateway, whole, streamed and refused', async () => {
  const { run } = await startBinding();
  const gateway = { path: '/ai-gateway/run' };
  const options = { gateway: { id: 'my-gateway' } };
  expect(await (await run({ ...input, options }, gateway)).json()).toEqual(await (await run(input)).json());
  const stream = await run({ inputs: { ...input.inputs, stream: true }, options }, gateway);
  expect(framesOf(await stream.text()).at(-1)).toBe('[DONE]');
  const refused = await run({ inputs: {}, options }, gateway);
  expect(refused.status).toBe(400);
  expect(Object.keys((await refused.json()) as object)).toEqual(flatKeys);
});

it.each([
  ['GET', '/run'],
  ['POST', '/run/x'],
  ['POST', '/ai-gateway/nothing'],
  ['GET', '/ai-gateway'],
  ['POST', '/ai-api/models/search'],
  ['GET', '/ai-api/nothing'],
])('%s %s leads nowhere, and says so flatly', async (method, path) => {
  const { server } = await startBinding();
  const response = await fetch(`${server.url}${path}`, { method, headers: { authorization } });
  expect(response.status).toBe(404);
  const error = (await response.json()) as object;
  expect(Object.keys(error)).toEqual(flatKeys);
  expect(error).toMatchObject({
    internalCode: 7001,
    description: expect.stringContaining(`There is nothing at ${method} ${path}; `),
  });
});

it('lists the models, as the runtime asks for them', async () => {
  const { server } = await startBinding();
  const ask = (headers: Record<string, string>) =>
    fetch(`${server.url}/ai-api/models/search?search=stories`, { headers });
  expect(await (await ask({ authorization })).json()).toMatchObject({ result: [{ name: model }], success: true });
  const refused = await ask({ authorization: 'Bearer wrong' });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ name: 'AiError', internalCode: 10000 });
});

it('compresses whole answers for clients of the second version, and neither streams nor errors', async () => {
  const { run } = await startBinding();
  // What @cloudflare/ai 1.1.0 sends: a type where an encoding belongs, and no type.
  const ask = (body: unknown) =>
    run(body, { query: '?version=2', headers: { 'content-encoding': 'application/json', 'content-type': '' } });
  const whole = await ask(input);
  expect(whole.headers.get('content-type')).toBe('application/json');
  expect(whole.headers.get('content-encoding')).toBeNull();
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({ response: ' Lily', finish_reason: 'stop' });

  const stream = await ask({ inputs: { prompt: 'Lily', stream: true } });
  expect(framesOf(await stream.text()).at(-1)).toBe('[DONE]');
  const refused = await ask({ inputs: {} });
  expect(await refused.json()).toMatchObject({ internalCode: 5006 });
});
