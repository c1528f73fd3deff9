// Several tokens on one server: their rights, expiry and limits, and changes without a restart.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ApiToken } from '../../src/tokens/api-token.ts';
import { createToken, revokeToken } from '../../src/tokens/edit.ts';
import { accountId, authorization, Endless, model, saying, startServer, type TestServer, until } from './harness.ts';
import { RawSocket } from './raw-socket.ts';

const otherAccount = 'f'.repeat(32);

/** A file with a token of each kind, and a server that follows it. */
async function startWithTokens(
  wanted: readonly Omit<ApiToken, 'id' | 'sha256'>[],
  settings = {},
  engine = saying('Lily'),
) {
  const folder = await mkdtemp(join(tmpdir(), 'tramontane-tokens-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'tokens.json');
  const created = [];
  for (const one of wanted) created.push(await createToken(path, one));
  const server = await startServer(engine, { tokenFile: path, ...settings });
  return { server, path, created };
}

const bearer = (words: string | undefined) => ({ authorization: `Bearer ${words}` });

async function verify(server: TestServer, words: string | undefined) {
  const response = await fetch(`${server.url}/client/v4/user/tokens/verify`, { headers: bearer(words) });
  const body = (await response.json()) as { result: Record<string, unknown>; messages: { message: string }[] };
  return { status: response.status, ...body };
}

async function statusOf(server: TestServer, words: string | undefined, account = accountId): Promise<number> {
  const url = `${server.url}/client/v4/accounts/${account}/ai/run/${model}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: bearer(words),
    body: '{"prompt":"Tim","max_tokens":1}',
  });
  await response.arrayBuffer();
  return response.status;
}

it('each opens its own accounts and no others', async () => {
  const { server, created } = await startWithTokens([
    { name: 'here', accounts: [accountId] },
    { name: 'there', accounts: [otherAccount] },
    { name: 'both', accounts: [accountId, otherAccount] },
  ]);
  const [here, there, both] = created.map(({ secret }) => secret);
  expect([await statusOf(server, here), await statusOf(server, here, otherAccount)]).toEqual([200, 403]);
  expect([await statusOf(server, there), await statusOf(server, there, otherAccount)]).toEqual([403, 200]);
  expect([await statusOf(server, both), await statusOf(server, both, otherAccount.toUpperCase())]).toEqual([200, 200]);
  // The token of the settings goes on to count.
  expect((await server.run({ prompt: 'Tim' })).status).toBe(200);
  await until(() => server.log.length > 6, 'logged');
  expect(server.log.find(({ token }) => token === created[0]?.token.id)).toMatchObject({ msg: 'request', status: 200 });
  expect(JSON.stringify(server.log)).not.toContain(here);
});

it('verify tells each its own id, status and end; only active ones open anything', async () => {
  const past = '2020-01-01T00:00:00.000Z';
  const future = '2999-01-01T00:00:00.000Z';
  const { server, path, created } = await startWithTokens([
    { name: 'active', accounts: [accountId], expiresOn: future },
    { name: 'expired', accounts: [accountId], expiresOn: past },
    { name: 'disabled', accounts: [accountId], disabled: true },
    { name: 'gone', accounts: [accountId] },
  ]);
  const [active, expired, disabled, gone] = created;
  const found = await Promise.all([active, expired, disabled].map((one) => verify(server, one?.secret)));
  expect(found.map(({ status, result }) => [status, result])).toEqual([
    [200, { id: active?.token.id, status: 'active', expires_on: future }],
    [200, { id: expired?.token.id, status: 'expired', expires_on: past }],
    [200, { id: disabled?.token.id, status: 'disabled' }],
  ]);
  expect(found.map(({ messages }) => messages[0]?.message)).toEqual([
    'This API Token is valid and active',
    'This API Token is expired',
    'This API Token is disabled',
  ]);
  for (const one of [expired, disabled]) expect(await statusOf(server, one?.secret)).toBe(401);
  expect([await statusOf(server, active?.secret), await statusOf(server, gone?.secret)]).toEqual([200, 200]);

  await revokeToken(path, 'gone');
  await server.reloadTokens();
  expect(await statusOf(server, gone?.secret)).toBe(401);
  expect((await verify(server, gone?.secret)).status).toBe(401);
  expect(await statusOf(server, active?.secret)).toBe(200);
});

it('an answer under way when its token is revoked is brought to its end', async () => {
  const engine = new Endless();
  const { server, path, created } = await startWithTokens([{ name: 'brief', accounts: [accountId] }], {}, engine);
  const controller = new AbortController();
  const response = await server.run(
    { prompt: 'Tim', max_tokens: 1_000_000, stream: true },
    { headers: bearer(created[0]?.secret), signal: controller.signal },
  );
  await revokeToken(path, 'brief');
  await server.reloadTokens();
  const before = engine.nGenerated;
  await until(() => engine.nGenerated > before + 10, 'still running');
  expect([response.status, await statusOf(server, created[0]?.secret)]).toEqual([200, 401]);
  controller.abort();
});

it('a token may ask so often in a minute, is told how often still, and is refused until the minute is over', async () => {
  const { server, created } = await startWithTokens(
    [
      { name: 'usual', accounts: [accountId] },
      { name: 'more', accounts: [accountId], requestsPerMinute: 4 },
      { name: 'free', accounts: [accountId], requestsPerMinute: 0 },
    ],
    { requestsPerMinute: 2 },
  );
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const [usual, more, free] = created.map(({ secret }) => secret);
  const ask = (words: string | undefined) => server.run({ prompt: 'Tim', max_tokens: 1 }, { headers: bearer(words) });
  const first = await ask(usual);
  expect(first.headers.get('ratelimit')).toBe('"requests per minute"; r=1; t=60');
  expect(first.headers.get('ratelimit-policy')).toMatch(/^"requests per minute"; q=2; w=60; pk=:.+:$/);
  expect(first.headers.get('retry-after')).toBeNull();
  vi.advanceTimersByTime(20_500);
  expect((await ask(usual)).status).toBe(200);

  const refused = await ask(usual);
  const body = (await refused.json()) as { errors: { code: number; message: string }[] };
  expect([refused.status, body.errors[0]?.code, refused.headers.get('retry-after')]).toEqual([429, 3021, '40']);
  expect(refused.headers.get('ratelimit')).toBe('"requests per minute"; r=0; t=40');
  expect(body.errors[0]?.message).toBe(
    `AiError: Ai: rate limiting: inference request per min rate reached (${refused.headers.get('cf-ai-req-id')})`,
  );

  // Everybody else, and other routes, are not concerned.
  for (let i = 0; i < 4; i++) expect((await ask(more)).status).toBe(200);
  expect((await ask(more)).status).toBe(429);
  for (let i = 0; i < 6; i++) expect((await ask(free)).status).toBe(200);
  expect((await verify(server, usual)).status).toBe(200);

  vi.advanceTimersByTime(39_499);
  expect((await ask(usual)).status).toBe(429);
  vi.advanceTimersByTime(1);
  expect((await ask(usual)).status).toBe(200);
});

it('no limit a minute is the default, and then no header speaks of one', async () => {
  const server = await startServer(saying('Lily'));
  for (let i = 0; i < 310; i++)
    await (await fetch(server.runUrl, { method: 'POST', headers: { authorization }, body: '' })).text();
  const response = await server.run({ prompt: 'Tim' });
  expect([response.status, response.headers.get('ratelimit')]).toEqual([200, null]);
});

it('a token has so many answers under way and no more; others still get in', async () => {
  const engine = new Endless();
  const { server, created } = await startWithTokens(
    [
      { name: 'one', accounts: [accountId] },
      { name: 'two', accounts: [accountId], maxConcurrentRuns: 2 },
    ],
    { maxConcurrentRunsPerToken: 1, maxConcurrentRuns: 3 },
    engine,
  );
  const controllers: AbortController[] = [];
  onTestFinished(() => {
    for (const one of controllers) one.abort();
  });
  const start = async (words: string | undefined) => {
    const controller = new AbortController();
    controllers.push(controller);
    const body = { prompt: 'Tim', max_tokens: 1_000_000, stream: true };
    return server.run(body, { headers: bearer(words), signal: controller.signal });
  };
  const [one, two] = created.map(({ secret }) => secret);
  expect((await start(one)).status).toBe(200);
  const refused = await start(one);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await refused.text()).toContain('This token may have 1 answers under way at a time.');
  expect([(await start(two)).status, (await start(two)).status]).toEqual([200, 200]);
  // Now the server as a whole is full.
  expect(await (await start(two)).text()).toContain('Capacity temporarily exceeded, please try again. (');
  controllers[0]?.abort();
  await until(() => engine.nRunning === 2, 'one has left');
  expect(await statusOf(server, two)).toBe(429);
  expect((await start(one)).status).toBe(200);
});

it('more answers than could ever be under way are refused for good, not put off', async () => {
  const { server, created } = await startWithTokens(
    [
      { name: 'two', accounts: [accountId], maxConcurrentRuns: 2 },
      { name: 'any', accounts: [accountId], maxConcurrentRuns: 0 },
    ],
    { maxConcurrentRuns: 3 },
    saying('Lily'),
  );
  const [two, any] = created.map(({ secret }) => secret);
  const ask = async (words: string | undefined, n: number) => {
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Tim' }], n });
    const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers: bearer(words), body });
    return { status: response.status, text: await response.text() };
  };
  expect((await ask(two, 2)).status).toBe(200);
  const refused = await ask(two, 3);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('the request asks for 3 answers; this token may have 2 under way');
  expect((await ask(any, 3)).status).toBe(200);
  expect((await ask(any, 4)).text).toContain('this server may have 3 under way');
});

describe('a flood without a token', () => {
  it.each([
    ['a run', 401, `/client/v4/accounts/${accountId}/ai/run/${model}`],
    ['nowhere', 404, '/nowhere'],
    ['no route of the API', 400, '/client/v4/nowhere'],
    ['what is open to all', 200, '/openapi.json'],
    ['what verifies tokens', 401, '/client/v4/user/tokens/verify'],
  ])('for %s is counted whole and logged in part', async (_, status, path) => {
    const server = await startServer(saying('Lily'));
    const method = status === 401 && path.endsWith(model) ? 'POST' : 'GET';
    const statuses = await Promise.all(
      Array.from({ length: 60 }, () => fetch(`${server.url}${path}`, { method }).then((response) => response.status)),
    );
    expect(new Set(statuses)).toEqual(new Set([status]));
    const { text } = await server.run({ prompt: 'Tim' }).then(async (r) => ({ text: await r.text() }));
    expect(text).toContain('Lily');
    await until(() => server.log.some(({ token }) => token !== null), 'logged');
    const lines = server.log.filter((line) => line.path === path && line.token === null);
    expect(lines.length).toBeGreaterThanOrEqual(10);
    expect(lines.length).toBeLessThan(60);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization } });
    expect(await metrics.text()).toMatch(
      new RegExp(`^tramontane_http_requests_total\\{.*status="${status}".*\\} 60$`, 'm'),
    );
  });

  it('cannot make lines of kilobytes', async () => {
    const server = await startServer(saying('Lily'));
    await fetch(`${server.url}/${'a'.repeat(10_000)}`);
    await until(() => server.log.length === 1, 'logged');
    expect(server.log[0]?.path).toBe(`/${'a'.repeat(511)}…`);
  });

  it('may not go on sending a body that nobody wants', async () => {
    const server = await startServer(saying('Lily'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const raw = await RawSocket.open(server.url);
    raw.write(
      `POST ${new URL(server.runUrl).pathname} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000000\r\n\r\n`,
    );
    const received = await new Promise<string>((resolve) => raw.socket.once('data', (text) => resolve(String(text))));
    expect(received).toMatch(/^HTTP\/1\.1 401 /);
    raw.write('a'.repeat(100_000));
    await vi.advanceTimersByTimeAsync(1999);
    expect(raw.socket.closed).toBe(false);
    const closed = once(raw.socket, 'close');
    await vi.advanceTimersByTimeAsync(1);
    await closed;
  });

  it('gets so many connections and no more: the oldest idle one gives way', async () => {
    const server = await startServer(saying('Lily'), { maxConnections: 2 });
    const held = [await RawSocket.open(server.url), await RawSocket.open(server.url)];
    expect((await server.run({ prompt: 'Tim' })).status).toBe(200);
    expect(await held[0]?.toTheEnd()).toEqual([]);
    expect(held[1]?.socket.closed).toBe(false);
  });
});
