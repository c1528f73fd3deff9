// The native binding: what is handed to env.AI.run, and the types of its errors.
import { describe, expect, it, vi } from 'vitest';
import {
  Ai,
  AiAbortError,
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiConnectionError,
  AiContextOverflowError,
  AiError,
  AiModelNotFoundError,
  AiServerError,
  text,
} from '../src/index.ts';
import { rejection, streamOf } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const failing = (message: string, extra: object = {}) =>
  new Ai({ run: () => Promise.reject(Object.assign(new Error(message), { name: 'InferenceUpstreamError' }, extra)) });

describe('over env.AI', () => {
  it('hands on model, input and options, and gives back the very answer', async () => {
    const answer = { response: 'Hi', usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
    const run = vi.fn(async () => answer);
    const input = { prompt: 'Hello' };
    const options = { extraHeaders: { a: 'b' } };
    expect(await new Ai({ run }).run(model, input, options)).toBe(answer);
    expect(run.mock.calls).toEqual([[model, input, options]]);
  });

  it('calls run as a method', async () => {
    const binding = {
      greeting: 'Hi',
      async run() {
        return { response: this.greeting };
      },
    };
    expect(await new Ai(binding).run(model, { prompt: 'a' })).toEqual({ response: 'Hi' });
  });

  it('takes a proxy that asks its target for each property, and fails where there is none', async () => {
    // As getPlatformProxy() of wrangler gives a service binding: the stub behind it knows run and fetch alone.
    const run = vi.fn(async () => ({ response: 'Hi' }));
    const proxy = new Proxy({} as { run: typeof run }, {
      has(_, name) {
        if (name === 'run' || name === 'fetch') return true;
        throw new TypeError(`The RPC receiver does not implement the method "${String(name)}".`);
      },
      get: (_, name) => (name === 'run' ? run : undefined),
    });
    expect(await new Ai(proxy).run(model, { prompt: 'a' })).toEqual({ response: 'Hi' });
    expect(run.mock.calls).toEqual([[model, { prompt: 'a' }]]);
  });

  it('gives back the very stream', async () => {
    const stream = streamOf([]);
    expect(await new Ai({ run: async () => stream }).run(model, { prompt: 'a', stream: true })).toBe(stream);
  });

  it.each([
    ['5007: No such model X or task', AiModelNotFoundError, 5007, 400, false],
    ["5006: Error: oneOf at '/' not met", AiBadInputError, 5006, 400, false],
    ['5021: The estimated number of tokens exceeded', AiContextOverflowError, 5021, 413, false],
    ['3040: Capacity temporarily exceeded, please try again.', AiCapacityError, 3040, 429, true],
    ['4006: you have used up your daily free allocation', AiCapacityError, 4006, 429, false],
    ['10000: Authentication error', AiAuthenticationError, 10000, 401, false],
    ['3007: Request timeout', AiServerError, 3007, 408, true],
    ['8008: Internal error\nwith a second line', AiServerError, 8008, 500, true],
  ])('reads the code of "%s"', async (message, type, code, status, retryable) => {
    const error = await rejection(failing(message).run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({
      name: type.name,
      message,
      code,
      status,
      retryable,
      errors: [{ code, message: message.slice(message.indexOf(' ') + 1) }],
    });
    expect((error as AiError).cause).toBeInstanceOf(Error);
  });

  it('finds the request in the text and leaves it out of the message', async () => {
    const id = '0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1';
    const error = await rejection(failing(`5007: AiError: No such model: X (${id})`).run(model, { prompt: 'a' }));
    expect(error).toMatchObject({ message: '5007: No such model: X', requestId: id });
  });

  it('keeps an unknown code, and makes nothing up about it', async () => {
    const error = await rejection(failing('5999: Something new').run(model, { prompt: 'a' }));
    expect(error).toMatchObject({ name: 'AiError', code: 5999, status: undefined, retryable: false });
  });

  it('knows a lost network by the mark of the runtime', async () => {
    const error = await rejection(failing('Network connection lost.', { retryable: true }).run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiConnectionError);
    expect(error).toMatchObject({ retryable: true, code: undefined });
  });

  it('wraps what has no code as AiError', async () => {
    const error = await rejection(
      failing('Content-Type is required with ReadableStream inputs').run(model, { prompt: 'a' }),
    );
    expect(error).toBeInstanceOf(AiError);
    expect(error).toMatchObject({ name: 'AiError', code: undefined, retryable: false });
  });

  it('is aborted by the signal, before the call and during it, and though the binding does not listen', async () => {
    const reason = new Error('the user left');
    const run = vi.fn(
      (_model: string, _input: object, options?: { signal?: AbortSignal }) =>
        new Promise((_, reject) => options?.signal?.addEventListener('abort', () => reject(new Error('AbortError')))),
    );
    const ai = new Ai({ run });
    const early = await rejection(ai.run(model, { prompt: 'a' }, { signal: AbortSignal.abort(reason) }));
    expect(early).toBeInstanceOf(AiAbortError);
    expect(early).toMatchObject({ cause: reason });
    expect(run).not.toHaveBeenCalled();

    const controller = new AbortController();
    const answer = rejection(ai.run(model, { prompt: 'a' }, { signal: controller.signal }));
    controller.abort(reason);
    expect(await answer).toMatchObject({ name: 'AbortError', cause: reason });

    const cancelled = vi.fn();
    let bring = (_: ReadableStream) => {};
    const deaf = new Ai({ run: () => new Promise((resolve) => (bring = resolve)) });
    const late = new AbortController();
    const nothing = rejection(deaf.run(model, { prompt: 'a', stream: true }, { signal: late.signal }));
    late.abort(reason);
    expect(await nothing).toMatchObject({ cause: reason });
    bring(new ReadableStream({ cancel: cancelled }));
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce()); // or it would generate for nobody
  });

  it('ends the loop over a stream whose binding does not listen to the signal', async () => {
    const cancelled = vi.fn();
    const stream = new ReadableStream<Uint8Array>({ cancel: cancelled });
    const controller = new AbortController();
    const ai = new Ai({ run: async () => stream });
    const answer = await ai.run(model, { prompt: 'a', stream: true }, { signal: controller.signal });
    const reading = rejection(text(answer).next());
    controller.abort(new Error('the user left'));
    expect(await reading).toBeInstanceOf(AiAbortError);
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
  });

  it('searches for models, where the binding does', async () => {
    const models = vi.fn(async () => [{ name: model }]);
    const run = async () => ({});
    expect(await new Ai({ run, models }).models({ search: '7b' })).toEqual([{ name: model }]);
    expect(models.mock.calls).toEqual([[{ search: '7b' }]]);
    expect(await rejection(new Ai({ run }).models())).toMatchObject({ message: 'This binding has no models().' });
  });

  it('says where an input is wrong', async () => {
    const message = "5006: Error: oneOf at '/' not met, 0 matches: Type mismatch of '/messages/0/content', 'string'";
    const error = await rejection(failing(message).run(model, { prompt: 'a' }));
    expect((error as AiBadInputError).paths).toEqual(['/messages/0/content']);
  });

  describe('of the runtime, which gives the response where that is asked for', () => {
    const runtime = (respond: () => Response) => {
      const run = vi.fn(async (_model: string, _input: object, _options?: { returnRawResponse?: boolean }) =>
        respond(),
      );
      return { run, ai: new Ai(Object.assign({ run }, { lastRequestHttpStatusCode: null })) };
    };
    const headers = { 'cf-ai-req-id': '0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1', 'retry-after': '7' };

    it('tells all that a refusal says, as the other bindings do', async () => {
      const body = { name: 'AiError', internalCode: 3040, description: 'Full', httpCode: 429 };
      const { ai, run } = runtime(() => Response.json(body, { status: 429, headers }));
      const error = await rejection(ai.run(model, { prompt: 'a' }, { maxRetries: 0 }));
      expect(error).toBeInstanceOf(AiCapacityError);
      expect(error).toMatchObject({
        message: `3040: Full (${model}, HTTP 429, request ${headers['cf-ai-req-id']})`,
        requestId: headers['cf-ai-req-id'],
        retryAfterMs: 7_000,
        status: 429,
        errors: [{ code: 3040, message: 'Full' }],
      });
      expect(run.mock.calls).toEqual([[model, { prompt: 'a' }, { returnRawResponse: true }]]);
    });

    it('reads answers and streams', async () => {
      expect(await runtime(() => Response.json({ response: 'Hi' })).ai.run(model, { prompt: 'a' })).toEqual({
        response: 'Hi',
      });
      const bytes = () => new Response('data: [DONE]\n\n', { headers: { 'content-type': 'text/event-stream' } });
      const stream = await runtime(bytes).ai.run(model, { prompt: 'a', stream: true });
      expect(await new Response(stream).text()).toBe('data: [DONE]\n\n');
    });

    it('leaves the response to the caller', async () => {
      const answer = new Response('no', { status: 429 });
      const { ai } = runtime(() => answer);
      expect(await ai.run(model, { prompt: 'a' }, { returnRawResponse: true })).toBe(answer);
    });
  });

  it('reads the code behind the name that RPC puts before it', async () => {
    for (const name of ['AiError', 'InferenceUpstreamError']) {
      const error = await rejection(failing(`${name}: 5007: No such model X`).run(model, { prompt: 'a' }));
      expect(error).toMatchObject({ name: 'AiModelNotFoundError', message: '5007: No such model X', code: 5007 });
    }
  });
});
