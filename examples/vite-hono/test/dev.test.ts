// The commands of README.md: vite's development server offline, and a build for Cloudflare that has no trace of it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type {} from '@tramontane/server/vitest';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const vite = join(fileURLToPath(import.meta.resolve('vite/package.json')), '../bin/vite.js');
const { url: serverUrl, apiToken } = inject('tramontane');
const quiet = { WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1' };

describe('vite, offline', () => {
  let child: ChildProcess;
  let url = '';

  beforeAll(async () => {
    const env = {
      ...process.env,
      ...quiet,
      CLOUDFLARE_ENV: 'offline',
      CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true',
      TRAMONTANE_URL: serverUrl,
      TRAMONTANE_API_TOKEN: apiToken ?? '',
    };
    child = spawn(process.execPath, [vite, '--host', '127.0.0.1', '--port', '0'], { cwd, env });
    let output = '';
    url = await new Promise<string>((found, failed) => {
      const read = (text: Buffer) => {
        output += text;
        const [, address] = /(http:\/\/127\.0\.0\.1:[1-9]\d*)/.exec(output) ?? [];
        if (address) found(address);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => failed(new Error(`vite ended with ${code}, having said:\n${output}`)));
    });
  });
  afterAll(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });

  it('has env.AI, whole', async () => {
    expect(await (await fetch(url)).json()).toMatchObject({ response: expect.stringMatching(/./) });
  });

  it('has env.AI, streamed', async () => {
    const response = await fetch(`${url}/stream`);
    expect(await response.text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
  });
});

it('a build for Cloudflare has the native binding alone', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'tramontane-vite-'));
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', outDir], {
    cwd,
    env: { ...process.env, ...quiet },
  });
  expect(readdirSync(outDir)).toEqual(['hono_project']);
  const config = JSON.parse(readFileSync(join(outDir, 'hono_project/wrangler.json'), 'utf8'));
  expect(config).toMatchObject({ ai: { binding: 'AI' }, services: [] });
  rmSync(outDir, { recursive: true });
});
