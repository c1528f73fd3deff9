// The example in the real Workers runtime, against a live server: as it stands, and with other questions.
import type { Miniflare } from 'miniflare';
import type { AiTextGenerationOutput } from 'tramontane';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arrivalOf } from './arrival.ts';
import { bundledModel, type LiveServer, startServer } from './live-server.ts';
import { startRuntimeProxy } from './runtime-proxy.ts';
import { startNativeWorker, startWorker } from './workers.ts';

let server: LiveServer;
let worker: Miniflare | undefined;

beforeAll(async () => {
  server = await startServer();
});
afterEach(() => worker?.dispose());
afterAll(() => server?.stop());

async function ask(body?: object): Promise<Response> {
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const response: unknown = await worker?.dispatchFetch('http://worker.test/', init);
  return response as Response; // undici's own Response, which the DOM's type describes as well
}

describe('src/worker.ts', () => {
  it('streams the answer to the question of the post', async () => {
    worker = await startWorker('../src/worker.ts', server);
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const { text, usage, chunks } = await arrivalOf(response.body, performance.now());
    expect(text).not.toBe('');
    expect(chunks.length).toBeGreaterThan(10);
    expect(usage?.completion_tokens).toBeGreaterThanOrEqual(chunks.length - 1);
  });
});

// Both kinds of env.AI: the service binding of the example, and the class that Cloudflare's runtime itself brings.
describe.each(['a service binding', "the runtime's own binding"])('over %s', (kind) => {
  let stopProxy = () => {};
  const start = async () => {
    if (kind === 'a service binding') return startWorker('../test/any-run.ts', server);
    const proxy = await startRuntimeProxy(server);
    stopProxy = proxy.stop;
    return startNativeWorker('../test/any-run.ts', proxy.address);
  };
  afterEach(() => stopProxy());

  it('streams, piece by piece, the text that is also the whole answer', async () => {
    worker = await start();
    const input = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 200 };
    const whole = (await (await ask({ input })).json()) as AiTextGenerationOutput;
    expect(whole.response).not.toBe('');

    const askedMs = performance.now();
    const response = await ask({ input: { ...input, stream: true } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const { text, usage, momentsMs } = await arrivalOf(response.body, askedMs);
    expect(text).toBe(whole.response);
    expect(usage).toEqual(whole.usage);
    const [first = 0, last = 0] = [momentsMs.at(0), momentsMs.at(-1)];
    expect(momentsMs.length).toBeGreaterThan(10);
    expect(first).toBeLessThan(last / 2); // the first words are here while most of the text is not yet written
  });

  it('gives an unknown model and a malformed input their types', async () => {
    worker = await start();
    const model = '@cf/nobody/nothing';
    const unknown = await (await ask({ model, input: { prompt: 'a' } })).json();
    const requestId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(unknown).toMatchObject({ name: 'AiModelNotFoundError', code: 5007, status: 400, requestId });
    const words = `5007: No such model ${model} or task: this server has '`;
    expect(unknown).toMatchObject({ message: expect.stringContaining(words) });

    const malformed = await (await ask({ input: { prompt: 5 } })).json();
    expect(malformed).toMatchObject({ name: 'AiBadInputError', code: 5006, status: 400 });
  });
});

describe('src/binding.ts', () => {
  it('lets a wrong token be told', async () => {
    worker = await startWorker('../test/any-run.ts', { ...server, apiToken: 'wrong' });
    const error = await (await ask({ model: bundledModel, input: { prompt: 'a' } })).json();
    expect(error).toMatchObject({ name: 'AiAuthenticationError', code: 10000, status: 401 });
  });
});
