// A Redis that means harm, or is none: requests go on without the shared limits, the metric tells it, and its answers do
// not fill the memory.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { authorization, saying, startServer, until } from '../http/harness.ts';

/** Answers what is asked of it by this. @returns its address, and how many bytes have left */
async function listen(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    url: `redis://127.0.0.1:${port}`,
    nWritten: () => [...sockets].reduce((sum, one) => sum + one.bytesWritten, 0),
  };
}

/** Writes the same bytes for as long as somebody takes them. */
function flood(begin: string) {
  const chunk = Buffer.alloc(1024 ** 2, 'a');
  return (socket: Socket) => {
    socket.write(begin);
    const more = () => {
      while (!socket.destroyed) if (!socket.write(chunk)) return void socket.once('drain', more);
    };
    more();
  };
}

async function drip(socket: Socket): Promise<void> {
  for (let i = 0; !socket.destroyed; i++) {
    socket.write(i === 0 ? '$100\r\n' : 'a');
    await sleep(50);
  }
}

it.each<[string, (socket: Socket) => void]>([
  ['garbage', (socket) => void socket.write('\0\xff no reply of any kind\r\n')],
  ['a page', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n<html>')],
  ['a string without end', flood('$9999999999\r\n')],
  ['a line without end', flood('+')],
  ['an array of arrays', flood(`${'*1\r\n'.repeat(20_000)}$9999999999\r\n`)],
  ['a slow drip', (socket) => void drip(socket)],
])('requests go on while it answers %s', async (_what, answer) => {
  const redis = await listen(answer);
  const settings = { redisUrl: redis.url, requestsPerMinute: 1, maxConcurrentRunsPerToken: 1 };
  const server = await startServer(saying('Hi.'), settings);
  await until(() => redis.nWritten() > 0, 'it was asked');
  for (let i = 0; i < 3; i++) {
    const startedMs = performance.now();
    const response = await server.run({ prompt: 'Hi' });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    await sleep(60);
  }
  const metrics = await (await fetch(`${server.url}/metrics`, { headers: { authorization } })).text();
  expect(metrics).toContain('tramontane_shared_limits_up 0\n');
  expect(metrics).toMatch(/tramontane_shared_limits_errors_total [1-9]/);
  expect(redis.nWritten()).toBeLessThan(16 * 1024 ** 2);
});
