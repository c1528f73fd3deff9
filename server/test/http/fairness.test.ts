// One token's clients, and connections that ask for nothing, do not lock others out.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createToken } from '../../src/tokens/edit.ts';
import { accountId, apiToken, engineOf, saying, startServer, tokenizer } from './harness.ts';
import { RawSocket } from './raw-socket.ts';

it('a token is served while many clients of another one take all places', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tramontane-fair-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const tokenFile = join(folder, 'tokens.json');
  const { secret } = await createToken(tokenFile, { name: 'guest', accounts: [accountId] });
  const once = tokenizer.encode('once')[0] as number;
  const slow = engineOf(async function* () {
    await sleep(50);
    yield { id: once, finishReason: 'length' };
  });
  const server = await startServer(slow, { tokenFile, maxConcurrentRuns: 8 });
  let isOver = false;
  const crowd = Array.from({ length: 40 }, async () => {
    while (!isOver) await (await server.run({ prompt: 'Lily' })).arrayBuffer();
  });
  await sleep(200);
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) {
    const response = await server.run({ prompt: 'Tim' }, { headers: { authorization: `Bearer ${secret}` } });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  isOver = true;
  await Promise.all(crowd);
  expect(statuses).toEqual(new Array(5).fill(200));
});

it('the connection that has been idle for longest gives way to a new one', async () => {
  const server = await startServer(saying('Lily'), { maxConnections: 3 });
  const [oldest, second, third] = [
    await RawSocket.open(server.url),
    await RawSocket.open(server.url),
    await RawSocket.open(server.url),
  ];
  await sleep(50);
  const path = new URL(server.runUrl).pathname;
  // A request under way is not idle, and after it the connection is the youngest.
  oldest.write(`GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  await expect.poll(() => oldest.received).toContain('200 OK');
  third.write(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiToken}\r\ncontent-length: 9\r\n\r\n{`,
  );
  await sleep(50);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await expect.poll(() => second.socket.closed).toBe(true);
  expect([oldest.socket.closed, third.socket.closed]).toEqual([false, false]);
});
