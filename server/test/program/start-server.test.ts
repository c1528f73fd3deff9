// startServer(): a server in the process of a test or program, with the bundled model in a process of its own.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type * as api from '../../src/index.ts';
import type * as vitestApi from '../../src/vitest.ts';
import { until } from '../http/asking.ts';

// The built package, as its users have it: engines run in processes of their own, which load JavaScript.
const built = (name: string) => import(new URL(`../../dist/${name}.js`, import.meta.url).href);
const { startServer } = (await built('index')) as typeof api;
const { default: setup } = (await built('vitest')) as typeof vitestApi;

const model = '@cf/tinystories/stories-260k';
const run = (
  { url, accountId, apiToken }: Pick<api.Server, 'url' | 'accountId' | 'apiToken'>,
  body: object,
  nBytes = 0,
) =>
  fetch(`${url}/client/v4/accounts/${accountId}/ai/run/${model}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiToken}` },
    body: JSON.stringify(body).padEnd(nBytes),
  });

describe('startServer()', () => {
  it('serves the bundled model on a free port with a token drawn at random, and frees the port', async () => {
    const server = await startServer();
    onTestFinished(() => server.close());
    expect(server.modelNames).toEqual([model]);
    expect([server.accountId, server.apiToken]).toEqual([expect.stringMatching(/^[\da-f]{32}$/), expect.any(String)]);
    const answer = await run(server, { prompt: 'Once', max_tokens: 3 });
    expect(await answer.json()).toMatchObject({ success: true, result: { usage: { completion_tokens: 3 } } });
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  }, 120_000);

  it('takes settings and a token, which override the environment', async () => {
    process.env.TRAMONTANE_MAX_BODY_BYTES = '1024';
    onTestFinished(() => void delete process.env.TRAMONTANE_MAX_BODY_BYTES);
    const names = { accountId: 'a'.repeat(32), apiToken: 'mine' };
    const server = await startServer({ ...names, settings: { 'max-body-bytes': 2000, alias: ['@cf/*'] } });
    onTestFinished(() => server.close());
    expect(server).toMatchObject(names);
    expect((await run(server, { prompt: 'Once', max_tokens: 1 }, 1500)).status).toBe(200);
    expect((await run(server, { prompt: 'Once', max_tokens: 1 }, 2001)).status).toBe(413);
  }, 120_000);

  it('says what is wrong before anything loads', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await until(() => other.listening, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startServer({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: the port is taken`);
    await expect(startServer({ settings: { 'max-body-byte': 1 } })).rejects.toThrow(
      'startServer(): "max-body-byte" is not a setting; did you mean',
    );
    await expect(startServer({ models: ['/nowhere.gguf'] })).rejects.toThrow('/nowhere.gguf');
    await expect(startServer({ settings: { 'max-connections': -1 } })).rejects.toThrow("--max-connections is '-1'");
  });

  it('stops loading when its signal aborts', async () => {
    const stop = new AbortController();
    const starting = startServer({ signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(starting).rejects.toThrow('enough');
  }, 60_000);
});

it('Vitest starts a server for all tests of a project, and stops it', async () => {
  const provided: vitestApi.InjectedServer[] = [];
  const stop = await setup({ provide: (_key, value) => void provided.push(value) });
  const [server] = provided as [vitestApi.InjectedServer];
  expect((await run(server, { prompt: 'Once', max_tokens: 1 })).status).toBe(200);
  await stop();
  await expect(fetch(server.url)).rejects.toThrow();
  // The type of what tests are given.
  (() => inject('tramontane').url satisfies string) satisfies () => string;
}, 120_000);
