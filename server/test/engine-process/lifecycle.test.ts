// The lives of engines and server: the end of one engine affects no other, and no engine outlives its server.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { LoadedEngines } from '../../src/engine-process/loaded-engines.ts';
import { until } from '../http/asking.ts';
import { childProcesses, readStream, serveModels, start, story } from './harness.ts';

const hasGone = (pid: number) => !existsSync(`/proc/${pid}`);

it('a model goes on while the engine of another one is away', async () => {
  const [one, other] = await Promise.all([
    start(),
    start({ name: 'other', backoff: { firstMs: 600_000, mostMs: 600_000 } }),
  ]);
  const server = await serveModels([one, other]);
  try {
    let begun = 0;
    const streams = Array.from({ length: 4 }, () => readStream(server, story, () => begun++));
    await until(() => begun > 0, 'begun', 30_000);
    process.kill(other.pid() as number, 'SIGKILL');
    await until(() => other.engine.state?.().status === 'restarting', 'away');
    const refused = await server.run({ prompt: 'Tim' }, 'other');
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ success: false, errors: [{ code: 8008 }] });
    expect((await Promise.all(streams)).map(({ end }) => end)).toEqual(Array(4).fill('done'));
    expect(one.engine.state?.()).toEqual({ status: 'ready', nRestarts: 0, lastFailure: null });
    // It is told to stop while it would start again: that is not waited for.
    expect(other.engine.state?.().status).toBe('restarting');
  } finally {
    await server.close();
  }
  expect(other.engine.state?.().status).toBe('draining');
  expect(childProcesses().filter((command) => command.includes('host.ts'))).toEqual([]);
});

/** `tramontane serve`, ready, with the pid of its engine. */
async function serveCommand(): Promise<{ server: ChildProcess; enginePid: number; stderr: () => string }> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const args = ['--import', 'tsx', main, 'serve', '--port', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void server.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  server.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  server.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  await until(() => stdout.includes('Try it'), 'serving', 50_000);
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ');
  const enginePid = Number(
    children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine-host')),
  );
  return { server, enginePid, stderr: () => stderr };
}

it('drivers are loaded into the process of the engine, and SIGTERM during a restart is an orderly end', async () => {
  const { server, enginePid, stderr } = await serveCommand();
  const maps = (pid: number) => readFileSync(`/proc/${pid}/maps`, 'utf8');
  expect(maps(enginePid)).toMatch(/libvulkan/);
  expect(maps(server.pid as number)).not.toMatch(/libvulkan|koffi/);
  // A terminal's Ctrl+C reaches the engine too: it is the server that decides.
  process.kill(enginePid, 'SIGINT');
  process.kill(enginePid, 'SIGTERM');
  process.kill(enginePid, 'SIGKILL');
  await until(() => stderr().includes('"engine failed"'), 'noticed');
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await until(() => hasGone(enginePid), 'no engine is left');
  expect(stderr()).toContain("the engine's process was ended by SIGKILL");
});

it('an engine ends with its server, even while a driver holds it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-orphan-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const faultFile = join(folder, 'fault');
  writeFileSync(faultFile, 'driver hangs');
  const execArgv = ['--import', 'tsx'];
  const parent = fork(new URL('./parent.ts', import.meta.url), [faultFile], { execArgv });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [idle, hanging] = ((await once(parent, 'message')) as [number[]])[0] as [number, number];
  process.kill(hanging, 'SIGUSR2');
  const state = (pid: number) => /^State:\t(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(state(hanging)).toBe('S');
  parent.kill('SIGKILL');
  await until(() => hasGone(idle), 'the idle one is gone');
  await until(() => hasGone(hanging), 'the one that hangs is gone');
});

it('a model that nobody asks gives its memory back, and answers again when it is asked', async () => {
  const loaded = new LoadedEngines(1);
  const one = await start({ loaded });
  const onePid = one.pid() as number;
  const other = await start({ name: 'other', loaded, idleUnloadMs: 200 });
  expect([one.pid(), hasGone(onePid)]).toEqual([undefined, true]);
  const server = await serveModels([one, other]);
  try {
    await until(() => other.pid() === undefined, 'idle for its time', 30_000);
    const ready = await fetch(`${server.url}/readyz`);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      models: [{ status: 'unloaded' }, { status: 'unloaded' }],
    });
    const body = { ...story, max_tokens: 4 };
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([server.run(body), server.run(body, 'other'), server.run(body)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const texts = await Promise.all(
        answers.map(async (answer) => ((await answer.json()) as { result: { response: string } }).result.response),
      );
      expect(new Set(texts).size).toBe(1);
    }
    // Of both models one is loaded at most.
    expect([one.pid(), other.pid()].filter((pid) => pid !== undefined).length).toBeLessThanOrEqual(1);
  } finally {
    await server.close();
  }
  expect(childProcesses().filter((command) => command.includes('host.ts'))).toEqual([]);
}, 120_000);
