// What bodies may cost: many at once, unfinished ones, slow ones and packed ones. Other tokens are served meanwhile.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { createToken } from '../../src/tokens/edit.ts';
import { accountId, apiToken, authorization, echoing, startServer, type TestServer } from './harness.ts';
import { RawSocket } from './raw-socket.ts';

/** The head of a run request. */
function head(server: TestServer, headers: string, token = apiToken): string {
  const path = new URL(server.runUrl).pathname;
  return `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n${headers}\r\n\r\n`;
}

/** A server with a second token. */
async function startWithGuest(settings = {}): Promise<{ server: TestServer; guest: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tramontane-bodies-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const tokenFile = join(folder, 'tokens.json');
  const { secret } = await createToken(tokenFile, { name: 'guest', accounts: [accountId] });
  return { server: await startServer(echoing, { tokenFile, ...settings }), guest: secret };
}

const asGuest = (guest: string) => ({ headers: { authorization: `Bearer ${guest}` } });

it('uploads that are never finished take half of the memory at most, and no other token’s', async () => {
  const sizes = { maxBodyBytes: 100_000, maxBodiesBytes: 400_000 };
  const { server, guest } = await startWithGuest(sizes);
  for (let i = 0; i < 20; i++) {
    const raw = await RawSocket.open(server.url);
    raw.write(`${head(server, 'content-length: 100000')}{"prompt":"`);
  }
  await sleep(100);
  const body = JSON.stringify({ prompt: 'Lily', raw: true, stop: `x${'y'.repeat(90_000)}` });
  expect((await server.run(body, { ...asGuest(guest), body })).status).toBe(200);
});

it('packed bodies are unpacked as many at a time as fit, and all are answered', async () => {
  const { server } = await startWithGuest({ maxBodyBytes: 1_000_000, maxBodiesBytes: 4_000_000 });
  const packed = gzipSync(JSON.stringify({ prompt: 'Lily', stop: 'y'.repeat(900_000) }));
  expect(packed.byteLength).toBeLessThan(2000);
  const headers = { authorization, 'content-encoding': 'gzip' };
  const answers = await Promise.all(Array.from({ length: 40 }, () => server.run('', { body: packed, headers })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
});

it.each([
  ['a wrong token', 'content-length: 10', 'wrong', 401],
  ['a body that is too large', 'content-length: 20000000', apiToken, 413],
])('%s is told before the body is asked for', async (_what, headers, token, status) => {
  const server = await startServer(echoing);
  const raw = await RawSocket.open(server.url);
  raw.write(head(server, `${headers}\r\nexpect: 100-continue`, token));
  const answers = await raw.toTheEnd();
  expect(answers.map((answer) => answer.status)).toEqual([status]);
  expect(answers[0]?.headers.connection).toBe('close');
});

it('a body that may come is asked for', async () => {
  const server = await startServer(echoing);
  const raw = await RawSocket.open(server.url);
  let received = '';
  raw.socket.on('data', (text) => {
    received += text;
  });
  raw.write(head(server, 'content-length: 17\r\nexpect: 100-continue\r\nconnection: close'));
  await expect.poll(() => received).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  raw.write('{"prompt":"Lily"}');
  await expect.poll(() => received).toContain('HTTP/1.1 200 OK');
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'gzip, gzip', 'zstd'])(
  'the content encoding %s is refused by name',
  async (encoding) => {
    const server = await startServer(echoing);
    const response = await server.run('{}', { headers: { authorization, 'content-encoding': encoding } });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`unsupported content encoding \\"${encoding}\\"`);
  },
);
