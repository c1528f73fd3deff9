// Streams under strain: slow readers, clients that disconnect, engines that fail half-way, and too many requests.
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ServerError } from '../../src/errors.ts';
import { expectSchema } from '../contract/operations.ts';
import {
  apiToken,
  Endless,
  engineOf,
  framesOf,
  saying,
  startServer,
  type TestServer,
  tokenizer,
  until,
} from './harness.ts';

const once = tokenizer.encode('once')[0] as number;
const endless = { prompt: 'Tim', max_tokens: 1_000_000 };

/** A connection of our own, which reads only when it is told to. */
async function rawRun(server: TestServer, body: object): Promise<Socket> {
  const { hostname, port, pathname } = new URL(server.runUrl);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.pause();
  const text = JSON.stringify(body);
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiToken}\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
  return socket;
}

it('frames leave one by one, while the engine still works', async () => {
  const release: (() => void)[] = [];
  const stepwise = engineOf(async function* (_request, signal) {
    for (;;) {
      await new Promise<void>((resolve, reject) => {
        release.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
      yield { id: once, finishReason: null };
    }
  });
  const server = await startServer(stepwise);
  const pending = server.run({ prompt: 'Tim', stream: true });
  await until(() => release.length === 1, 'the engine is asked');
  release[0]?.();
  const reader = (await pending).body?.getReader();
  for (let i = 1; i <= 3; i++) {
    const chunk = await reader?.read();
    expect(framesOf(new TextDecoder().decode(chunk?.value))).toHaveLength(1);
    release[i]?.();
  }
  await reader?.cancel();
});

it('a reader who does not read stalls the engine, and gets everything afterwards', async () => {
  const engine = new Endless();
  const server = await startServer(engine);
  const socket = await rawRun(server, { ...endless, stream: true });
  let before = -1;
  await until(
    () => {
      const isStalled = engine.nGenerated > 0 && engine.nGenerated === before;
      before = engine.nGenerated;
      return isStalled;
    },
    'stalled',
    30_000,
  );
  const nStalled = engine.nGenerated;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(engine.nGenerated).toBe(nStalled);
  expect(engine.nRunning).toBe(1);
  socket.resume();
  await until(() => engine.nGenerated > nStalled + 1000, 'generating again');
});

it.each([true, false])('a closed connection stops the engine within a token (stream: %s)', async (stream) => {
  const engine = new Endless();
  const server = await startServer(engine);
  const socket = await rawRun(server, { ...endless, stream });
  socket.resume();
  await until(() => engine.nGenerated > 10, 'generating');
  socket.destroy();
  await until(() => engine.nRunning === 0, 'stopped', 1000);
  const { nGenerated } = engine;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(engine.nGenerated).toBe(nGenerated);
  await until(() => server.log.length === 1, 'logged');
  expect(server.log[0]).toMatchObject({ level: 30, disconnected: true, status: stream ? 200 : null });
});

it('a connection closed while the engine is stalled by it stops the engine too', async () => {
  const engine = new Endless();
  const server = await startServer(engine);
  const socket = await rawRun(server, { ...endless, stream: true });
  await until(() => engine.nGenerated > 1000, 'generating', 30_000);
  socket.destroy();
  await until(() => engine.nRunning === 0, 'stopped', 1000);
});

it.each([
  ['an error of the table', new ServerError('engineLost'), new ServerError('engineLost').message],
  ['a mistake', new RangeError('secret'), 'The model could not answer'],
] as const)('%s in mid-stream is a last frame with the error, and no [DONE]', async (_what, error, words) => {
  const breaking = engineOf(async function* () {
    yield { id: once, finishReason: null };
    throw error;
  });
  const server = await startServer(breaking);
  const response = await server.run({ prompt: 'Tim', stream: true });
  expect(response.status).toBe(200);
  const frames = framesOf(await response.text());
  expect(frames).toHaveLength(2);
  const body = JSON.parse(frames[1] as string);
  expectSchema('ErrorEnvelope', body);
  expect(body.errors[0].message).toBe(
    `AiError: Internal server error: ${words} (${response.headers.get('cf-ai-req-id')})`,
  );
  await until(() => server.log.length === 1, 'logged');
  expect(server.log[0]).toMatchObject({ level: 50, err: { message: error.message } });
});

it('an answer that takes too long is 408, or a last frame of the stream', async () => {
  const slow = engineOf(async function* (_request, signal) {
    yield { id: once, finishReason: null };
    await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  });
  const server = await startServer(slow, { requestTimeoutMs: 100 });
  const whole = await server.run({ prompt: 'Tim' });
  expect(whole.status).toBe(408);
  expect(await whole.json()).toMatchObject({ errors: [{ code: 3007 }] });
  const frames = framesOf(await (await server.run({ prompt: 'Tim', stream: true })).text());
  expect(JSON.parse(frames.at(-1) as string)).toMatchObject({ errors: [{ code: 3007 }] });
});

it('one answer too many is 429 at once, and a place is free again when one has ended', async () => {
  const engine = new Endless();
  const server = await startServer(engine, { maxConcurrentRuns: 2 });
  const sockets = [await rawRun(server, endless), await rawRun(server, { ...endless, stream: true })];
  await until(() => engine.nRunning === 2, 'both run');
  const refused = await server.run({ prompt: 'Tim', max_tokens: 1 });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(((await refused.json()) as { errors: { message: string }[] }).errors[0]?.message).toMatch(
    /^AiError: Ai: Capacity temporarily exceeded, please try again\. \([0-9a-f-]{36}\)$/,
  );
  sockets[0]?.destroy();
  await until(() => engine.nRunning === 1, 'one has left');
  const socket = await rawRun(server, endless);
  await until(() => engine.nRunning === 2, 'the next one runs');
  socket.destroy();
});

it('a refused input takes no place', async () => {
  const server = await startServer(saying('Lily'), { maxConcurrentRuns: 1 });
  for (let i = 0; i < 3; i++) expect((await server.run({ prompt: 'Tim', max_tokens: 9999 })).status).toBe(413);
  for (let i = 0; i < 3; i++) expect((await server.run({ prompt: 'Tim' })).status).toBe(200);
});
