// wrangler dev, by the command lines of README.md: nothing but the package and two configurations, no account, no network.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LiveServer, startServer } from '../../worker/test/live-server.ts';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const wrangler = join(resolve('wrangler/package.json'), '../bin/wrangler.js');
// In a project of one's own: node_modules/tramontane/offline.jsonc
const offline = join(resolve('tramontane/package.json'), '../offline.jsonc');

let server: LiveServer;
let dev: ChildProcess | undefined;

beforeAll(async () => {
  server = await startServer();
});
afterEach(async () => {
  if (dev?.exitCode !== null) return;
  dev.kill();
  await once(dev, 'exit');
});
afterAll(() => server?.stop());

/** Starts wrangler dev on a free port, and waits until it says where it listens. */
async function startDev(args: string[], env: Record<string, string>): Promise<string> {
  const options = ['dev', '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0', '-c', ...args, '-c', offline];
  const quiet = { WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1' };
  const child = spawn(process.execPath, [wrangler, ...options], { cwd, env: { ...process.env, ...quiet, ...env } });
  dev = child;
  let output = '';
  return new Promise((found, failed) => {
    const read = (text: Buffer) => {
      output += text;
      const [, url] = /Ready on (http:\/\/127\.0\.0\.1:[1-9]\d*)/.exec(output) ?? [];
      if (url) found(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => failed(new Error(`wrangler dev ended with ${code}, having said:\n${output}`)));
  });
}

describe('wrangler dev', () => {
  it.each([
    ['with an environment for it', ['wrangler.jsonc', '-e', 'offline']],
    ['with a configuration for it', ['wrangler.offline.jsonc']],
  ])('%s has env.AI, whole and streamed', async (_, args) => {
    const variables = { TRAMONTANE_URL: server.url, TRAMONTANE_API_TOKEN: server.apiToken };
    const url = await startDev(args, { CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true', ...variables });
    expect(await (await fetch(url)).json()).toMatchObject({ response: expect.stringMatching(/./) });
    const stream = await fetch(`${url}/stream`);
    expect(await stream.text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
  });
});
