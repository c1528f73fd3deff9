// The service binding: the request it gets, and every form of answer that services behind one give.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  Ai,
  AiBadInputError,
  AiConnectionError,
  AiModelNotFoundError,
  AiServerError,
  AiStreamError,
  events,
} from '../src/index.ts';
import { collect, frames, rejection, streamOf } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const requestId = '0d4ed3d2-6c5b-4a0b-9f4c-7a4ff6b3a2d1';

function answering(body: BodyInit | null, init: ResponseInit = {}): Ai {
  return new Ai({ fetch: async () => new Response(body, init) });
}
const asJson = { headers: { 'content-type': 'application/json' } };

describe('over a service binding', () => {
  it('speaks the binding protocol', async () => {
    const requests: Request[] = [];
    const ai = new Ai({
      async fetch(input, init) {
        requests.push(new Request(input, init));
        return new Response('{"response":"Hi"}', asJson);
      },
    });
    const extraHeaders = { 'X-Session-Affinity': 'a1', 'CF-Consn-Model-Id': 'not this one' };
    expect(
      await ai.run(model, { prompt: 'Hello', seed: 3 }, { extraHeaders, signal: new AbortController().signal }),
    ).toEqual({ response: 'Hi' });
    const [request] = requests;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('http://workers-binding.ai/run?version=3');
    expect(await request?.json()).toEqual({ inputs: { prompt: 'Hello', seed: 3 }, options: {} });
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      'cf-consn-model-id': model,
      'cf-consn-sdk-version': '2.0.0',
      'content-type': 'application/json',
      'x-session-affinity': 'a1',
    });
  });

  it.each([
    ['plain JSON', '{"response":"Hi"}', asJson],
    ['JSON with a charset', '{"response":"Hi"}', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
    ['JSON without a content type', new TextEncoder().encode('{"response":"Hi"}'), {}],
    ['gzip without a content-encoding', gzipSync('{"response":"Hi"}'), asJson],
    ['an envelope', '{"result":{"response":"Hi"},"success":true,"errors":[],"messages":[]}', asJson],
    ['a gzipped envelope', gzipSync('{"result":{"response":"Hi"},"success":true,"errors":[],"messages":[]}'), asJson],
  ])('reads %s', async (_, body, init) => {
    expect(await answering(body, init).run(model, { prompt: 'a' })).toEqual({ response: 'Hi' });
  });

  it('gives the bytes of a stream as they are', async () => {
    const text = frames({ response: 'Hi' }, '[DONE]');
    const ai = answering(streamOf([text]), { headers: { 'content-type': 'text/event-stream' } });
    const stream = await ai.run(model, { prompt: 'a', stream: true });
    expect(await new Response(stream).text()).toBe(text);
  });

  it('gives the stream of a service that forgot the content type', async () => {
    const ai = new Ai({
      async fetch() {
        const response = new Response(streamOf([frames({ response: 'Hi' }, '[DONE]')]));
        response.headers.set('content-type', 'text/plain');
        return response;
      },
    });
    const chunks = await collect(events(await ai.run(model, { prompt: 'a', stream: true })));
    expect(chunks.map(({ response }) => response)).toEqual(['Hi']);
  });

  it('gives the bytes of what is neither JSON nor a stream', async () => {
    const image = await answering(new Uint8Array([137, 80]), { headers: { 'content-type': 'image/png' } }).run(
      '@cf/some/painter',
      { prompt: 'a' },
    );
    expect(new Uint8Array(await new Response(image as unknown as ReadableStream).arrayBuffer())).toEqual(
      new Uint8Array([137, 80]),
    );
  });

  it('does not pass JSON off as a stream', async () => {
    const error = await rejection(answering('{"response":"Hi"}', asJson).run(model, { prompt: 'a', stream: true }));
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({
      message: `Asked ${model} for a stream, but the answer is application/json. Ask without stream: true.`,
    });
  });

  it.each([
    [
      'flat',
      {
        name: 'AiError',
        internalCode: 5007,
        httpCode: 400,
        message: `AiError: No such model: X (${requestId})`,
        description: 'No such model: X',
        requestId,
      },
    ],
    [
      'in an envelope',
      {
        errors: [{ code: 5007, message: `AiError: No such model: X (${requestId})` }],
        success: false,
        result: {},
        messages: [],
      },
    ],
  ])('types an error that is %s', async (_, body) => {
    const error = await rejection(
      answering(JSON.stringify(body), { status: 400, ...asJson }).run(model, { prompt: 'a' }),
    );
    expect(error).toBeInstanceOf(AiModelNotFoundError);
    expect(error).toMatchObject({
      code: 5007,
      status: 400,
      requestId,
      message: `5007: No such model: X (${model}, HTTP 400, request ${requestId})`,
    });
  });

  it('types an error whose envelope came with status 200', async () => {
    const body = '{"success":false,"errors":[{"code":5006,"message":"Bad input"}],"messages":[],"result":null}';
    expect(await rejection(answering(body, asJson).run(model, { prompt: 'a' }))).toBeInstanceOf(AiBadInputError);
  });

  it.each([
    [502, 'Bad gateway', AiServerError, true, `Bad gateway (${model}, HTTP 502)`],
    [400, '', AiBadInputError, false, `The server refused, without a message (${model}, HTTP 400)`],
    [404, '{"detail":"?"}', AiModelNotFoundError, false, `{"detail":"?"} (${model}, HTTP 404)`],
  ])('goes by the status when a %i says only "%s"', async (status, body, type, retryable, message) => {
    const error = await rejection(answering(body, { status }).run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status, retryable, code: undefined, errors: [], message });
  });

  it.each([
    ['', ''],
    ['<html>', '<html>'],
    ['"Hi"', '"Hi"'],
  ])('does not take %j for an answer', async (body, beginning) => {
    const error = await rejection(answering(body, asJson).run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiServerError);
    expect((error as Error).message).toContain(`begins with "${beginning}"`);
  });

  it('types a connection that fails before and during the answer', async () => {
    const lost = new Error('Network connection lost.');
    const before = new Ai({ fetch: () => Promise.reject(lost) });
    const during = answering(streamOf(['{"resp'], lost), asJson);
    for (const ai of [before, during]) {
      const error = await rejection(ai.run(model, { prompt: 'a' }));
      expect(error).toBeInstanceOf(AiConnectionError);
      expect(error).toMatchObject({ cause: lost, retryable: true });
    }
  });

  it('names a gateway, a prefix and tags as the runtime does, and gives the response itself', async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const ai = new Ai({
      async fetch(url, init) {
        asked.push([url, init]);
        return new Response('no', { status: 503 });
      },
    });
    const options = { gateway: { id: 'g' }, prefix: 'beta', tags: ['a'], returnRawResponse: true as const };
    expect((await ai.run(model, { prompt: 'a' }, options)).status).toBe(503);
    const [[url, init] = ['', undefined]] = asked;
    expect(url).toBe('http://workers-binding.ai/ai-gateway/run?version=3');
    expect(new Headers(init?.headers).get('cf-consn-model-id')).toBe(`beta:${model}`);
    const sent = { gateway: { id: 'g' }, tags: ['a'], returnRawResponse: true };
    expect(JSON.parse(String(init?.body))).toEqual({ inputs: { prompt: 'a' }, options: sent });
  });

  it('searches for models where the runtime does', async () => {
    const asked: string[] = [];
    const ai = new Ai({
      async fetch(url) {
        asked.push(url);
        return Response.json({ result: [{ name: model }], success: true });
      },
    });
    expect(await ai.models({ search: 'a b', page: 1 })).toEqual([{ name: model }]);
    await ai.models();
    expect(asked).toEqual([
      'http://workers-binding.ai/ai-api/models/search?search=a+b&page=1',
      'http://workers-binding.ai/ai-api/models/search',
    ]);
  });
});
