// Every refusal: status, headers, the exact body, and the order of the checks.
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ErrorKind, errorTable, ServerError } from '../../src/errors.ts';
import { expectSchema } from '../contract/operations.ts';
import {
  accountId,
  apiToken,
  authorization,
  engineOf,
  model,
  saying,
  startServer,
  type TestServer,
} from './harness.ts';

const post = { method: 'POST', headers: { authorization }, body: '{"prompt":"Tim"}' };
const noRouteBody =
  '{"success":false,"errors":[{"code":7000,"message":"No route for that URI"}],"messages":[],"result":null}';
const unauthorizedBody =
  '{"result":null,"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[]}';

/** The body of a model error for the request id of its answer. */
function modelError(response: Response, code: number, message: string): string {
  const id = response.headers.get('cf-ai-req-id');
  return JSON.stringify({
    errors: [{ message: `AiError: ${message} (${id})`, code }],
    success: false,
    result: {},
    messages: [],
  });
}

async function expectModelError(response: Response, status: number, code: number, message: string): Promise<void> {
  const body = await response.text();
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cf-ray')).not.toBeNull();
  expect(body).toBe(modelError(response, code, message));
  expect(response.status).toBe(status);
}

describe('the token', () => {
  it.each([
    ['is missing', {}],
    ['is wrong', { authorization: 'Bearer wrong' }],
    ['is a prefix', { authorization: `Bearer ${apiToken.slice(0, -1)}` }],
    ['is empty', { authorization: 'Bearer ' }],
    ['comes under another scheme', { authorization: `Basic ${apiToken}` }],
    ['is wrong as a key', { 'x-auth-email': 'me@example.com', 'x-auth-key': 'wrong' }],
    ['is good as a key, but beside another one', { authorization: 'Bearer wrong', 'x-auth-key': apiToken }],
  ])('%s', async (_case, headers) => {
    const server = await startServer(saying(''));
    for (const body of ['{"prompt":"Tim"}', 'not json']) {
      const response = await fetch(server.runUrl, { method: 'POST', headers, body });
      expect(await response.text()).toBe(unauthorizedBody);
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(response.headers.get('cf-ai-req-id')).toBeNull();
      expect(response.headers.get('cf-ray')).not.toBeNull();
    }
    const verify = await fetch(`${server.url}/client/v4/user/tokens/verify`, { headers });
    const body = await verify.json();
    expect(verify.status).toBe(401);
    expect(body).toMatchObject({
      success: false,
      errors: [{ code: 1000, message: 'Invalid API Token' }],
      result: null,
    });
  });
});

describe('the account', () => {
  it('is malformed', async () => {
    const server = await startServer(saying(''));
    const path = `/client/v4/accounts/me/ai/run/${model}`;
    const response = await fetch(`${server.url}${path}`, post);
    const body = await response.text();
    expect(body).toBe(
      `{"success":false,"errors":[{"code":7003,"message":"Could not route to ${path}, perhaps your object identifier is invalid?"}],"messages":[],"result":null}`,
    );
    expect(response.status).toBe(404);
  });

  it('is somebody else’s', async () => {
    const server = await startServer(saying(''));
    const response = await fetch(server.runUrl.replace(accountId, accountId.replace('0', '1')), post);
    expect(await response.text()).toBe(unauthorizedBody);
    expect(response.status).toBe(403);
  });
});

