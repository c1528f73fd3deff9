// Bytes that are not HTTP, or that never become a whole request: they get an answer in the envelope if possible, the
// connection is closed, and other clients are served.
import { once } from 'node:events';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Health } from '../../src/http/health.ts';
import { listen } from '../../src/http/listen.ts';
import { expectSchema } from '../contract/operations.ts';
import { apiToken, Endless, echoing, startServer, type TestServer, until } from './harness.ts';
import { type RawAnswer, RawSocket } from './raw-socket.ts';

const json = '{"prompt":"Lily","max_tokens":4}';

/** The head of a good run request, up to where its last headers would come. */
const head = (server: TestServer, method = 'POST') =>
  `${method} ${new URL(server.runUrl).pathname} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiToken}\r\n`;
const goodRequest = (server: TestServer) => `${head(server)}content-length: ${json.length}\r\n\r\n${json}`;

async function exchange(server: TestServer, ...bytes: string[]): Promise<RawAnswer[]> {
  const raw = await RawSocket.open(server.url);
  for (const one of bytes) raw.write(one);
  return raw.toTheEnd();
}

function expectRefusal(answer: RawAnswer | undefined, status: number, code: number, words: RegExp): void {
  expect(answer).toMatchObject({ status, headers: { 'content-type': 'application/json', connection: 'close' } });
  expect(answer?.headers['cf-ray']).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/);
  const body = JSON.parse(answer?.body ?? '');
  expectSchema('ErrorEnvelope', body);
  expect(body).toMatchObject({ errors: [{ code, message: expect.stringMatching(words) }], result: null });
}

const serves = async (server: TestServer) => expect((await server.run(json)).status).toBe(200);

it.each([
  ['no HTTP at all', () => 'hello?\r\n\r\n'],
  ['a TLS handshake', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['an unknown method', (server: TestServer) => `${head(server, 'GRAB')}\r\n`],
  ['another version', () => 'GET /healthz HTTP/9.9\r\n\r\n'],
  ['a header without a name', (server: TestServer) => `${head(server)}: x\r\n\r\n`],
  ['a header with a line break', (server: TestServer) => `${head(server)}x-a: b\rc\r\n\r\n`],
  ['no host', () => 'GET /healthz HTTP/1.1\r\n\r\n'],
  ['two lengths', (server: TestServer) => `${head(server)}content-length: 1\r\ncontent-length: 2\r\n\r\n{}`],
  ['a negative length', (server: TestServer) => `${head(server)}content-length: -1\r\n\r\n`],
  [
    'a length beside chunks, as smugglers send it',
    (server: TestServer) => `${head(server)}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    'a chunk of no size',
    (server: TestServer) => `${head(server)}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    'a chunk that is longer than it says',
    (server: TestServer) => `${head(server)}transfer-encoding: chunked\r\n\r\n2\r\n{}{}{}\r\n0\r\n\r\n`,
  ],
])('%s is 400 in the envelope, and closed', async (_what, bytes) => {
  const server = await startServer(echoing);
  const [answer, ...more] = await exchange(server, bytes(server));
  expectRefusal(answer, 400, 8001, /^Invalid input: not HTTP\/1\.1: ./);
  expect(more).toEqual([]);
  await serves(server);
  await until(() => server.log.some(({ status }) => status === 400), 'logged');
});

it('nobody gets a tunnel, and is told so', async () => {
  const server = await startServer(echoing);
  const [answer, ...more] = await exchange(server, 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: 127.0.0.1:22\r\n\r\n');
  expectRefusal(answer, 404, 7001, /^There is nothing at CONNECT 127\.0\.0\.1:22$/);
  expect(more).toEqual([]);
  await serves(server);
});

it.each([
  ['headers', (server: TestServer) => `${head(server)}${'x-flood: 0123456789abcdef\r\n'.repeat(1000)}\r\n`],
  ['one header', (server: TestServer) => `${head(server)}cookie: ${'a'.repeat(20_000)}\r\n\r\n`],
  ['an address', () => `GET /client/v4/user/tokens/verify?${'a=1&'.repeat(5000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`],
])('%s beyond 16 KiB: 431', async (_what, bytes) => {
  const server = await startServer(echoing);
  const [answer] = await exchange(server, bytes(server));
  expectRefusal(answer, 431, 3006, /its address and headers take more than 16384 bytes$/);
  await serves(server);
});

it('headers by the hundred, and an address of kilobytes, are fine', async () => {
  const server = await startServer(echoing);
  const many = Array.from({ length: 700 }, (_, i) => `x-${i}: ${i}\r\n`).join('');
  const [flooded] = await exchange(
    server,
    `${head(server)}${many}connection: close\r\ncontent-length: ${json.length}\r\n\r\n${json}`,
  );
  expect(flooded?.status).toBe(200);
  const query = `?${'queueRequest=%F0%9F%98%80&tags[]=x&__proto__[a]=b&&==&%ff=%'.repeat(100)}`;
  const odd = goodRequest(server).replace(' HTTP/1.1', `${query} HTTP/1.1\r\nconnection: close`);
  expect((await exchange(server, odd))[0]?.status).toBe(200);
});

it('requests in a row on one connection are all answered, in their order, and the nonsense behind them too', async () => {
  const server = await startServer(echoing);
  const good = goodRequest(server);
  const answers = await exchange(server, good + good.replace('Lily', 'Tim!') + good, '\r\n\r\nnonsense\r\n\r\n');
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400]);
  expect(answers.slice(0, 3).map(({ body }) => JSON.parse(body).result.response)).toEqual([' Lily', ' Tim!', ' Lily']);
  expectRefusal(answers[3], 400, 8001, /./);
});

