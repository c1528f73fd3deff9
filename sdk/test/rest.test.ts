// The REST binding, answered by msw: what it sends, and what it makes of the API's answers.
import { HttpResponse, http } from 'msw';
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
  events,
} from '../src/index.ts';
import { collect, frames, rejection, streamOf } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const baseUrl = 'http://tramontane.test/client/v4';
const requestId = '0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1';
const ai = new Ai({ accountId, apiToken: 'token', baseUrl });
const usage = { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 };

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Answers the next requests, whatever they ask for, and keeps them. */
function answer(respond: () => Response): Request[] {
  const requests: Request[] = [];
  server.use(
    http.all('*', ({ request }) => {
      requests.push(request.clone());
      return respond();
    }),
  );
  return requests;
}
const success = () =>
  HttpResponse.json({ result: { response: 'Hi', tool_calls: [], usage }, success: true, errors: [], messages: [] });

describe('what a run may be given besides its input, over REST', () => {
  it('is a gateway, in headers, which do not replace those of the API', async () => {
    const requests = answer(success);
    const gateway = { id: 'g', skipCache: true, cacheTtl: 60, cacheKey: 'k', metadata: { user: 5n, paid: false } };
    await ai.run(model, { prompt: 'a' }, { gateway, extraHeaders: { authorization: 'none', 'x-mine': '1' } });
    const { headers } = requests[0] as Request;
    expect(Object.fromEntries([...headers].filter(([name]) => /^(cf-aig|x-mine|authorization)/.test(name)))).toEqual({
      authorization: 'Bearer token',
      'cf-aig-cache-key': 'k',
      'cf-aig-cache-ttl': '60',
      'cf-aig-gateway-id': 'g',
      'cf-aig-metadata': '{"user":5,"paid":false}',
      'cf-aig-skip-cache': 'true',
      'x-mine': '1',
    });
  });

  it('is all that a gateway can be asked for', async () => {
    const requests = answer(success);
    const retries = { maxAttempts: 3, retryDelayMs: 250, backoff: 'exponential' } as const;
    const gateway = { id: 'g', collectLog: false, eventId: 'e', requestTimeoutMs: 9000, retries };
    await ai.run(model, { prompt: 'a' }, { gateway });
    const { headers } = requests[0] as Request;
    expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('cf-aig')))).toEqual({
      'cf-aig-backoff': 'exponential',
      'cf-aig-collect-log': 'false',
      'cf-aig-event-id': 'e',
      'cf-aig-gateway-id': 'g',
      'cf-aig-max-attempts': '3',
      'cf-aig-request-timeout': '9000',
      'cf-aig-retry-delay': '250',
    });
  });

  it('are tags and a place in the queue, in the query', async () => {
    const requests = answer(success);
    await ai.run(model, { prompt: 'a' }, { tags: ['team:a', 'b'], queueRequest: true });
    expect(new URL(requests[0]?.url ?? '').search).toBe('?queueRequest=true&tags=team%3Aa%2Cb');
  });

  it('is not to wait for capacity, nor to try again', async () => {
    const full = { errors: [{ code: 3040, message: 'Capacity temporarily exceeded' }], success: false };
    const requests = answer(() => HttpResponse.json(full, { status: 429 }));
    const busy = await rejection(ai.run(model, { prompt: 'a' }, { rejectIfBusy: true }));
    expect(busy).toBeInstanceOf(AiCapacityError);
    expect(requests).toHaveLength(1);
    expect(await requests[0]?.json()).toEqual({ prompt: 'a', options: { rejectIfBusy: true } });
    await rejection(ai.run(model, { prompt: 'a' }, { rejectIfBusy: true, maxRetries: 1 }));
    expect(requests).toHaveLength(3);
  });

  it('is nothing that would be dropped', async () => {
    const requests = answer(success);
    for (const [name, options] of Object.entries({ prefix: { prefix: 'p' }, websocket: { websocket: true } })) {
      const error = await rejection(ai.run(model, { prompt: 'a' }, options));
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ message: expect.stringContaining(`"${name}"`) });
    }
    expect(requests).toEqual([]);
  });

  it('is that it wants the response itself, whatever it says', async () => {
    answer(success);
    const response = await ai.run(model, { prompt: 'a' }, { returnRawResponse: true });
    expect(await response.json()).toMatchObject({ result: { response: 'Hi' }, success: true });
    const requests = answer(() => HttpResponse.text('no', { status: 503 }));
    expect((await ai.run(model, { prompt: 'a' }, { returnRawResponse: true })).status).toBe(503);
    expect(requests).toHaveLength(1);
  });
});

