// What the head of a request may claim: by which name the server is called, who asks for metrics, and what is logged.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { apiToken, Endless, echoing, startServer, type TestServer, until } from './harness.ts';
import { RawSocket } from './raw-socket.ts';

async function head(server: TestServer, path: string, ...headers: string[]): Promise<{ status: number; body: string }> {
  const raw = await RawSocket.open(server.url);
  raw.write([`GET ${path} HTTP/1.1`, ...headers, 'connection: close', '', ''].join('\r\n'));
  await once(raw.socket, 'close');
  return { status: Number(raw.received.split(' ')[1]), body: raw.received };
}

it.each(['localhost', 'localhost:8787', '127.0.0.1', '127.9.9.9:1', '[::1]:8787', 'LOCALHOST.', 'app.localhost'])(
  'on loopback the server answers to %s',
  async (host) => {
    const server = await startServer(echoing);
    expect((await head(server, '/healthz', `host: ${host}`)).status).toBe(200);
  },
);

it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.1', ''])(
  'on loopback the server does not answer to %j',
  async (host) => {
    const server = await startServer(echoing);
    const { status, body } = await head(server, '/metrics', `host: ${host}`);
    expect([status, body.includes(`'${host}' is not a name of this server`)]).toEqual([400, true]);
  },
);

it('a name that is set is one more, and * stands for any', async () => {
  const named = await startServer(echoing, { allowedHost: ['api.example'] });
  expect((await head(named, '/healthz', 'host: API.example:443')).status).toBe(200);
  expect((await head(named, '/metrics', 'host: other.example')).status).toBe(400);
  const open = await startServer(echoing, { allowedHost: ['*'] });
  expect((await head(open, '/healthz', 'host: other.example')).status).toBe(200);
});

it('two host headers are refused, even where they say the same', async () => {
  const server = await startServer(echoing);
  const { status, body } = await head(server, '/metrics', 'host: localhost', 'Host: localhost');
  expect([status, body.includes('the header host is there twice')]).toEqual([400, true]);
});

it.each(['x-forwarded-for: 10.0.0.1', 'forwarded: for=10.0.0.1', 'via: 1.1 proxy', 'x-real-ip: 10.0.0.1'])(
  'metrics for this machine are not told to a proxy on it: %s',
  async (header) => {
    const server = await startServer(echoing, { metrics: 'loopback' });
    expect((await head(server, '/metrics', 'host: localhost')).status).toBe(200);
    expect((await head(server, '/metrics', 'host: localhost', header)).status).toBe(404);
  },
);

it('a client that closes its side behind the request gets the answer', async () => {
  const server = await startServer(echoing);
  const raw = await RawSocket.open(server.url);
  const path = new URL(server.runUrl).pathname;
  const body = '{"prompt":"Lily"}';
  raw.write(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiToken}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  raw.socket.end();
  await expect.poll(() => raw.received).toMatch(/HTTP\/1\.1 200 OK[\s\S]*Lily/);
});

it('a client that has left altogether is noticed', async () => {
  const engine = new Endless();
  const server = await startServer(engine);
  const controller = new AbortController();
  const asked = server.run({ prompt: 'Lily', max_tokens: 1_000_000 }, { signal: controller.signal }).catch(() => 0);
  await until(() => engine.nRunning === 1, 'running');
  controller.abort();
  await asked;
  await until(() => engine.nRunning === 0, 'stopped');
});

it('a token in the path is not logged', async () => {
  const server = await startServer(echoing);
  for (const part of [apiToken, encodeURIComponent(apiToken), 'trm_abcdefghijklmnop', 'sk-abcdef', 'Bearer%20abc']) {
    await fetch(`${server.url}/v1/${part}/models`);
  }
  await until(() => server.log.length === 5, 'logged');
  await sleep(0);
  expect(server.log.map(({ path }) => path)).toEqual(new Array(5).fill('/v1/[token]/models'));
  expect(JSON.stringify(server.log)).not.toContain(apiToken);
});
