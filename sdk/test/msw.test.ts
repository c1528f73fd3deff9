// mockWorkersAi(): the API in msw, asked by plain fetch and by Ai over REST and over a service binding.
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  Ai,
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiContextOverflowError,
  AiModelNotFoundError,
  AiServerError,
  AiStreamError,
  collect,
  text,
} from '../src/index.ts';
import { mockWorkersAi } from '../src/msw.ts';
import { collect as all, rejection } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const workersAi = mockWorkersAi({ answers: 'Heads share keys.', apiToken: 'token' });
const server = setupServer(...workersAi.handlers);
const ai = new Ai({ accountId, apiToken: 'token' });
const once = { maxRetries: 0 };
const base = 'https://api.cloudflare.com/client/v4';
const url = `${base}/accounts/${accountId}/ai/run/${model}`;
const authorized = { headers: { authorization: 'Bearer token' } };

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => workersAi.reset());
afterAll(() => server.close());

describe('a run over REST', () => {
  it('is answered as the API does, to the header', async () => {
    const response = await fetch(url, { method: 'POST', body: '{"prompt":"Hi"}', ...authorized });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cf-ai-req-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const usage = { prompt_tokens: 1, completion_tokens: 5, total_tokens: 6 };
    expect(await response.json()).toEqual({
      result: { response: 'Heads share keys.', tool_calls: [], usage, finish_reason: 'stop' },
      success: true,
      errors: [],
      messages: [],
    });
    expect(workersAi.calls).toEqual([{ model, input: { prompt: 'Hi' }, options: {} }]);
    const encoded = url.replace(model, encodeURIComponent(model));
    await fetch(encoded, { method: 'POST', body: '{"prompt":"Hi"}', ...authorized });
    expect(workersAi.calls[1]?.model).toBe(model);
  });

  it('is streamed, in the chunks that a test wants, cut off, and with errors in its middle', async () => {
    const input = { prompt: 'Hi', stream: true } as const;
    const raw = await ai.run(model, input, { returnRawResponse: true });
    expect(raw.headers.get('content-type')).toBe('text/event-stream');
    expect(await raw.text()).toMatch(/^data: \{"response":"Heads".*\n\ndata: \[DONE\]\n\n$/s);

    workersAi.reply({ chunks: ['H', 'öl'], chunkDelayMs: 5 }, { response: 'a b c', cutAfter: 1 });
    workersAi.reply({ response: 'a b c', errorAfter: { chunks: 2, code: 3040 } });
    expect(await all(text(await ai.run(model, input)))).toEqual(['H', 'öl']);
    expect(await rejection(collect(await ai.run(model, input)))).toBeInstanceOf(AiStreamError);
    expect(await rejection(collect(await ai.run(model, input)))).toMatchObject({ code: 3040 });
  });

  it.each([
    [{ code: 10000 }, AiAuthenticationError, 401],
    [{ code: 5007 }, AiModelNotFoundError, 400],
    [{ code: 5028 }, AiModelNotFoundError, 410],
    [{ code: 5006 }, AiBadInputError, 400],
    [{ code: 5021 }, AiContextOverflowError, 413],
    [{ code: 3040, retryAfterSeconds: 3 }, AiCapacityError, 429],
    [{ code: 8008 }, AiServerError, 500],
    [{ code: 3007 }, AiServerError, 408],
    [{ code: 1234, status: 502, message: 'nobody knows' }, AiServerError, 502],
  ])('fails with %j', async (refusal, type, status) => {
    workersAi.reply(refusal);
    const error = await rejection(ai.run(model, { prompt: 'a' }, once));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code: refusal.code, status, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    if ('retryAfterSeconds' in refusal) expect(error).toMatchObject({ retryAfterMs: 3000 });
  });

  it('is refused without the token, and with an input that is none', async () => {
    const stranger = new Ai({ accountId, apiToken: 'other' });
    expect(await rejection(stranger.run(model, { prompt: 'a' }))).toBeInstanceOf(AiAuthenticationError);
    const send = async (body: string) => {
      const response = await fetch(url, { method: 'POST', body, ...authorized });
      return ((await response.json()) as { errors: { message: string }[] }).errors[0]?.message;
    };
    const none = "required properties at '/' are 'prompt', required properties at '/' are 'messages'";
    for (const body of ['{}', 'no JSON', '5']) expect(await send(body)).toContain(none);
    expect(await send('{"prompt":"a","messages":[]}')).toContain("oneOf at '/' not met, 2 matches");
    expect(workersAi.calls).toEqual([]);
  });

  it('is slow where a test wants that', async () => {
    workersAi.reply({ response: 'late', delayMs: 5_000 });
    expect(await rejection(ai.run(model, { prompt: 'a' }, { timeoutMs: 30 }))).toMatchObject({ name: 'TimeoutError' });
  });

  it('says when there is no answer left, and is not tried again', async () => {
    const scripted = mockWorkersAi({ baseUrl: 'http://own.test/client/v4', answers: ['one'] });
    server.use(...scripted.handlers);
    const own = new Ai({ accountId, apiToken: 'any', baseUrl: 'http://own.test/client/v4' });
    expect(await own.run(model, { prompt: 'a' })).toMatchObject({ response: 'one' });
    const error = await rejection(own.run(model, { prompt: 'a' }));
    expect((error as Error).message).toContain('The mock has 1 answer, and this is call 2');
    expect(scripted.calls).toHaveLength(2);
    server.resetHandlers();
  });
});

describe('the other operations', () => {
  it('are runs over a service binding', async () => {
    const binding = new Ai({ fetch: (target, init) => fetch(target, init) });
    expect(await binding.run(model, { prompt: 'Hi' }, { prefix: 'beta' })).toMatchObject({
      response: 'Heads share keys.',
    });
    expect(workersAi.calls).toEqual([{ model, input: { prompt: 'Hi' }, options: {} }]);
    workersAi.reply({ code: 5007 });
    expect(await rejection(binding.run('@cf/a/b', { prompt: 'Hi' }))).toBeInstanceOf(AiModelNotFoundError);
    expect((await binding.models()).map(({ name }) => name)).toEqual([model]);
  });

  it('are models, by page and filter', async () => {
    expect(await ai.models({ search: 'MISTRAL', source: 1, author: 'mistral' })).toHaveLength(1);
    expect(await ai.models({ page: 2 })).toEqual([]);
    expect(await ai.models({ source: 2 })).toEqual([]);
    expect(await rejection(new Ai({ accountId, apiToken: 'x' }).models())).toBeInstanceOf(AiAuthenticationError);
  });

  it('are the verification of a token, and the health', async () => {
    const verified = await (await fetch(`${base}/user/tokens/verify`, authorized)).json();
    expect(verified).toMatchObject({ result: { status: 'active' }, success: true, messages: [{ code: 10000 }] });
    expect((await fetch(`${base}/user/tokens/verify`)).status).toBe(401);
    expect(await (await fetch('https://api.cloudflare.com/healthz')).json()).toEqual({ status: 'ok' });
  });
});
