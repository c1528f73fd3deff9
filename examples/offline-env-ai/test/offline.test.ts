// An unchanged Worker with a Tramontane server behind env.AI, in workerd: no account, no network.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Miniflare } from 'miniflare';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arrivalOf } from '../../worker/test/arrival.ts';
import { bundledModel, type LiveServer, startServer } from '../../worker/test/live-server.ts';
import type { Call } from './any-call.ts';
import { startWorker } from './workers.ts';

const greedy = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 200 };
let server: LiveServer;
let worker: Miniflare | undefined;

beforeAll(async () => {
  server = await startServer();
});
afterEach(() => worker?.dispose());
afterAll(() => server?.stop());

async function send(path: string, body?: Call): Promise<Response> {
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const response: unknown = await worker?.dispatchFetch(`http://worker.test${path}`, init);
  return response as Response; // undici's own Response, which the DOM's type describes as well
}

const responseOf = (method: string, ...args: unknown[]) => send('/', { method, args });
const call = async (method: string, ...args: unknown[]): Promise<unknown> => (await responseOf(method, ...args)).json();
const callOfSdk = async (method: string, ...args: unknown[]): Promise<unknown> =>
  (await send('/', { method, args, via: 'sdk' })).json();

describe('src/worker.ts', () => {
  it('gets a whole answer and a stream', async () => {
    worker = await startWorker('../src/worker.ts', server);
    const whole: unknown = await (await send('/')).json();
    expect(whole).toMatchObject({ response: expect.stringMatching(/./), usage: { total_tokens: expect.any(Number) } });

    const response = await send('/stream');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const { text, usage } = await arrivalOf(response.body, performance.now());
    expect(text).not.toBe('');
    expect(usage?.completion_tokens).toBeGreaterThan(10);
  });
});

describe('env.AI.run()', () => {
  it('streams over RPC, piece by piece, the text that is also the whole answer', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const whole = await call('run', bundledModel, greedy);
    expect(whole).toMatchObject({ response: expect.stringMatching(/^, there was/) });

    const askedMs = performance.now();
    const response = await responseOf('run', bundledModel, { ...greedy, stream: true });
    const { text, usage, momentsMs } = await arrivalOf(response.body, askedMs);
    expect(whole).toMatchObject({ response: text, usage });
    expect(momentsMs.length).toBeGreaterThan(10);
    expect(momentsMs.at(0)).toBeLessThan((momentsMs.at(-1) ?? 0) / 2);
  });

  it('serves on after a reader has left a stream', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const response = await responseOf('run', bundledModel, { ...greedy, stream: true, max_tokens: 400 });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await call('run', bundledModel, { ...greedy, max_tokens: 3 })).toMatchObject({
      usage: { completion_tokens: 3 },
    });
  });

  it('gives the response as it stands, refusals included', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const raw = { returnRawResponse: true };
    const response = await responseOf('run', bundledModel, greedy, raw);
    expect(response.status).toBe(200);
    expect(response.headers.get('cf-ai-req-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual(await call('run', bundledModel, greedy));

    const refusal = await responseOf('run', '@cf/x/y', greedy, raw);
    expect(refusal.status).toBe(400);
    expect(await refusal.json()).toMatchObject({ name: 'AiError', internalCode: 5007 });
  });

  it('takes the options of a gateway, and does without one', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const options = {
      gateway: { id: 'mine', skipCache: true },
      extraHeaders: { 'x-session-affinity': 'a' },
      tags: ['t'],
    };
    expect(await call('run', bundledModel, greedy, options)).toEqual(await call('run', bundledModel, greedy));
  });

  it('keeps twenty runs at once apart', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const words = 'Lily Tom Mum Dad Max Ben Sue Tim Anna Jack One The A It Once There Every She He Two'.split(' ');
    const inputs = words.map((prompt) => ({ ...greedy, prompt, max_tokens: 24 }));
    const alone: unknown[] = [];
    for (const input of inputs) alone.push(await call('run', bundledModel, input));
    expect(await Promise.all(inputs.map((input) => call('run', bundledModel, input)))).toEqual(alone);
    expect(new Set(alone.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(10);
  });

  it('hears a signal where the runtime lets one through', async () => {
    const input = { ...greedy, max_tokens: 400 };
    worker = await startWorker('../test/any-call.ts', server, ['enable_abortsignal_rpc']);
    const response = await send('/', { method: 'run', args: [bundledModel, input], abortAfterMs: 10 });
    expect(await response.json()).toMatchObject({ name: 'TimeoutError' });
  });
});

