// The server's life: health, readiness, the access log, and an orderly end.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { EngineState } from '../../src/engine/state.ts';
import { apiToken, Endless, engineOf, framesOf, model, saying, startServer, tokenizer, until } from './harness.ts';

const once = tokenizer.encode('once')[0] as number;

/** Generates tokens until it is released, then ends properly. */
function releasable() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const engine = engineOf(async function* () {
    yield { id: once, finishReason: null };
    await released;
    yield { id: once, finishReason: 'length' };
  });
  return { engine, release };
}

it('health needs no token and has no envelope', async () => {
  const server = await startServer(saying(''));
  const response = await fetch(`${server.url}/healthz`);
  expect(await response.text()).toBe('{"status":"ok"}');
  expect(response.headers.get('content-type')).toBe('application/json');
});

it('readiness tells how each model is, and needs no token either', async () => {
  const at = new Date('2026-03-01T12:00:00Z');
  const away: EngineState = {
    status: 'restarting',
    nRestarts: 2,
    lastFailure: { at, reason: '/a/path of the operator' },
  };
  const server = await startServer({ one: saying(''), other: { ...saying(''), state: () => away } });
  const models = [
    { name: 'one', status: 'ready', restarts: 0, last_failure_at: null },
    { name: 'other', status: 'restarting', restarts: 2, last_failure_at: '2026-03-01T12:00:00.000Z' },
  ];
  const response = await fetch(`${server.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ready', models }]);
});

it('without any model that can be run the server is not ready, but lives', async () => {
  const away: EngineState = { status: 'restarting', nRestarts: 0, lastFailure: null };
  const server = await startServer({ ...saying(''), state: () => away });
  const response = await fetch(`${server.url}/readyz`);
  const body = await response.json();
  expect([response.status, body]).toMatchObject([503, { status: 'unavailable', models: [{ status: 'restarting' }] }]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

it('every request is one line in the log, which tells neither token nor text', async () => {
  const server = await startServer(saying('Lily'));
  const response = await server.run({ prompt: 'The cat sat' });
  await response.text();
  await (await server.run('{"prompt":"The cat sat')).text();
  await until(() => server.log.length === 2, 'logged');
  expect(server.log[0]).toMatchObject({
    level: 30,
    method: 'POST',
    path: new URL(server.runUrl).pathname,
    status: 200,
    ms: expect.any(Number),
    ray: response.headers.get('cf-ray'),
    requestId: response.headers.get('cf-ai-req-id'),
    model,
    promptTokens: expect.any(Number),
    completionTokens: expect.any(Number),
  });
  expect(server.log[1]).toMatchObject({ level: 30, status: 400, promptTokens: null });
  const log = JSON.stringify(server.log);
  for (const secret of [apiToken, 'cat', 'Lily']) expect(log).not.toContain(secret);
});

it('a server that is told to stop lets running answers end and takes nothing new', async () => {
  const { engine, release } = releasable();
  const server = await startServer(engine, { shutdownGraceMs: 10_000 });
  const response = await server.run({ prompt: 'Tim', stream: true });
  const startedMs = performance.now();
  const closed = server.close();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  release();
  expect(framesOf(await response.text()).at(-1)).toBe('[DONE]');
  await closed;
  // Not held up by the connection that the client keeps alive, nor by the rest of the grace time.
  expect(performance.now() - startedMs).toBeLessThan(2000);
});

it('a server that is told to stop does not wait for ever', async () => {
  const engine = new Endless();
  const server = await startServer(engine, { shutdownGraceMs: 100 });
  const reading = server
    .run({ prompt: 'Tim', max_tokens: 1_000_000, stream: true })
    .then((response) => response.text());
  const outcome = reading.then(
    () => 'whole',
    () => 'broken',
  );
  await until(() => engine.nRunning === 1, 'running');
  await server.close();
  expect(engine.nRunning).toBe(0);
  expect(await outcome).toBe('broken');
});

it('a port that is taken is said so', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await until(() => other.listening, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(startServer(saying(''), { port })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port}: the port is taken; choose another with --port or PORT (0: any free port)`,
  );
  other.close();
});
