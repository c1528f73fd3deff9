// Servers that mean harm, or are none of this API: every failure is an AiError, nothing is read without a bound, and no
// prompt goes to another origin.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Ai, AiError, AiServerError, AiStreamError, collect } from '../src/index.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const accountId = '0'.repeat(32);

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const aiAt = (origin: string, more = {}) =>
  new Ai({ accountId, apiToken: 'secret', baseUrl: `${origin}/client/v4`, ...more }, { maxRetries: 0 });

const answering = (body: string | Buffer, status = 200, headers: Record<string, string> = {}) =>
  serve((_req, res) => void res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body));

const failure = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'no failure').catch((e) => e);

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('with %i to another origin get no prompt, and are told', async (status) => {
    let asked = '';
    const thief = await serve(async (req, res) => {
      for await (const bytes of req) asked += bytes;
      res.end('{}');
    });
    const origin = await serve((_req, res) => void res.writeHead(status, { location: `${thief}/steal?x=1` }).end());
    const error = await failure(aiAt(origin).run(model, { prompt: 'my secret' }));
    expect(error).toBeInstanceOf(AiServerError);
    expect((error as Error).message).toContain(`redirects to ${thief}/steal, which is not followed`);
    expect(await failure(aiAt(origin).models())).toBeInstanceOf(AiServerError);
    expect(asked).toBe('');
  });

  it('within the origin are told too: the API has none', async () => {
    const origin = await serve((req, res) => void res.writeHead(307, { location: `/new${req.url}` }).end());
    const error = await failure(aiAt(origin).run(model, { prompt: 'a' }));
    expect((error as Error).message).toMatch(/redirects to \/new\/client\/v4\/.*, which is not followed: set baseUrl$/);
  });

  it('are followed where that was asked for', async () => {
    const other = await answering('{"response":"there"}');
    const origin = await serve((_req, res) => void res.writeHead(307, { location: `${other}/` }).end());
    const ai = aiAt(origin, { redirects: 'any' });
    expect(await ai.run(model, { prompt: 'a' })).toMatchObject({ response: 'there' });
  });
});

describe('answers', () => {
  const long = JSON.stringify({ response: 'a'.repeat(100_000) });

  it.each([
    ['long', long, 200],
    ['packed', gzipSync(long), 200],
    ['refusing', long, 500],
  ])('that are too large are given up: %s', async (_what, body, status) => {
    const ai = aiAt(await answering(body, status));
    const error = await failure(ai.run(model, { prompt: 'a' }, { maxAnswerBytes: 50_000 }));
    expect(error).toBeInstanceOf(AiServerError);
    expect((error as Error).message).toContain('is larger than maxAnswerBytes, 50000');
    expect(await failure(ai.run(model, { prompt: 'a' }, { maxAnswerBytes: 200_000 }))).not.toMatchObject({
      message: expect.stringContaining('maxAnswerBytes'),
    });
  });

  it('that are a web page are an error, whatever was asked for', async () => {
    const ai = aiAt(await answering('<html>Sign in</html>', 200, { 'content-type': 'text/html; charset=utf-8' }));
    for (const stream of [true, false]) {
      const error = await failure(ai.run(model, { prompt: 'a', stream }));
      expect(error).toBeInstanceOf(AiServerError);
      expect((error as Error).message).toContain('is not a JSON object; it begins with "');
    }
  });

  it('whose frame does not end are an error', async () => {
    const frame = `data: {"response":"${'a'.repeat(2_000_000)}`;
    const ai = aiAt(await answering(frame, 200, { 'content-type': 'text/event-stream' }));
    const stream = (await ai.run(model, { prompt: 'a', stream: true })) as ReadableStream<Uint8Array>;
    expect(await failure(collect(stream))).toBeInstanceOf(AiStreamError);
  });
});

const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`;

it.each([
  '{"errors":[{"code":{"toString":1,"valueOf":2},"message":{"toString":null}}]}',
  `{"errors":[{"code":${deep(20_000)},"message":${deep(20_000)}}]}`,
  `{"error":${deep(20_000)}}`,
  '{"errors":[null,5,"x",[],{}],"success":false}',
  '{"errors":{"length":-1},"success":false}',
  '{"error":{"message":{"__proto__":null}}}',
  '{"internalCode":{"toString":1},"description":{"toString":1}}',
  `{"errors":[{"code":${'9'.repeat(400)},"message":"${' (0'.repeat(100_000)}"}]}`,
  `{"errors":[${'{},'.repeat(200_000)}{}]}`,
  `{"errors":[{"code":5006,"message":"${"'/a ".repeat(200_000)}"}]}`,
  'null',
  '"text"',
  '',
  `${'['.repeat(1_000_000)}`,
])('a hostile error is an AiError: %#', async (body) => {
  for (const status of [200, 400, 500]) {
    const error = await failure(aiAt(await answering(body, status)).run(model, { prompt: 'a' }));
    // Under a status of success some of them are answers of a form that no model here has.
    if (status === 200 && error === 'no failure') continue;
    expect(error).toBeInstanceOf(AiError);
    expect((error as Error).message.length).toBeLessThan(20_000);
  }
  const frames = await answering(`data: ${body}\n\n`, 200, { 'content-type': 'text/event-stream' });
  const stream = (await aiAt(frames).run(model, { prompt: 'a', stream: true })) as ReadableStream<Uint8Array>;
  expect(await failure(collect(stream))).toBeInstanceOf(AiError);
});