it('a body that is cut short is no request, and takes no place', async () => {
  const engine = new Endless();
  const server = await startServer(engine, { maxConcurrentRuns: 1 });
  for (const body of [
    `content-length: 1000\r\n\r\n{"prompt":`,
    `transfer-encoding: chunked\r\n\r\n3e8\r\n{"prompt":`,
  ]) {
    const raw = await RawSocket.open(server.url);
    raw.write(head(server) + body);
    raw.socket.end();
    for (const answer of await raw.toTheEnd()) expect(answer.status).toBe(400);
  }
  await until(() => server.log.filter(({ msg }) => msg === 'request').length === 2, 'both are over');
  for (const line of server.log) expect(line.level).toBe(30);
  expect((await server.run({ prompt: 'Tim', max_tokens: 1e9 })).status).toBe(413); // and not 429
  expect(engine.nGenerated).toBe(0);
});

it('a body may come byte by byte', async () => {
  const server = await startServer(echoing);
  const raw = await RawSocket.open(server.url);
  raw.socket.setNoDelay();
  raw.write(`${head(server)}connection: close\r\ntransfer-encoding: chunked\r\n\r\n`);
  for (const character of json) {
    raw.write(`1\r\n${character}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  raw.write('0\r\n\r\n');
  const answers = await raw.toTheEnd();
  expect(JSON.parse(answers[0]?.body ?? '').result.response).toBe(' Lily');
});

describe('a body that is too large', () => {
  const limit = 20_000;
  const chunk = (bytes: Buffer) => `${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n`;

  it.each([
    ['by what it announces', 'content-length: 99999999\r\n\r\n', ''],
    ['by what has come', 'transfer-encoding: chunked\r\n\r\n', chunk(Buffer.alloc(limit + 1, ' '))],
  ])('%s is refused at once, though the rest never comes', async (_what, headers, body) => {
    const server = await startServer(echoing, { maxBodyBytes: limit });
    const raw = await RawSocket.open(server.url);
    raw.write(Buffer.from(`${head(server)}${headers}${body}`, 'latin1'));
    await once(raw.socket, 'data');
    const [answer, ...more] = await raw.toTheEnd();
    expect(answer?.status).toBe(413);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ errors: [{ code: 3006 }] });
    expect(more).toEqual([]);
    expect(server.log.filter(({ level }) => level !== 30)).toEqual([]);
    await serves(server);
  });

  it('is read only so far, however much of it is sent', async () => {
    const server = await startServer(echoing, { maxBodyBytes: limit });
    const raw = await RawSocket.open(server.url);
    const bytes = Buffer.alloc(1024 ** 2, ' ');
    raw.write(`${head(server)}transfer-encoding: chunked\r\n\r\n`);
    const flood = () => {
      while (raw.socket.writable && raw.socket.write(chunk(bytes), 'latin1'));
    };
    raw.socket.on('drain', flood);
    flood();
    await new Promise((resolve) => raw.socket.once('close', resolve)); // whether it was reset or not
    const [answer] = await raw.toTheEnd();
    expect(answer?.status).toBe(413);
    const nMegabytes = raw.socket.bytesWritten / 1024 ** 2;
    expect(nMegabytes).toBeGreaterThan(32);
    expect(nMegabytes).toBeLessThan(64); // what lies in the system's buffers included
  });

  it('that ends soon leaves the connection open for the next request', async () => {
    const server = await startServer(echoing, { maxBodyBytes: limit });
    const large = `${head(server)}content-length: 50000\r\n\r\n${' '.repeat(50_000)}`;
    const answers = await exchange(server, large, goodRequest(server).replace('Lily', 'Tim!'), 'nonsense\r\n\r\n');
    expect(answers.map(({ status }) => status)).toEqual([413, 200, 400]);
  });
});

it('more bytes than announced belong to the next request', async () => {
  const server = await startServer(echoing);
  const answers = await exchange(server, `${goodRequest(server)}{"prompt":"Tim"}\r\n\r\n`);
  expect(answers.map(({ status }) => status)).toEqual([200, 400]);
});

it('expectations and upgrades that nobody knows are ignored', async () => {
  const server = await startServer(echoing);
  for (const header of ['expect: a miracle', 'upgrade: websocket\r\nconnection: upgrade']) {
    const close = header.startsWith('expect') ? 'connection: close\r\n' : '';
    const raw = await RawSocket.open(server.url);
    raw.write(`${head(server)}${header}\r\n${close}content-length: ${json.length}\r\n\r\n${json}`);
    if (close === '') raw.socket.end();
    expect((await raw.toTheEnd())[0]?.status, header).toBe(200);
  }
});

it.each([
  ['headers', 'POST / HTTP/1.1\r\nhost: localhost\r\n'],
  ['a body', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{"pro'],
])('%s that do not come in time: 408', async (_what, bytes) => {
  const server = await listen((req, res) => void req.on('end', () => res.end()).resume(), {
    host: '127.0.0.1',
    port: 0,
    health: new Health(() => []),
    logger: pino({ level: 'silent' }),
    headersTimeoutMs: 200,
    receiveTimeoutMs: 200,
  });
  onTestFinished(() => server.close(0));
  const raw = await RawSocket.open(server.url);
  raw.write(bytes);
  const [answer] = await raw.toTheEnd();
  expectRefusal(answer, 408, 3007, /did not arrive in time$/);
});
