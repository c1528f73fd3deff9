// Two servers and one Redis: their limits hold together, and requests go on while it is away or slow.
import { expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../src/config.ts';
import { SharedPlaces } from '../../src/fleet/shared-places.ts';
import { SharedStore } from '../../src/fleet/shared-store.ts';
import { authorization, Endless, saying, startServer, type TestServer, until } from '../http/harness.ts';
import { RedisServer } from './redis-server.ts';

/** Servers over the same Redis, once they are connected to it. */
async function fleetOf(
  redis: RedisServer,
  settings: Partial<Config>,
  engine = () => saying('Hi.'),
): Promise<TestServer[]> {
  const servers = [];
  for (let i = 0; i < 2; i++) servers.push(await startServer(engine(), { redisUrl: redis.url, ...settings }));
  for (const server of servers) await untilShared(server, true);
  return servers;
}

const isLogged = ({ log }: TestServer, words: string) => log.some(({ msg }) => String(msg).includes(words));

async function untilShared(server: TestServer, isUp: boolean): Promise<void> {
  const startedMs = performance.now();
  while (!(await metricsOf(server)).includes(`tramontane_shared_limits_up ${isUp ? 1 : 0}\n`)) {
    if (performance.now() - startedMs > 10_000)
      throw new Error(`after 10 s Redis is still not ${isUp ? 'there' : 'away'}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function metricsOf(server: TestServer): Promise<string> {
  return (await fetch(`${server.url}/metrics`, { headers: { authorization } })).text();
}

async function run(server: TestServer | undefined): Promise<number> {
  const res = await (server as TestServer).run({ prompt: 'Hi' });
  await res.arrayBuffer();
  return res.status;
}

it('requests per minute hold over both servers', async () => {
  const [one, two] = await fleetOf(await RedisServer.start(), { requestsPerMinute: 5 });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push(await run(one), await run(two));
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
});

it('answers at once hold over both servers, and are given back', async () => {
  const [one, two] = await fleetOf(await RedisServer.start(), { maxConcurrentRunsPerToken: 2 }, () => new Endless());
  const leaving = new AbortController();
  const start = (server: TestServer | undefined) =>
    (server as TestServer).run({ prompt: 'Hi', stream: true, max_tokens: 9_000_000 }, { signal: leaving.signal });
  const running = await Promise.all([start(one), start(two)]);
  expect(running.map(({ status }) => status)).toEqual([200, 200]);
  for (const server of [one, two]) {
    const refused = await (server as TestServer).run({ prompt: 'Hi', max_tokens: 5 });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ errors: [{ code: 3040 }] });
  }
  leaving.abort();
  const again = new AbortController();
  const startedMs = performance.now();
  let status = 429;
  while (status === 429 && performance.now() - startedMs < 10_000) {
    const res = await (one as TestServer).run(
      { prompt: 'Hi', stream: true, max_tokens: 9_000_000 },
      { signal: again.signal },
    );
    status = res.status;
  }
  again.abort();
  expect(status).toBe(200);
});

it('requests go on while it is away, and are counted again when it is back', async () => {
  const redis = await RedisServer.start();
  const [one, two] = await fleetOf(redis, { requestsPerMinute: 2, maxConcurrentRunsPerToken: 1 });
  await redis.stop();
  for (let i = 0; i < 4; i++) expect(await run(one)).toBe(200);
  await untilShared(one as TestServer, false);
  expect(await metricsOf(one as TestServer)).toMatch(/tramontane_shared_limits_errors_total [1-9]/);
  expect(isLogged(one as TestServer, 'Redis is away')).toBe(true);
  await redis.start();
  for (const server of [one, two]) await untilShared(server as TestServer, true);
  expect([await run(one), await run(two), await run(one)]).toEqual([200, 200, 429]);
});

it('a server starts while it is away, and counts once it is there', async () => {
  const redis = await RedisServer.start();
  await redis.stop();
  const server = await startServer(saying('Hi.'), { redisUrl: redis.url, requestsPerMinute: 1 });
  for (let i = 0; i < 3; i++) expect(await run(server)).toBe(200);
  await redis.start();
  await untilShared(server, true);
  expect([await run(server), await run(server)]).toEqual([200, 429]);
});

it('requests wait only a moment while it is slow', async () => {
  const redis = await RedisServer.start();
  const [one] = await fleetOf(redis, { requestsPerMinute: 1, maxConcurrentRunsPerToken: 1 });
  redis.hold();
  const startedMs = performance.now();
  for (let i = 0; i < 2; i++) expect(await run(one)).toBe(200);
  expect(performance.now() - startedMs).toBeLessThan(5000);
  redis.goOn();
});

it('places are taken all or none, and those of a server that died run out', async () => {
  const redis = await RedisServer.start();
  const store = new SharedStore(redis.url, { onUp: () => {}, onDown: () => {} });
  store.open();
  onTestFinished(() => store.close());
  await until(() => store.isUp, 'it is connected');
  const places = new SharedPlaces(store);
  onTestFinished(() => places.close());
  const leave = await places.enter('t', 3, 2);
  expect(leave).toBeTypeOf('function');
  expect(await places.enter('t', 3, 2)).toBe(null);
  expect(await places.enter('other', 3, 3)).toBeTypeOf('function');
  const key = 'tramontane:runs:t';
  const [seconds] = (await store.command(['TIME'])) as string[];
  const [[lease, endsAtMs] = []] = (await store.command(['ZRANGE', key, '0', '0', 'WITHSCORES'])) as string[][];
  expect(Number(endsAtMs) - Number(seconds) * 1000).toBeGreaterThan(25_000);
  expect(Number(endsAtMs) - Number(seconds) * 1000).toBeLessThan(32_000);
  // As if the node of one of them had died half a minute ago.
  await store.command(['ZADD', key, '1', lease as string]);
  expect(await places.enter('t', 3, 2)).toBeTypeOf('function');
  leave?.();
});
