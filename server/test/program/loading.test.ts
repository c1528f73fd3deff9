// The server while its models load: the port is taken first, health and readiness are told, other requests are refused for
// now, and it can be stopped.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { until } from '../http/asking.ts';
import { enginesOf, serveFrozen, start } from './program.ts';

const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const model = '@cf/tinystories/stories-260k';
const env = { TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: 'token' };

async function answerOf(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : text;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
}

describe('while a model loads', () => {
  it('lives, is not ready and says its stage, refuses in the form of each API, then serves', async () => {
    const server = await serveFrozen([], env);
    const { url } = server;
    expect(await answerOf(`${url}/healthz`)).toMatchObject({ status: 200, body: { status: 'ok' } });
    const ready = await answerOf(`${url}/readyz`);
    expect(ready).toMatchObject({
      status: 503,
      body: { status: 'unavailable', models: [{ name: model, status: 'starting', stage: expect.any(String) }] },
    });
    expect((await answerOf(`${url}/`)).body).toContain('/docs');

    const words = /The model is loading \([\w ]+, \d+ %\), please try again\./;
    const refused = { status: 503, retryAfter: expect.stringMatching(/^\d+$/) };
    const post = { method: 'POST', body: '{"prompt":"x"}' };
    const runPath = `/client/v4/accounts/${accountId}/ai/run/${model}`;
    expect(await answerOf(url + runPath, post)).toMatchObject({
      ...refused,
      body: { success: false, errors: [{ code: 8008, message: expect.stringMatching(words) }] },
    });
    expect(await answerOf(`${url}/v1/chat/completions`, post)).toMatchObject({
      ...refused,
      body: { error: { message: expect.stringMatching(words), type: 'server_error' } },
    });
    expect(await answerOf(`${url}/client/v4/accounts/${accountId}/ai/v1/models`)).toMatchObject({
      ...refused,
      body: { error: { type: 'server_error' } },
    });
    expect(await answerOf(`${url}/run?version=3`, post)).toMatchObject({
      ...refused,
      body: { name: 'AiError', internalCode: 8008, httpCode: 503 },
    });

    process.kill(server.engine, 'SIGCONT');
    await until(async () => (await answerOf(`${url}/readyz`)).status === 200, 'ready', 60_000);
    const run = { ...post, headers: { authorization: 'Bearer token' } };
    expect(await answerOf(url + runPath, run)).toMatchObject({ status: 200, body: { success: true } });
    await until(() => server.stdout().includes('Try it:'), 'greeted', 10_000);
    expect(server.stdout()).toContain(`  OpenAI   ${url}/v1\n  chat     ${url}/\n  docs     ${url}/docs\n`);
    // A log that is not for a terminal is JSON and nothing else.
    const lines = server.stderr().split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
  }, 120_000);

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends cleanly on %s, and so does the engine',
    async (signal) => {
      const server = await serveFrozen([], env);
      const pid = server.child.pid as number;
      server.child.kill(signal);
      expect([await server.ended, server.stdout()]).toEqual([0, 'stopped while loading\n']);
      expect(enginesOf(pid)).toEqual([]);
      await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    },
    60_000,
  );
});

it('a taken port is said before anything loads', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await until(() => other.listening, 'listening');
  const { port } = other.address() as AddressInfo;
  const program = start(['serve', '--port', String(port)], env);
  const pid = program.child.pid as number;
  let nChildren = 0;
  const watch = setInterval(() => {
    nChildren = Math.max(nChildren, enginesOf(pid).length);
  }, 20);
  expect(await program.ended).toBe(1);
  clearInterval(watch);
  other.close();
  expect(program.stderr()).toBe(
    `tramontane serve: cannot listen on 127.0.0.1:${port}: the port is taken; choose another with --port or PORT (0: any free port)\n`,
  );
  expect(nChildren).toBe(0);
}, 60_000);

it('a model that cannot be loaded ends the program with its reason', async () => {
  const program = start(['serve', '--model', 'mine=/no/such/file.gguf'], { ...env, PORT: '0' });
  expect(await program.ended).toBe(1);
  expect(program.stderr()).toContain('tramontane serve: /no/such/file.gguf: cannot be opened: ENOENT');
}, 60_000);