describe('the model', () => {
  it('is unknown', async () => {
    const server = await startServer(saying(''));
    const response = await fetch(`${server.accountUrl}/ai/run/@cf/nobody/nothing`, { ...post, body: 'not json' });
    const has = `this server has '${model}'`;
    await expectModelError(
      response,
      400,
      5007,
      `No such model: No such model @cf/nobody/nothing or task: ${has}, and the catalogue of Workers AI has no such name`,
    );
  });

  it.each(['@cf/mistral/mistral-7b-instruct-v0.1', '@cf/mistral/mistral-7b-instruct-v0.1-vllm'])(
    '%s is in the catalogue, but has no weights here: the words say what to do',
    async (name) => {
      const server = await startServer(saying(''));
      const response = await fetch(`${server.accountUrl}/ai/run/${name}`, post);
      await expectModelError(
        response,
        400,
        5007,
        `No such model: No such model ${name} or task: this server has '${model}'. ` +
          'The catalogue knows @cf/mistral/mistral-7b-instruct-v0.1 (retired by Cloudflare on 2026-05-30). ' +
          "Run tramontane pull '@cf/mistral/mistral-7b-instruct-v0.1', then " +
          "tramontane serve --model '@cf/mistral/mistral-7b-instruct-v0.1', or serve a file that you have: " +
          "tramontane serve --model '@cf/mistral/mistral-7b-instruct-v0.1=/path/to/file.gguf'",
      );
    },
  );

  it('a model that only larger engines run is said to be one, and how to serve it', async () => {
    const server = await startServer(saying(''));
    const answer = await fetch(`${server.accountUrl}/ai/run/@cf/openai/gpt-oss-120b`, post);
    expect(await answer.text()).toContain(
      "It is a mixture of experts, which this server's own engine does not run; an engine elsewhere can serve it: " +
        "tramontane serve --model '@cf/openai/gpt-oss-120b=http://HOST:PORT/v1#NAME' (docs/engines.md)",
    );
  });
});

describe('the body', () => {
  it.each([
    [
      'null',
      "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'",
    ],
    [
      '"x"',
      "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'",
    ],
    [
      '7',
      "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'",
    ],
    [
      '{}',
      "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'",
    ],
    ['{"prompt":"a","messages":[]}', "Error: oneOf at '/' not met, 2 matches"],
    ['', 'Error: the body is empty; it takes a JSON object'],
  ])('is %s', async (body, description) => {
    const server = await startServer(saying(''));
    await expectModelError(await server.run(body), 400, 5006, `Bad input: ${description}`);
  });

  it('is not JSON', async () => {
    const server = await startServer(saying(''));
    const response = await server.run('{"prompt":');
    expect(response.status).toBe(400);
    const body = (await response.json()) as { errors: { code: number; message: string }[] };
    expect(body.errors[0]?.code).toBe(5006);
    expect(body.errors[0]?.message).toMatch(/^AiError: Bad input: Error: the body is not JSON: .* \([0-9a-f-]{36}\)$/);
  });

  it('asks for a stream, and is refused like any other', async () => {
    const server = await startServer(saying(''));
    const response = await server.run({ prompt: '', stream: true });
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/json']);
  });

  it('asks for a LoRA', async () => {
    const server = await startServer(saying(''));
    const response = await server.run({ prompt: 'a', lora: 'b' });
    await expectModelError(response, 405, 5005, 'Lora not supported: The model does not support LoRAs');
  });

  it('is too large, as it is or unpacked', async () => {
    const server = await startServer(saying(''), { maxBodyBytes: 2000 });
    const body = JSON.stringify({ prompt: 'a'.repeat(3000) });
    const words = 'Ai: Request is too large: this server takes bodies of up to 2000 bytes';
    await expectModelError(await server.run(body), 413, 3006, words);
    const headers = { authorization, 'content-encoding': 'gzip' };
    const packed = await server.run('', { body: gzipSync(body), headers });
    await expectModelError(packed, 413, 3006, words);
    const small = await server.run('', { body: gzipSync('{"prompt":"Tim"}'), headers });
    expect(small.status).toBe(200);
  });

  it('is large and never read, because something else is wrong first', async () => {
    const server = await startServer(saying(''));
    const body = 'a'.repeat(20_000_000);
    expect((await server.run(body, { headers: {} })).status).toBe(401);
    expect((await server.run(body)).status).toBe(413);
    expect((await server.run({ prompt: 'Tim' })).status).toBe(200);
  });

  it('is packed in a way nobody knows', async () => {
    const server = await startServer(saying(''));
    const response = await server.run('x', { headers: { authorization, 'content-encoding': 'pigpen' } });
    const words = 'Bad input: Error: the body cannot be read: unsupported content encoding "pigpen"';
    await expectModelError(response, 400, 5006, words);
  });
});

