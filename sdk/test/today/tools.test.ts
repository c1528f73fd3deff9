// The package with today's tools, as its users install them: wrangler, Miniflare 5, Cloudflare's Vitest plugin
// and msw 3, in later versions of Node. Each is a program of its own here, since this vitest runs on older ones.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { laterNodes } from './nodes.ts';

const here = join(import.meta.dirname, 'tools');
const installed = join(here, 'node_modules');
const copy = join(installed, 'tramontane');
const { url, apiToken } = inject('server');
const [oldest, newest] = [laterNodes.at(0)?.execPath ?? '', laterNodes.at(-1)?.execPath ?? ''];
const run = promisify(execFile);
const slowMs = 60_000; // wrangler and vitest bundle before they answer

// A copy of the package, since a link would let it find the msw of the workspace.
beforeAll(async () => {
  await rm(copy, { recursive: true, force: true });
  for (const name of ['package.json', 'offline.jsonc', 'dist']) {
    await cp(join(here, '../../..', name), join(copy, name), { recursive: true });
  }
});
afterAll(() => rm(copy, { recursive: true }));

async function printedBy(execPath: string, program: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await run(execPath, [join(here, program), ...args]);
  return JSON.parse(stdout);
}

describe.concurrent.each(laterNodes)('in $name', ({ execPath }) => {
  it('Miniflare 5 runs an unchanged Worker beside the entry of offlineWorker()', async () => {
    const answers = (await printedBy(execPath, 'miniflare.mjs', url, apiToken)) as Record<string, string>;
    expect(JSON.parse(answers.whole ?? '')).toMatchObject({ response: ', there was a little' });
    expect(answers.streamed).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
    expect(answers.failed).toMatch(/^5007: No such model/);
  });

  it('msw 3 has the handlers', async () => {
    const [whole, streamed] = Array(2).fill('Hello there');
    const expected = { whole, streamed, failed: 'AiCapacityError', again: 'Again' };
    expect(await printedBy(execPath, 'msw.mjs')).toEqual(expected);
  });
});

it.concurrent(
  "vitest 5 with Cloudflare's plugin runs a project's tests with env.AI",
  async () => {
    const cwd = join(here, 'vitest-plugin');
    const env = { ...process.env, NO_COLOR: '1', SERVER_URL: url, SERVER_TOKEN: apiToken };
    const { stdout } = await run(newest, [join(installed, 'vitest/vitest.mjs'), 'run'], { cwd, env });
    expect(stdout).toMatch(/Tests +2 passed \(2\)/);
  },
  slowMs,
);

it.concurrent(
  'wrangler dev takes two configurations, and nothing else',
  async () => {
    const dev = startDev();
    try {
      const answer = await fetch(await readyUrl(dev));
      expect(await answer.json()).toMatchObject({ response: ', there was a little' });
    } finally {
      dev.kill();
      if (dev.exitCode === null && dev.signalCode === null) await once(dev, 'exit');
    }
  },
  slowMs,
);

function startDev(): ChildProcess {
  const configurations = ['-c', 'wrangler.offline.jsonc', '-c', '../node_modules/tramontane/offline.jsonc'];
  const ports = ['--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0'];
  const settings = { TRAMONTANE_URL: url, TRAMONTANE_API_TOKEN: apiToken, CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true' };
  const quiet = { WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1' };
  return spawn(oldest, [join(installed, 'wrangler/bin/wrangler.js'), 'dev', ...ports, ...configurations], {
    cwd: join(here, 'wrangler'),
    env: { ...process.env, ...settings, ...quiet },
  });
}

async function readyUrl(dev: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((found, failed) => {
    const read = (text: Buffer) => {
      output += text;
      const [, address] = /Ready on (http:\/\/127\.0\.0\.1:[1-9]\d*)/.exec(output) ?? [];
      if (address) found(address);
    };
    dev.stdout?.on('data', read);
    dev.stderr?.on('data', read);
    dev.once('exit', (code) => failed(new Error(`wrangler dev ended with ${code}, having said:\n${output}`)));
  });
}
