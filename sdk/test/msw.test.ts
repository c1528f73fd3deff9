// mockWorkersAi(): the API in msw, asked by plain fetch and by Ai, over REST and over a service binding.
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  Ai,
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiConnectionError,
  AiContextOverflowError,
  AiModelNotFoundError,
  AiServerError,
  AiStreamError,
  collect,
  events,
  type RoleScopedChatInput,
  text,
} from '../src/index.ts';
import { mockWorkersAi } from '../src/msw.ts';
import { collect as all, rejection } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const workersAi = mockWorkersAi({ answers: 'Heads share keys.', apiToken: 'token' });
const server = setupServer(...workersAi.handlers);
const ai = new Ai({ accountId, apiToken: 'token' });
const stranger = new Ai({ accountId, apiToken: 'other' });
const streamed = { prompt: 'Hi', stream: true } as const;
const once = { maxRetries: 0 } as object;
const base = 'https://api.cloudflare.com/client/v4';
const url = `${base}/accounts/${accountId}/ai/run/${model}`;
const authorized = { headers: { authorization: 'Bearer token' } };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const usage = { prompt_tokens: 1, completion_tokens: 5, total_tokens: 6 };

const post = (target: string, body: unknown, headers: Record<string, string> = authorized.headers) =>
  fetch(target, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });

/** How many frames the mock has made since. */
function frameCounter(): () => number {
  const encode = vi.spyOn(TextEncoder.prototype, 'encode');
  return () => encode.mock.calls.filter(([frame]) => frame?.startsWith('data: ')).length;
}

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  workersAi.reset();
  server.resetHandlers();
  vi.restoreAllMocks();
});
afterAll(() => server.close());

describe('a run over REST', () => {
  it('is answered as the API does, to the header', async () => {
    const response = await post(url, { prompt: 'Hi' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cf-ai-req-id')).toMatch(uuid);
    expect(response.headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/);
    expect(await response.json()).toEqual({
      result: { response: 'Heads share keys.', tool_calls: [], usage, finish_reason: 'stop' },
      success: true,
      errors: [],
      messages: [],
    });
    expect(workersAi.calls).toEqual([{ model, input: { prompt: 'Hi' }, options: {} }]);
  });

  it('is kept as it was asked, whatever becomes of the conversation', async () => {
    const messages: RoleScopedChatInput[] = [{ role: 'user', content: 'Hi' }];
    const asked = structuredClone(messages);
    const { response } = await ai.run(model, { messages });
    messages.push({ role: 'assistant', content: response });
    expect(workersAi.calls[0]?.input).toEqual({ messages: asked });
  });

  it('takes names of models in all spellings, and query parameters', async () => {
    const encoded = url.replace(model, encodeURIComponent(model));
    for (const target of [encoded, url.replace('@', '%40'), `${url}?tags=a`]) {
      expect((await post(target, { prompt: 'Hi' })).status).toBe(200);
    }
    expect(workersAi.calls.map((call) => call.model)).toEqual([model, model, model]);
  });

  it('is streamed as the API does, to the byte', async () => {
    const response = await post(url, streamed);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('content-length')).toBeNull();
    expect(response.headers.get('cf-ai-req-id')).toMatch(uuid);
    const frames = (await response.text()).split('\n\n');
    expect(frames[0]).toBe('data: {"response":"Heads","tool_calls":[],"p":"a"}');
    expect(frames.slice(3)).toEqual([
      `data: ${JSON.stringify({ response: '', usage, finish_reason: 'stop' })}`,
      'data: [DONE]',
      '',
    ]);
  });

  it('is answered with what was queued, then as ever', async () => {
    const toolCalls = [{ name: 'sum', arguments: { a: 1 } }];
    workersAi.reply('first', { response: { a: 1 }, toolCalls }, async ({ input }) => `You said ${input.prompt}`);
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await ai.run(model, { prompt: 'Hi' }));
    expect(answers.map(({ response }) => response)).toEqual(['first', { a: 1 }, 'You said Hi', 'Heads share keys.']);
    expect(answers[1]).toMatchObject({ tool_calls: toolCalls, finish_reason: 'tool_calls' });
  });

  it('says when there is no answer left, and is not tried again', async () => {
    const scripted = mockWorkersAi({ baseUrl: 'http://own.test:8787/client/v4/', answers: ['one'] });
    server.use(...scripted.handlers);
    const own = new Ai({ accountId, apiToken: 'any', baseUrl: 'http://own.test:8787/client/v4' });
    expect(await own.run(model, { prompt: 'a' })).toMatchObject({ response: 'one' });
    const error = await rejection(own.run(model, { prompt: 'a' }));
    expect((error as Error).message).toContain(`The mock was given 1 answer, and this is call 2: ${model}`);
    expect(scripted.calls).toHaveLength(2);
  });

  it('says what a function of the test threw', async () => {
    workersAi.reply(() => {
      throw new Error('expected another prompt');
    });
    const error = await rejection(ai.run(model, { prompt: 'a' }));
    expect((error as Error).message).toContain('expected another prompt');
  });
});