describe('models() over REST', () => {
  it('searches, page by page', async () => {
    const requests = answer(() => HttpResponse.json({ result: [{ name: model }], success: true, errors: [] }));
    expect(await ai.models({ search: '7b', page: 2, hide_experimental: true })).toEqual([{ name: model }]);
    const url = `${baseUrl}/accounts/${accountId}/ai/models/search`;
    expect(requests[0]?.url).toBe(`${url}?search=7b&page=2&hide_experimental=true`);
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer token');
  });

  it('has the same errors', async () => {
    const errors = [{ code: 10000, message: 'Authentication error' }];
    answer(() => HttpResponse.json({ result: null, success: false, errors, messages: [] }, { status: 401 }));
    expect(await rejection(ai.models())).toBeInstanceOf(AiAuthenticationError);
    answer(() => HttpResponse.json({ result: {}, success: true, errors: [], messages: [] }));
    expect(await rejection(ai.models({}, { maxRetries: 0 }))).toBeInstanceOf(AiServerError);
  });
});

describe('over REST', () => {
  it('posts the input to the path of the model, slashes as they are, and unwraps the envelope', async () => {
    const requests = answer(success);
    const input = { messages: [{ role: 'user', content: 'Hello' }], temperature: 0 };
    expect(await ai.run(model, input)).toEqual({ response: 'Hi', tool_calls: [], usage, finish_reason: 'stop' });
    const [request] = requests;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe(`${baseUrl}/accounts/${accountId}/ai/run/@cf/mistral/mistral-7b-instruct-v0.1`);
    expect(request?.headers.get('authorization')).toBe('Bearer token');
    expect(request?.headers.get('content-type')).toBe('application/json');
    expect(await request?.json()).toEqual(input);
  });

  it.each([
    ['Cloudflare, unless told otherwise', undefined, 'https://api.cloudflare.com/client/v4/accounts'],
    ['a base with a slash at its end', `${baseUrl}/`, `${baseUrl}/accounts`],
    ['a base of another path', 'https://proxy.test/ai', 'https://proxy.test/ai/accounts'],
  ])('goes to %s', async (_, base, start) => {
    const requests = answer(success);
    await new Ai({ accountId, apiToken: 'token', baseUrl: base }).run(model, { prompt: 'a' });
    expect(requests[0]?.url).toBe(`${start}/${accountId}/ai/run/${model}`);
  });

  it('encodes what would change the path', async () => {
    const requests = answer(success);
    await ai.run('@cf/a b/c?d#e', { prompt: 'a' });
    expect(requests[0]?.url).toMatch(/\/ai\/run\/@cf\/a%20b\/c%3Fd%23e$/);
  });

  it.each(['../../../../user/tokens', '@cf/../..', '.', 'a/./b', '@cf/a/\ud800'])(
    'does not let %s lead to another route',
    async (name) => {
      const requests = answer(success);
      expect(await rejection(ai.run(name, { prompt: 'a' }))).toBeInstanceOf(AiModelNotFoundError);
      expect(requests).toEqual([]);
    },
  );

  it('sends extra headers, but not in place of its own', async () => {
    const requests = answer(success);
    await ai.run(
      model,
      { prompt: 'a' },
      { extraHeaders: { 'X-Session-Affinity': 'a1', Authorization: 'Bearer other' } },
    );
    expect(requests[0]?.headers.get('x-session-affinity')).toBe('a1');
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer token');
  });

  it('streams', async () => {
    const text = frames({ response: 'H' }, { response: 'i' }, { response: '', usage }, '[DONE]');
    const requests = answer(
      () => new HttpResponse(streamOf([text]), { headers: { 'content-type': 'text/event-stream' } }),
    );
    const chunks = await collect(events(await ai.run(model, { prompt: 'a', stream: true })));
    expect(chunks.map(({ response }) => response).join('')).toBe('Hi');
    expect(chunks.at(-1)?.usage).toEqual(usage);
    expect(await requests[0]?.json()).toEqual({ prompt: 'a', stream: true });
  });

  it.each([
    [401, 10000, 'Authentication error', AiAuthenticationError, false],
    [403, 10000, 'Authentication error', AiAuthenticationError, false],
    [400, 9106, 'Authentication failed (status: 400)', AiAuthenticationError, false],
    [
      404,
      7003,
      'Could not route to /client/v4/accounts/x, perhaps your object identifier is invalid?',
      AiAuthenticationError,
      false,
    ],
    [400, 5007, `No such model: No such model X or task`, AiModelNotFoundError, false],
    [400, 7000, 'No route for that URI', AiModelNotFoundError, false],
    [410, 5028, 'Model deprecated', AiModelNotFoundError, false],
    [400, 5006, "Bad input: Error: oneOf at '/' not met", AiBadInputError, false],
    [405, 5005, 'Lora not supported', AiBadInputError, false],
    [413, 3006, 'Request is too large', AiBadInputError, false],
    [
      413,
      5021,
      'Ai: The estimated number of input and maximum output tokens (4012) exceeded',
      AiContextOverflowError,
      false,
    ],
    [429, 3040, 'Ai: Capacity temporarily exceeded', AiCapacityError, true],
    [429, 3036, 'Account limited', AiCapacityError, false],
    [429, 9999, 'A limit nobody knows yet', AiCapacityError, true],
    [408, 3046, 'Request timeout', AiServerError, true],
    [500, 8008, 'Internal server error', AiServerError, true],
    [503, 9998, 'Nobody knows why', AiServerError, true],
  ])('turns %i/%i "%s" into its type', async (status, code, text, type, retryable) => {
    const errors = [{ message: `AiError: ${text} (${requestId})`, code }];
    answer(() =>
      HttpResponse.json(
        { errors, success: false, result: {}, messages: [] },
        { status, headers: { 'cf-ai-req-id': requestId } },
      ),
    );
    for (const stream of [false, true]) {
      const error = await rejection(ai.run(model, { prompt: 'a', stream }));
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ name: type.name, code, status, errors, requestId, retryable });
      // Neither is a name repeated that the text begins with, nor is `Ai` a name that tells anything.
      const told = text.replace(/^Ai: |^No such model: (?=No such model)/, '');
      expect((error as Error).message).toBe(`${code}: ${told} (${model}, HTTP ${status}, request ${requestId})`);
    }
  });

  it.each([
    [
      'a code as text, as the official schema has it',
      { errors: [{ code: '3040', message: 'Full' }], success: false },
      429,
      AiCapacityError,
      3040,
      '3040: Full',
    ],
    ['no code', { errors: [{ message: 'Full' }], success: false }, 429, AiCapacityError, undefined, 'Full'],
    ['no error at all', { success: false, errors: [] }, 500, AiServerError, undefined, '{"success":false,"errors":[]}'],
    [
      "OpenAI's error",
      { error: { message: 'Too long', code: '5021', type: 'x' } },
      413,
      AiContextOverflowError,
      5021,
      '5021: Too long',
    ],
    [
      "OpenAI's error with a word",
      { error: { message: 'No', code: 'model_not_found' } },
      404,
      AiModelNotFoundError,
      undefined,
      'No',
    ],
    ["vLLM's error", { object: 'error', message: 'No', code: 400 }, 400, AiBadInputError, 400, '400: No'],
    [
      'a refusal under 200',
      { success: false, errors: [{ code: 5006, message: 'No' }], result: null },
      200,
      AiBadInputError,
      5006,
      '5006: No',
    ],
    [
      'a flat one under 200',
      { name: 'AiError', internalCode: 3040, description: 'Full' },
      200,
      AiCapacityError,
      3040,
      '3040: Full',
    ],
  ])('reads %s', async (_, body, status, type, code, words) => {
    for (const stream of [false, true]) {
      answer(() => HttpResponse.json(body, { status }));
      const error = await rejection(ai.run(model, { prompt: 'a', stream }, { maxRetries: 0 }));
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ code, status, message: `${words} (${model}, HTTP ${status})` });
    }
  });

  it('tells of a stream that fails which request it was', async () => {
    const headers = { 'content-type': 'text/event-stream', 'cf-ai-req-id': requestId };
    for (const text of [frames({ response: 'H' }), frames({ errors: [{ code: 3040, message: 'Full' }] })]) {
      answer(() => new HttpResponse(streamOf([text]), { headers }));
      const stream = await ai.run(model, { prompt: 'a', stream: true });
      expect(await rejection(collect(events(stream)))).toMatchObject({ name: 'AiStreamError', status: 200, requestId });
    }
  });

  it.each([
    ['says so where the service does not', {}, 'length'],
    ['says nothing where nobody knows the limit', { completion_tokens: 300 }, undefined],
    ['says nothing where nothing was counted', { prompt_tokens: 0, completion_tokens: 0 }, undefined],
  ])('an answer as long as it may be %s', async (_, counted, expected) => {
    const result = { response: 'Hi', usage: { ...usage, completion_tokens: 256, ...counted } };
    answer(() => HttpResponse.json({ result, success: true, errors: [], messages: [] }));
    expect((await ai.run(model, { prompt: 'a' })).finish_reason).toBe(expected);
  });

  it('types a refusal that is no JSON, as proxies send them', async () => {
    answer(() => new HttpResponse('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }));
    const error = await rejection(ai.run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiServerError);
    expect(error).toMatchObject({ message: `<h1>Bad gateway</h1> (${model}, HTTP 502)`, retryable: true });
  });

  it.each([undefined, '', 5])('has no model of the name %j', async (name) => {
    expect(await rejection(ai.run(name as unknown as string, { prompt: 'a' }))).toBeInstanceOf(TypeError);
  });

  it('keeps the request ids of runs that fail at the same time apart', async () => {
    server.use(
      http.post('*', async ({ request }) => {
        const { prompt } = (await request.json()) as { prompt: string };
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        return HttpResponse.json({ errors: [], success: false }, { status: 400, headers: { 'cf-ai-req-id': prompt } });
      }),
    );
    const ids = Array.from({ length: 50 }, (_, i) => `request-${i}`);
    const failures = await Promise.all(ids.map((prompt) => rejection(ai.run(model, { prompt }))));
    expect(failures.map((error) => (error as AiServerError).requestId)).toEqual(ids);
  });

  it('keeps runs that go on at the same time apart', async () => {
    server.use(
      http.post('*', async ({ request }) => {
        const { prompt } = (await request.json()) as { prompt: string };
        await new Promise((resolve) => setTimeout(resolve, prompt === 'slow' ? 30 : 0));
        if (prompt === 'bad')
          return HttpResponse.json(
            { errors: [{ code: 5006, message: prompt }], success: false, result: {}, messages: [] },
            { status: 400 },
          );
        return HttpResponse.json({ result: { response: prompt }, success: true, errors: [], messages: [] });
      }),
    );
    const outcomes = await Promise.allSettled(['slow', 'bad', 'fast'].map((prompt) => ai.run(model, { prompt })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ value: { response: 'slow' } });
    expect(outcomes[2]).toMatchObject({ value: { response: 'fast' } });
  });
});
