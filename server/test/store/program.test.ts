// The commands about models: pulling from a hub on this machine, stopping a pull, listing, serving by name.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit, file, LocalHub, repo, sha256, someBytes } from './local-hub.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const content = someBytes(300_000);
let hub: LocalHub;
let modelsFolder: string;
let path: string;

beforeEach(async () => {
  hub = await new LocalHub(content).start();
  modelsFolder = await mkdtemp(join(tmpdir(), 'tramontane-store-'));
  path = join(modelsFolder, 'somebody', 'Model-GGUF', file);
});

afterEach(async () => {
  await hub.close();
  await rm(modelsFolder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function tramontane(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Ended> {
  const env = { ...process.env, HF_ENDPOINT: hub.endpoint, HF_TOKEN: '', TRAMONTANE_MODELS: modelsFolder };
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  onStart?.(child);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

const pullArgs = ['pull', '--file', `${repo}/${file}`];

describe('tramontane pull', () => {
  it('prints the file and its checksum; the second time, that the file is there already', async () => {
    const words = `${path}\n  293 KiB, sha256 ${sha256(content)}\n`;
    const first = await tramontane(pullArgs);
    expect(first).toMatchObject({ code: 0, signal: null, stdout: `pulled ${words}` });
    expect(first.stderr).toMatch(
      /^somebody\/Model-GGUF\/model\.Q4_K_M\.gguf: 293 KiB, licence not told by the hub, .*\n$/,
    );
    expect((await tramontane(pullArgs)).stdout).toBe(`already there: ${words}`);
  });

  it('stopped by a signal keeps its bytes and says so; the same command resumes', async () => {
    Object.assign(hub.behaviour, { breaks: [200_000], goesSilent: true });
    const part = `${path}.part`;
    const stopped = await tramontane(pullArgs, async (child) => {
      await expect.poll(() => existsSync(part) && statSync(part).size, { timeout: 20_000 }).toBe(200_000);
      child.kill('SIGINT');
    });
    expect(stopped.stderr).toContain(
      `tramontane pull: stopped; 200000 bytes are kept in ${part}, and the same command resumes from there\n`,
    );
    expect([stopped.code, stopped.signal]).toEqual([null, 'SIGINT']);
    expect(existsSync(`${path}.lock`)).toBe(false);
    Object.assign(hub.behaviour, { goesSilent: false });
    expect((await tramontane(pullArgs)).code).toBe(0);
    expect(hub.ranges).toEqual([null, 'bytes=200000-']);
    expect(sha256(readFileSync(path))).toBe(sha256(content));
  });

  it('killed outright leaves a lock and a part that the next one takes over', async () => {
    Object.assign(hub.behaviour, { breaks: [200_000], goesSilent: true });
    await tramontane(pullArgs, async (child) => {
      await expect
        .poll(() => existsSync(`${path}.part`) && statSync(`${path}.part`).size, { timeout: 20_000 })
        .toBe(200_000);
      child.kill('SIGKILL');
    });
    expect(existsSync(`${path}.lock`)).toBe(true);
    Object.assign(hub.behaviour, { goesSilent: false });
    expect((await tramontane(pullArgs)).code).toBe(0);
    expect(hub.ranges).toEqual([null, 'bytes=200000-']);
  });

  it.each([
    [['pull'], 'takes a MODEL, such as @cf/meta/llama-3.2-1b-instruct, or --file'],
    [['pull', '@cf/me/mine'], "the catalogue has no '@cf/me/mine'; tramontane models lists its names"],
    [['pull', '--file', 'model.gguf'], "'model.gguf' is not a file of a hub; it takes OWNER/NAME/FILE"],
    [['pull', '--file', 'a/b/../../../c'], "'../../../c' is not a file name that can be stored here"],
    [['pull', '@cf/tinystories/stories-260k'], 'comes with this program; there is nothing to pull'],
    [['pull', '--quant', 'Q9', '@cf/meta/llama-2-7b-chat-int8'], "is not published as 'Q9'; there are Q8_0"],
    [['models', '--remove', '@cf/meta/llama-2-7b-chat-int8'], "'@cf/meta/llama-2-7b-chat-int8' is not installed"],
  ])('%j is a wrong call', async (args, words) => {
    const { code, stderr } = await tramontane(args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
    expect(hub.seen).toEqual([]);
  });
});

describe('tramontane models', () => {
  it('lists what can be pulled and what is installed, for people and for programs; and removes', async () => {
    await tramontane(pullArgs);
    const { stdout } = await tramontane(['models']);
    expect(stdout).toContain(
      '@cf/mistral/mistral-7b-instruct-v0.1\n  also @cf/mistral/mistral-7b-instruct-v0.1-vllm\n',
    );
    expect(stdout).toContain('  from TheBloke/Mistral-7B-Instruct-v0.1-GGUF: Q4_K_M, Q4_K_S, ');
    expect(stdout).toContain(`Other files (serve them with --model NAME=FILE)\n  installed Q4_K_M, 293 KiB: ${path}\n`);
    const lines = (await tramontane(['models', '--json'])).stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      name: null,
      repo,
      installed: [{ path, type: 'Q4_K_M', sizeBytes: 300_000, sha256: sha256(content), revision: 'main', commit }],
    });
    expect((await tramontane(['models', '--remove', `${repo}/${file}`])).stdout).toBe(`removed ${path}\n`);
    expect(existsSync(path)).toBe(false);
  });
});

describe('tramontane serve', () => {
  it('says what to pull when a model is given by a name that has no weights here', async () => {
    const { code, stderr } = await tramontane(['serve', '--model', '@cf/mistral/mistral-7b-instruct-v0.1']);
    expect(stderr).toContain("Run tramontane pull '@cf/mistral/mistral-7b-instruct-v0.1'");
    expect(code).toBe(1);
  });
});