describe('a stream over REST', () => {
  it('comes in the chunks, and with the pauses, that a test wants', async () => {
    workersAi.reply({ chunks: ['H', 'öl', 'der'], chunkDelayMs: 40, finishReason: 'length' });
    const startedAt = performance.now();
    const times: number[] = [];
    const chunks = [];
    for await (const chunk of events(await ai.run(model, streamed))) {
      chunks.push(chunk);
      times.push(performance.now() - startedAt);
    }
    expect(chunks.map(({ response }) => response)).toEqual(['H', 'öl', 'der', '']);
    expect(chunks.at(-1)).toMatchObject({ finishReason: 'length', usage: { completion_tokens: 2 } });
    for (const [i, time] of times.entries()) expect(time).toBeGreaterThan((i + 1) * 40 - 5);
  });

  it('is cut off in its middle', async () => {
    workersAi.reply({ response: 'a b c', cutAfter: 2 }, { response: 'a b c', cutAfter: 1 });
    expect(await (await post(url, streamed)).text()).toMatch(/^(data: \{"response":" ?[ab]".*\}\n\n){2}$/);
    const seen: string[] = [];
    const reading = async () => {
      for await (const piece of text(await ai.run(model, streamed))) seen.push(piece);
    };
    expect(await rejection(reading())).toBeInstanceOf(AiStreamError);
    expect(seen).toEqual(['a']);
  });

  it('loses its connection in its middle', async () => {
    workersAi.reply({ response: 'a b c', lostAfter: 2 });
    const seen: string[] = [];
    const reading = async () => {
      for await (const { response } of events(await ai.run(model, streamed))) seen.push(response);
    };
    const error = await rejection(reading());
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^The stream broke off: /), retryable: true });
    expect(seen).toEqual(['a', ' b']);
  });

  it('reports an error in its middle, with the id of the run', async () => {
    const busy = { response: 'a b c', errorAfter: { chunks: 2, code: 3040 } };
    workersAi.reply(busy, busy);
    const response = await post(url, streamed);
    const requestId = response.headers.get('cf-ai-req-id');
    const message = `AiError: Ai: Capacity temporarily exceeded, please try again. (${requestId})`;
    const frame = { errors: [{ message, code: 3040 }], success: false, result: {}, messages: [] };
    const frames = (await response.text()).split('\n\n');
    expect(frames.slice(2)).toEqual([`data: ${JSON.stringify(frame)}`, '']);
    const error = await rejection(collect(await ai.run(model, streamed)));
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({ code: 3040, retryable: true });
  });

  it('stops when its signal is aborted', async () => {
    const nFrames = frameCounter();
    workersAi.reply({ response: 'a '.repeat(200), chunkDelayMs: 10 });
    const controller = new AbortController();
    const reading = async () => {
      for await (const _ of events(await ai.run(model, streamed, { signal: controller.signal }))) controller.abort();
    };
    expect(await rejection(reading())).toMatchObject({ name: 'AbortError' });
    const n = nFrames();
    expect(n).toBeLessThan(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(nFrames()).toBe(n);
  });

  it('stops when the loop that reads it is left', async () => {
    const nFrames = frameCounter();
    workersAi.reply({ response: 'a '.repeat(200), chunkDelayMs: 10 });
    for await (const _ of events(await ai.run(model, streamed))) break;
    await new Promise((resolve) => setTimeout(resolve, 30));
    const n = nFrames();
    expect(n).toBeLessThan(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(nFrames()).toBe(n);
  });
});