describe('errors', () => {
  // Without the flag RPC drops the names of errors that are not its own; the code must stand first with it and without.
  it.each([
    ['AiError', ['enhanced_error_serialization']],
    ['Error', []],
  ])('are the words of the native binding, and %s by name, with the flags %j', async (name, flags) => {
    worker = await startWorker('../test/any-call.ts', server, flags);
    expect(await call('run', '@cf/x/y', greedy)).toEqual({
      name,
      message: expect.stringMatching(/^5007: No such model @cf\/x\/y or task: this server has '@cf/),
    });
    const words = "Error: oneOf at '/' not met, 0 matches: Type mismatch of '/prompt', 'string' not in 'number'";
    expect(await call('run', bundledModel, { prompt: 5 })).toEqual({
      name,
      message: expect.stringContaining(`5006: ${words}`),
    });
    expect(await call('run', bundledModel)).toMatchObject({ name, message: expect.stringMatching(/^5006: /) });
  });

  it.each([
    ['toMarkdown()', 'toMarkdown', []],
    ['gateway()', 'gateway', ['mine']],
    ['autorag()', 'autorag', ['mine']],
    ['aiSearch()', 'aiSearch', []],
    ['websearch()', 'websearch', [{}]],
    ['run() with websocket', 'run', [bundledModel, greedy, { websocket: true }]],
    ['run() with queueRequest', 'run', [bundledModel, { requests: [greedy] }, { queueRequest: true }]],
  ])('say that there is no %s', async (words, method, args) => {
    worker = await startWorker('../test/any-call.ts', server);
    const message = `env.AI.${words} is not available offline; run(), models() and fetch() are.`;
    expect(await call(method, ...args)).toEqual({ name: 'Error', message });
  });

  it('say what to do where there is no server', async () => {
    const url = 'http://127.0.0.1:9';
    worker = await startWorker('../test/any-call.ts', { url, apiToken: '' });
    const message = expect.stringMatching(
      `No Tramontane server at ${url} \\(.+\\)\\. Start one: TRAMONTANE_API_TOKEN=offline npx @tramontane\\/server serve$`,
    );
    expect(await call('run', bundledModel, greedy)).toEqual({ name: 'Error', message });
    expect(await call('models')).toEqual({ name: 'Error', message });
    expect(await callOfSdk('run', bundledModel, greedy, { maxRetries: 0 })).toEqual({
      name: 'AiServerError',
      message: expect.stringContaining('Start one: TRAMONTANE_API_TOKEN=offline npx @tramontane/server serve'),
    });
  });

  it('say what is wrong with the configuration', async () => {
    worker = await startWorker('../test/any-call.ts', { url: server.url, apiToken: '' });
    const unset = expect.stringMatching(
      / has another token than "offline"\. Start it by .+ or set TRAMONTANE_API_TOKEN /,
    );
    expect(await call('run', bundledModel, greedy)).toEqual({ name: 'Error', message: unset });
    expect(await callOfSdk('models')).toEqual({ name: 'AiAuthenticationError', message: unset });
    await worker.dispose();
    worker = await startWorker('../test/any-call.ts', { url: server.url, apiToken: 'wrong' });
    expect(await call('run', bundledModel, greedy)).toMatchObject({ message: '10000: Authentication error' });
    await worker.dispose();
    worker = await startWorker('../test/any-call.ts', { url: 'localhost', apiToken: 'a' });
    const message = 'TRAMONTANE_URL must be a whole URL such as http://127.0.0.1:8787, but is "localhost".';
    expect(await call('run', bundledModel, greedy)).toMatchObject({ message });
  });
});

describe('the server', () => {
  it('is told to by the props of the binding, before the variables', async () => {
    const { url, apiToken } = server;
    const props = { TRAMONTANE_URL: url, TRAMONTANE_API_TOKEN: apiToken };
    worker = await startWorker('../test/any-call.ts', { url: 'localhost', apiToken: 'wrong' }, [], props);
    const answer = { usage: { prompt_tokens: 5 } };
    expect(await call('run', bundledModel, greedy)).toMatchObject(answer);
    expect(await callOfSdk('run', bundledModel, greedy)).toMatchObject(answer);
  });

  it('hears the token "offline" if nothing is said of one', async () => {
    const heard: unknown[] = [];
    const listener = createServer(({ headers }, answer) => {
      heard.push(headers.authorization);
      answer.setHeader('content-type', 'application/json').end('{"response":"Hi"}');
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    worker = await startWorker('../test/any-call.ts', { url: `http://127.0.0.1:${port}`, apiToken: '' });
    expect(await call('run', bundledModel, greedy)).toEqual({ response: 'Hi' });
    expect(heard).toEqual(['Bearer offline']);
    listener.close();
  });
});

describe('env.AI.models()', () => {
  it('has the models of the server, page by page', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    expect(await call('models')).toMatchObject([{ name: bundledModel }]);
    expect(await call('models', { search: 'stories', task: 'Text Generation' })).toMatchObject([
      { name: bundledModel },
    ]);
    expect(await call('models', { page: 2 })).toEqual([]);
  });
});

describe('env.AI.fetch()', () => {
  it('is all that new Ai(env.AI) needs', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    expect(await callOfSdk('run', bundledModel, greedy)).toEqual(await call('run', bundledModel, greedy));
    expect(await callOfSdk('models')).toEqual(await call('models'));
    expect(await callOfSdk('run', '@cf/x/y', greedy)).toMatchObject({
      name: 'AiModelNotFoundError',
      message: expect.stringMatching(/^5007: No such model @cf\/x\/y or task/),
    });
  });

  it('answers the client of version 2, which marks its body strangely and takes gzip only', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const headers = { 'content-encoding': 'application/json', 'cf-consn-model-id': bundledModel };
    const post = (inputs: object) =>
      responseOf('fetch', 'http://workers-binding.ai/run?version=2', {
        method: 'POST',
        headers,
        body: JSON.stringify({ inputs, options: {} }),
      });
    const response = await post(greedy);
    expect(response.headers.get('content-type')).toBe('application/json');
    const answer: unknown = JSON.parse(gunzipSync(await response.arrayBuffer()).toString());
    expect(answer).toEqual(await call('run', bundledModel, greedy));
    const { text } = await arrivalOf((await post({ ...greedy, stream: true })).body, performance.now());
    expect(answer).toMatchObject({ response: text });
    expect(await (await post({ prompt: 5 })).json()).toMatchObject({ internalCode: 5006 });
  });

  it('has nothing elsewhere', async () => {
    worker = await startWorker('../test/any-call.ts', server);
    const response = await responseOf('fetch', 'http://workers-binding.ai/ai-api/tomarkdown', { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ internalCode: 7001 });
  });
});
