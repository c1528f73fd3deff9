// Loading in an engine's process: its progress, its errors, and that it is retried until it succeeds.
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import type { EngineEvent } from '../../src/engine-process/supervisor.ts';
import type { LoadProgress } from '../../src/load-model.ts';
import { until } from '../http/asking.ts';
import { childProcesses, program, readStream, serveModels, start, story } from './harness.ts';

it('tells of its progress and of what an operator should know', async () => {
  const progress: LoadProgress[] = [];
  const notices: string[] = [];
  const model = await start({
    config: { slidingWindow: 64 },
    onProgress: (report) => progress.push(report),
    onNotice: (notice) => notices.push(notice),
  });
  await model.close();
  const stages = [...new Set(progress.map(({ stage }) => stage))];
  expect(stages).toEqual(['compiling kernels', 'loading weights']); // so small a model has no kernels timed
  for (const stage of stages) {
    const reports = progress.filter((report) => report.stage === stage);
    expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
  }
  expect(progress.at(-1)?.total).toBeGreaterThan(100_000);
  expect(notices).toEqual(['sliding window: 64 positions, as was asked for']);
});

it('a process that never says anything is given up', async () => {
  const module = new URL('./silent-host.ts', import.meta.url);
  const starting = start({ program: { ...program, module }, timeouts: { loadSilenceMs: 500 } });
  await expect(starting).rejects.toThrow('no sign of life for 0.5 s while loading: the engine hangs');
  expect(childProcesses().filter((command) => command.includes('silent-host'))).toEqual([]);
});

it('says that the file was exchanged, when the engine is back with the new one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-exchange-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'model.gguf');
  copyFileSync(bundledModelPath, path);
  const notices: string[] = [];
  const model = await start({ path, onNotice: (notice) => notices.push(notice) });
  onTestFinished(() => model.close());
  copyFileSync(bundledModelPath, `${path}.new`);
  renameSync(`${path}.new`, path);
  process.kill(model.pid() as number, 'SIGKILL');
  const isTold = () => notices.some((notice) => notice.includes('was changed after the server had started'));
  await until(isTold, 'told', 30_000);
});

it('goes on trying while the file is away, answers 503 meanwhile, and is back when the file is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-restarts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'model.gguf');
  copyFileSync(bundledModelPath, path);
  const events: EngineEvent[] = [];
  const model = await start({ path, onEvent: (event) => events.push(event) });
  const server = await serveModels([model]);
  onTestFinished(() => server.close());

  renameSync(path, `${path}.away`);
  process.kill(model.pid() as number, 'SIGKILL');
  await until(() => events.length >= 4, 'four failures', 30_000);
  expect(model.engine.state?.()).toMatchObject({
    status: 'restarting',
    nRestarts: 0,
    lastFailure: { at: expect.any(Date), reason: expect.stringMatching(/model\.gguf: cannot be opened: ENOENT/) },
  });
  const pauses = events.map((event) => (event.type === 'failed' ? event.nextTryMs : Number.NaN));
  for (const [i, longest] of [50, 100, 200, 400].entries()) {
    expect(pauses[i]).toBeGreaterThanOrEqual(longest / 2);
    expect(pauses[i]).toBeLessThanOrEqual(longest);
  }
  expect(await readStream(server)).toMatchObject({
    status: 503,
    error: { code: 8008 },
    retryAfter: expect.any(String),
  });
  const statusOf = async (route: string) => (await fetch(`${server.url}${route}`)).status;
  expect([await statusOf('/readyz'), await statusOf('/healthz')]).toEqual([503, 200]);

  renameSync(`${path}.away`, path);
  await until(() => model.engine.state?.().status === 'ready', 'back', 30_000);
  expect(await statusOf('/readyz')).toBe(200);
  expect(events.at(-1)).toMatchObject({ type: 'restarted', nRestarts: 1 });
  expect((await readStream(server, { ...story, max_tokens: 5 })).end).toBe('done');
});