describe('a connection', () => {
  it('fails, over REST and over a service binding', async () => {
    const lost = { connectionError: true } as const;
    workersAi.reply(lost, lost, lost);
    await expect(post(url, { prompt: 'Hi' })).rejects.toBeInstanceOf(TypeError);
    const overBinding = new Ai({ fetch: (...request) => fetch(...request) });
    for (const each of [ai, overBinding]) {
      const error = await rejection(each.run(model, streamed, once));
      expect(error).toBeInstanceOf(AiConnectionError);
      expect(error).toMatchObject({ retryable: true });
    }
  });

  it('is there again when Ai tries a second time', async () => {
    workersAi.reply({ connectionError: true });
    expect(await ai.run(model, { prompt: 'Hi' })).toMatchObject({ response: 'Heads share keys.' });
    expect(workersAi.calls).toHaveLength(2);
  });
});

describe('an answer that is slow', () => {
  it('comes too late', async () => {
    workersAi.reply({ response: 'late', delayMs: 5_000 });
    expect(await rejection(ai.run(model, { prompt: 'a' }, { timeoutMs: 30 }))).toMatchObject({ name: 'TimeoutError' });
  });

  it('is aborted', async () => {
    workersAi.reply({ response: 'late', delayMs: 5_000 });
    const controller = new AbortController();
    const failed = rejection(ai.run(model, { prompt: 'a' }, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 30);
    expect(await failed).toMatchObject({ name: 'AbortError' });
  });
});

describe('an error over REST', () => {
  it.each([
    [{ code: 9106 }, AiAuthenticationError, 400],
    [{ code: 10000 }, AiAuthenticationError, 401],
    [{ code: 10000, status: 403 }, AiAuthenticationError, 403],
    [{ code: 5035 }, AiAuthenticationError, 403],
    [{ code: 7003 }, AiAuthenticationError, 404],
    [{ code: 5007 }, AiModelNotFoundError, 400],
    [{ code: 7000 }, AiModelNotFoundError, 400],
    [{ code: 3042 }, AiModelNotFoundError, 404],
    [{ code: 5028 }, AiModelNotFoundError, 410],
    [{ code: 5006 }, AiBadInputError, 400],
    [{ code: 5005 }, AiBadInputError, 405],
    [{ code: 3006 }, AiBadInputError, 413],
    [{ code: 5012 }, AiBadInputError, 422],
    [{ code: 5021 }, AiContextOverflowError, 413],
    [{ code: 3021 }, AiCapacityError, 429],
    [{ code: 4006 }, AiCapacityError, 429],
    [{ code: 3040 }, AiCapacityError, 429],
    [{ code: 3007 }, AiServerError, 408],
    [{ code: 8008 }, AiServerError, 500],
    [{ code: 8008, status: 503 }, AiServerError, 503],
    [{ code: 1234, status: 502, message: 'Nobody knows' }, AiServerError, 502],
  ])('%j is of its class', async (refusal, type, status) => {
    workersAi.reply(refusal, refusal);
    const error = await rejection(ai.run(model, { prompt: 'a' }, once));
    expect((error as Error).constructor).toBe(type);
    expect(error).toMatchObject({ code: refusal.code, status });
    // A refusal comes before the first frame: as JSON, even if a stream was asked for.
    const refused = await post(url, streamed);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([status, 'application/json']);
  });

  it('has the body of who refuses: tokens, routes, a model', async () => {
    const refused = async (code: number) => {
      workersAi.reply({ code });
      const response = await post(url, { prompt: 'Hi' });
      return { requestId: response.headers.get('cf-ai-req-id'), body: await response.text() };
    };
    expect(await refused(10000)).toEqual({
      requestId: null,
      body: '{"result":null,"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[]}',
    });
    expect(await refused(7000)).toEqual({
      requestId: null,
      body: '{"success":false,"errors":[{"code":7000,"message":"No route for that URI"}],"messages":[],"result":null}',
    });
    const { requestId, body } = await refused(5007);
    expect(requestId).toMatch(uuid);
    const message = `AiError: No such model: No such model or task (${requestId})`;
    expect(body).toBe(`{"errors":[{"message":"${message}","code":5007}],"success":false,"result":{},"messages":[]}`);
  });

  it('says when to come back only where a test wants that', async () => {
    workersAi.reply({ code: 3040, retryAfterSeconds: 3 }, { code: 3040 });
    expect(await rejection(ai.run(model, { prompt: 'a' }, once))).toMatchObject({ status: 429, retryAfterMs: 3_000 });
    expect((await post(url, { prompt: 'a' })).headers.has('retry-after')).toBe(false);
  });

  it('passes by, and Ai tries again', async () => {
    workersAi.reply({ code: 3040, retryAfterSeconds: 0 }, 'at last');
    expect(await ai.run(model, { prompt: 'a' })).toMatchObject({ response: 'at last' });
    expect(workersAi.calls).toHaveLength(2);
  });

  it('is what a wrong token gets, whatever it sends, and no call', async () => {
    expect(await rejection(stranger.run(model, { prompt: 'a' }))).toMatchObject({ code: 10000, status: 401 });
    expect((await post(url, 'no JSON', {})).status).toBe(401);
    expect(workersAi.calls).toEqual([]);
  });

  it.each([
    [{ prompt: 'a', messages: [] }, "Error: oneOf at '/' not met, 2 matches"],
    [{}, "required properties at '/' are 'prompt', required properties at '/' are 'messages'"],
    ['no JSON', "required properties at '/' are 'prompt', required properties at '/' are 'messages'"],
    ['null', "required properties at '/' are 'prompt', required properties at '/' are 'messages'"],
    [{ messages: 'a' }, "required properties at '/' are 'prompt', required properties at '/' are 'messages'"],
    [{ prompt: '' }, "Length of '/prompt' must be >= 1 not met, required properties at '/' are 'messages'"],
    [{ prompt: 5 }, "'/prompt', 'string' not in 'number','integer', required properties at '/' are 'messages'"],
    [{ prompt: null }, "'/prompt', 'string' not in 'null', required properties at '/' are 'messages'"],
  ])('is what the input %j gets, and no call', async (inputs, expected) => {
    const response = await post(url, inputs);
    const { errors } = (await response.json()) as { errors: { code: number; message: string }[] };
    expect([response.status, errors[0]?.code]).toEqual([400, 5006]);
    expect(errors[0]?.message).toContain(expected);
    expect(errors[0]?.message).toMatch(/^AiError: Bad input: Error: oneOf at .* \([0-9a-f-]{36}\)$/);
    expect(workersAi.calls).toEqual([]);
  });

  it('is none for inputs that are fine', async () => {
    for (const inputs of [{ messages: [] }, { prompt: '', messages: [] }, { prompt: 'a', unknown: null }]) {
      expect((await post(url, inputs)).status).toBe(200);
    }
  });
});

describe('a run over a service binding', () => {
  const binding = new Ai({ fetch: (target, init) => fetch(target, init) });

  it('has no envelope, and needs no token', async () => {
    const tags = ['a'];
    expect(await binding.run(model, { prompt: 'Hi' }, { prefix: 'beta', tags })).toEqual({
      response: 'Heads share keys.',
      tool_calls: [],
      usage,
      finish_reason: 'stop',
    });
    expect(workersAi.calls).toEqual([{ model, input: { prompt: 'Hi' }, options: { tags } }]);
    expect(await all(text(await binding.run(model, streamed)))).toEqual(['Heads', ' share', ' keys.']);
    expect(await binding.run(model, { prompt: 'Hi' }, { gateway: { id: 'g' } })).toMatchObject({ usage });
    expect((await binding.models()).map(({ name }) => name)).toEqual([model]);
  });

  it('has flat errors, also in the middle of streams', async () => {
    const target = 'https://workers-binding.ai/run?version=3';
    const headers = { 'cf-consn-model-id': model };
    workersAi.reply({ code: 5007 }, { response: 'a b', errorAfter: { chunks: 1, code: 8008 } });
    const refused = await post(target, { inputs: { prompt: 'Hi' } }, headers);
    const requestId = refused.headers.get('cf-ai-req-id');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      name: 'AiError',
      internalCode: 5007,
      httpCode: 400,
      message: `AiError: No such model: No such model or task (${requestId})`,
      description: 'No such model or task',
      requestId,
    });
    const [, frame] = (await (await post(target, { inputs: streamed }, headers)).text()).split('\n\n');
    expect(frame).toMatch(/^data: \{"name":"AiError","internalCode":8008,/);
    workersAi.reply({ response: 'a b', errorAfter: { chunks: 1, code: 8008 } });
    expect(await rejection(collect(await binding.run(model, streamed)))).toMatchObject({ code: 8008 });
  });

  it('compresses whole answers for clients of version 2', async () => {
    const target = 'http://workers-binding.ai/run?version=2';
    const headers = { 'cf-consn-model-id': model };
    const { body } = await post(target, { inputs: { prompt: 'Hi' } }, headers);
    const whole = body && new Response(body.pipeThrough(new DecompressionStream('gzip')));
    expect(await whole?.json()).toMatchObject({ response: 'Heads share keys.', usage });
    expect(await (await post(target, { inputs: streamed }, headers)).text()).toMatch(/^data: .*\[DONE\]\n\n$/s);
    workersAi.reply({ code: 5007 });
    const refused = await post(target, { inputs: { prompt: 'Hi' } }, headers);
    expect(await refused.json()).toMatchObject({ internalCode: 5007 });
  });

  it.each([
    ['an older version', '?version=1', { inputs: { prompt: 'a' } }, model, 405, 5019],
    ['no version', '', { inputs: { prompt: 'a' } }, model, 405, 5019],
    ['no model', '?version=3', { inputs: { prompt: 'a' } }, '', 400, 5007],
    ['no inputs', '?version=3', {}, model, 400, 5006],
    ['no JSON', '?version=3', 'null', model, 400, 5006],
  ])('with %s is refused', async (_, query, body, name, status, internalCode) => {
    const headers = { 'cf-consn-model-id': name };
    const refused = await post(`http://workers-binding.ai/run${query}`, body, headers);
    expect([refused.status, await refused.json()]).toMatchObject([status, { internalCode }]);
    expect(workersAi.calls).toEqual([]);
  });

  it('needs the token at a server of its own', async () => {
    const target = 'https://api.cloudflare.com/run?version=3';
    const headers = { 'cf-consn-model-id': model };
    const body = { inputs: { prompt: 'Hi' } };
    const refused = await post(target, body, headers);
    expect([refused.status, await refused.json()]).toMatchObject([401, { internalCode: 10000 }]);
    expect((await post(target, body, { ...headers, ...authorized.headers })).status).toBe(200);
  });
});

