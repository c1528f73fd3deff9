// The SDK's REST binding in Node, against a live server: streams, whole answers, and the refusals of the API.
import { Ai, AiAuthenticationError, AiBadInputError, type AiError, AiModelNotFoundError, events } from 'tramontane';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrivalOf } from './arrival.ts';
import { bundledModel, type LiveServer, startServer } from './live-server.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
let server: LiveServer;
let ai: Ai;

beforeAll(async () => {
  server = await startServer();
  ai = new Ai({ ...server, baseUrl: `${server.url}/client/v4` });
});
afterAll(() => server?.stop());

/** The same request without the SDK: what stands on the wire. */
async function post(model: string, body: string, apiToken = server.apiToken) {
  const url = `${server.url}/client/v4/accounts/${server.accountId}/ai/run/${model}`;
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${apiToken}` }, body });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('expected a rejection, but there was an answer'),
    (error: unknown) => error,
  );
}

describe('REST', () => {
  it('streams, piece by piece, the text that is also the whole answer', async () => {
    const input = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 200 };
    const whole = await ai.run(bundledModel, input);
    const askedMs = performance.now();
    const stream = await ai.run(bundledModel, { ...input, stream: true });
    const { text, usage, momentsMs } = await arrivalOf(stream, askedMs);
    expect(text).toBe(whole.response);
    expect(usage).toEqual(whole.usage);
    expect(momentsMs.length).toBeGreaterThan(10);
    expect(momentsMs.at(0)).toBeLessThan((momentsMs.at(-1) ?? 0) / 2);
  });

  it('serves on after a reader has left a stream', async () => {
    const stream = await ai.run(bundledModel, { prompt: 'Once', stream: true, max_tokens: 400 });
    for await (const { response } of events(stream)) if (response) break;
    const { usage } = await ai.run(bundledModel, { prompt: 'Once', max_tokens: 3 });
    expect(usage?.completion_tokens).toBeLessThanOrEqual(3);
  });

  it('refuses a wrong token with the envelope and its type', async () => {
    const wire = await post(bundledModel, '{"prompt":"a"}', 'wrong');
    expect(wire.status).toBe(401);
    expect(wire.headers.get('content-type')).toBe('application/json');
    expect(wire.body).toEqual({
      result: null,
      success: false,
      errors: [{ code: 10000, message: 'Authentication error' }],
      messages: [],
    });
    const stranger = new Ai({ ...server, apiToken: 'wrong', baseUrl: `${server.url}/client/v4` });
    const error = await rejection(stranger.run(bundledModel, { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiAuthenticationError);
    expect(error).toMatchObject({ code: 10000, status: 401, retryable: false });
  });

  it('refuses an unknown model with the envelope and its type', async () => {
    const model = '@cf/nobody/nothing';
    const wire = await post(model, '{"prompt":"a"}');
    const requestId = wire.headers.get('cf-ai-req-id');
    expect(wire.status).toBe(400);
    expect(requestId).toMatch(uuid);
    expect(wire.body).toEqual({
      errors: [
        {
          code: 5007,
          message:
            `AiError: No such model: No such model ${model} or task: this server has '${bundledModel}', ` +
            `and the catalogue of Workers AI has no such name (${requestId})`,
        },
      ],
      success: false,
      result: {},
      messages: [],
    });
    const error = await rejection(ai.run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiModelNotFoundError);
    expect(error).toMatchObject({ code: 5007, status: 400, requestId: expect.stringMatching(uuid) });
  });

  it('says of a catalogue model whose weights are not there how to get them', async () => {
    const error = await rejection(ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiModelNotFoundError);
    expect((error as AiError).message).toContain('tramontane serve --model');
  });

  it.each([
    ['{"prompt":', undefined],
    ['{}', {}],
    ['{"prompt":5}', { prompt: 5 }],
    ['{"prompt":"a","messages":[]}', { prompt: 'a', messages: [] }],
  ])('refuses the body %s with the envelope and its type', async (body, input) => {
    const wire = await post(bundledModel, body);
    const requestId = wire.headers.get('cf-ai-req-id');
    expect(wire.status).toBe(400);
    const message = expect.stringMatching(new RegExp(`^AiError: Bad input: Error: .* \\(${requestId}\\)$`, 's'));
    expect(wire.body).toEqual({ errors: [{ code: 5006, message }], success: false, result: {}, messages: [] });
    if (!input) return; // the SDK never sends invalid JSON
    const name: string = bundledModel; // as a name that is not known when compiling, to get past the types
    const error = await rejection(ai.run(name, input));
    expect(error).toBeInstanceOf(AiBadInputError);
    expect(error).toMatchObject({ code: 5006, status: 400, requestId: expect.stringMatching(uuid) });
  });
});