describe('the context window', () => {
  const words = (n: number) =>
    `Ai: The estimated number of input and maximum output tokens (${n}) exceeded this model context window limit (512).`;

  it('is too small for the answer, with 256 tokens when max_tokens is absent', async () => {
    const server = await startServer(saying(''));
    await expectModelError(await server.run({ prompt: '<s>', raw: true, max_tokens: 512 }), 413, 5021, words(513));
    const long = { prompt: '<s>'.repeat(257), raw: true };
    await expectModelError(await server.run(long), 413, 5021, words(513));
    expect((await server.run({ prompt: '<s>'.repeat(256), raw: true })).status).toBe(200);
  });

  it('is too small by far: megabytes are refused without being tokenised', async () => {
    const server = await startServer(saying(''));
    const startedMs = performance.now();
    const response = await server.run({ prompt: 'a'.repeat(5_000_000) });
    expect(response.status).toBe(413);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});

describe('the path', () => {
  it.each([
    ['GET', `/client/v4/accounts/${accountId}/ai/run/${model}`],
    ['PUT', `/client/v4/accounts/${accountId}/ai/run/${model}`],
    ['DELETE', `/client/v4/accounts/${accountId}/ai/run/${model}`],
    ['OPTIONS', `/client/v4/accounts/${accountId}/ai/run/${model}`],
    ['GET', `/client/v4/accounts/${accountId}/ai/run`],
    ['POST', `/client/v4/accounts/${accountId}/ai/run/@cf%zz`],
    ['POST', `/client/v4/accounts/${accountId}/ai/models/search`],
    ['POST', '/client/v4/user/tokens/verify'],
    ['GET', '/client/v4/user/tokens'],
    ['GET', '/client/v4'],
    ['POST', '/client/v4/'],
    ['GET', '/client/v4/%'],
    ['GET', '/client/v4//accounts'],
  ])('%s %s leads nowhere', async (method, path) => {
    const server = await startServer(saying(''));
    const { status, headers, body } = await rawRequest(server, method, path);
    expect(body).toBe(noRouteBody);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['cf-ai-req-id']).toBeUndefined();
  });

  it('is asked with HEAD: the same head, no body', async () => {
    const server = await startServer(saying(''));
    const run = await rawRequest(server, 'HEAD', new URL(server.runUrl).pathname);
    expect([run.status, run.body, run.headers['content-length']]).toEqual([400, '', String(noRouteBody.length)]);
    expect((await rawRequest(server, 'HEAD', '/healthz')).status).toBe(200);
  });

  it.each(['/favicon.ico', '/%', '/ai/run/@cf/x/y'])('%s lies outside the API', async (path) => {
    const server = await startServer(saying(''));
    const { status, headers, body } = await rawRequest(server, 'GET', path);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({ success: false, errors: [{ code: 7001 }], result: null });
    expectSchema('ErrorEnvelope', JSON.parse(body));
  });
});

describe('the engine', () => {
  const kinds = (Object.keys(errorTable) as ErrorKind[]).filter((kind) => errorTable[kind].form === 'model');

  it.each(kinds)('fails before the first token: %s', async (kind) => {
    const failing = engineOf(async function* () {
      yield* [];
      throw new ServerError(kind);
    });
    const server = await startServer(failing);
    const { code, status, name, text } = errorTable[kind];
    for (const stream of [false, true]) {
      const response = await server.run({ prompt: 'Tim', stream });
      const body = await response.text();
      expect(response.status).toBe(status);
      expect(body).toBe(modelError(response, code, `${name}: ${text}`));
    }
  });

  it('throws something nobody foresaw: told as 500, explained in the log only', async () => {
    const failing = engineOf(async function* () {
      yield* [];
      throw new TypeError('secret pointer 0xdead');
    });
    const server = await startServer(failing);
    const response = await server.run({ prompt: 'Tim' });
    await expectModelError(response, 500, 8008, 'Internal server error: The model could not answer');
    const line = server.log.at(-1);
    expect(line).toMatchObject({ level: 50, status: 500, requestId: response.headers.get('cf-ai-req-id') });
    expect(JSON.stringify(line)).toContain('secret pointer 0xdead');
  });
});

/** fetch() tidies paths up and knows no HEAD with a body; this sends what it is given. */
function rawRequest(server: TestServer, method: string, path: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, method, path, headers: { authorization } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