describe('the other operations', () => {
  it('are models, by page and filter', async () => {
    const find = async (...search: Parameters<typeof ai.models>) => (await ai.models(...search)).length;
    expect(await find({ search: 'MISTRAL', task: 'Text Generation', author: 'mistral', source: 1 })).toBe(1);
    for (const search of [{ page: 2 }, { source: 2 }, { task: 'Translation' }, { author: 'meta' }, { search: 'x' }]) {
      expect(await find(search)).toBe(0);
    }
    const listed = await (await fetch(`${base}/accounts/${accountId}/ai/models/search?task=`, authorized)).json();
    const page = { count: 1, page: 1, per_page: 100, total_count: 1 };
    expect(listed).toMatchObject({ success: true, result: [{ name: model }], result_info: page });
    expect(await rejection(ai.models({ page: 0 }))).toMatchObject({ code: 8001, status: 400 });
    expect(await rejection(stranger.models())).toBeInstanceOf(AiAuthenticationError);
  });

  it('are the models of a test', async () => {
    const [one] = await ai.models();
    if (!one) throw new Error('there is a model');
    const beta = { ...one, name: '@cf/own/beta', properties: [{ property_id: 'beta', value: 'true' }] };
    const baseUrl = 'http://own.test/client/v4';
    server.use(...mockWorkersAi({ baseUrl, models: [one, beta] }).handlers);
    const own = new Ai({ accountId, apiToken: 'any', baseUrl });
    expect(await own.models({ per_page: 1, page: 2 })).toEqual([beta]);
    expect(await own.models({ hide_experimental: true })).toEqual([one]);
    expect(await own.models({ hide_experimental: false })).toEqual([one, beta]);
  });

  it('are the verification of a token, and the health', async () => {
    const verified = await (await fetch(`${base}/user/tokens/verify`, authorized)).json();
    expect(verified).toMatchObject({ result: { status: 'active' }, success: true, messages: [{ code: 10000 }] });
    const refused = await fetch(`${base}/user/tokens/verify`);
    expect([refused.status, await refused.json()]).toMatchObject([401, { errors: [{ code: 1000 }], result: null }]);
    expect(await (await fetch('https://api.cloudflare.com/healthz')).json()).toEqual({ status: 'ok' });
    const ready = await (await fetch('https://api.cloudflare.com/readyz')).json();
    expect(ready).toMatchObject({ status: 'ready', models: [{ status: 'ready', restarts: 0 }] });
    expect((await fetch('https://api.cloudflare.com/metrics')).status).toBe(401);
    const metrics = await (await fetch('https://api.cloudflare.com/metrics', authorized)).text();
    expect(metrics).toContain('tramontane_engine_up{model=');
  });
});

