// The commands of README.md, offline: the development server, and a build as workerd runs it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type {} from '@tramontane/server/vitest';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cwd, type Listening, lineOf, listening, offline } from './commands.ts';

const { url: serverUrl, apiToken } = inject('tramontane');
const env = {
  ...process.env,
  WRANGLER_SEND_METRICS: 'false',
  CI: '1',
  NO_COLOR: '1',
  CLOUDFLARE_ENV: 'offline',
  CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true',
  TRAMONTANE_URL: serverUrl,
  TRAMONTANE_API_TOKEN: apiToken ?? '',
};
const wrangler = ['dev', '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0'];

/** Asks the page for its story, and the route for one that is streamed. */
async function check(url: string) {
  const page = await (await fetch(url)).text();
  expect(page).toMatch(/<h1>Two stories<\/h1> <p>[^<]*\w{3}[^<]*<\/p>/);
  const stream = await fetch(`${url}/stream`);
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  expect(await stream.text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
}

describe('vite dev', () => {
  let app: Listening;
  let offlineAi: Listening;

  beforeAll(async () => {
    [app, offlineAi] = await Promise.all([
      listening(lineOf('vite', 'dev', '--host', '127.0.0.1', '--port', '0'), env),
      listening(lineOf('wrangler', ...wrangler, '-c', offline), env),
    ]);
  });
  afterAll(() => Promise.all([app?.stop(), offlineAi?.stop()]));

  it('has env.AI on the page, whole, and in a route, streamed', async () => {
    await check(app.url);
  });
});

describe('vite build', () => {
  let app: Listening;

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, lineOf('vite', 'build'), { cwd, env });
    app = await listening(lineOf('wrangler', ...wrangler, '-c', 'wrangler.jsonc', '-c', offline), env);
  });
  afterAll(() => app?.stop());

  it('has env.AI on the page, whole, and in a route, streamed', async () => {
    await check(app.url);
  });
});