describe('what a server has beside /client/v4', () => {
  const besides = (baseUrl: string) =>
    mockWorkersAi({ baseUrl })
      .handlers.map(({ info }) => String(info.path))
      .filter((path) => !/\/accounts\/|\/user\/tokens\/|workers-binding\.ai/.test(path));

  it.each([
    ['http://own.test:8787/client/v4', 'http://own.test:8787/'],
    ['http://own.test:8787/client/v4/', 'http://own.test:8787/'],
    ['http://own.test/ai/client/v4', 'http://own.test/ai/'],
  ])('lies at %s in %s', (baseUrl, root) => {
    const paths = besides(baseUrl);
    expect(paths.filter((path) => !path.startsWith(root))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['v1/chat/completions', 'run', 'docs'].map((path) => root + path)));
  });

  it('leaves the routes of an application alone', () => {
    expect(besides('http://app.test/api/ai')).toEqual([]);
    vi.stubGlobal('location', new URL('http://app.test/chat'));
    expect(besides('http://app.test/client/v4')).toEqual([]);
    expect(besides('http://app.test/ai/client/v4')).toContain('http://app.test/ai/docs');
    expect(besides('http://other.test/client/v4')).toContain('http://other.test/docs');
    vi.unstubAllGlobals();
  });
});

it('refuses a base URL that is no URL', () => {
  expect(() => mockWorkersAi({ baseUrl: '/client/v4' })).toThrow(TypeError);
});
