// Failures of an engine's process end only what ran in it: every client soon gets its text or a proper error, and the
// next request is answered by the next engine. One server, real processes, a real device.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StartedModel } from '../../src/engine-process/start-model.ts';
import { until } from '../http/asking.ts';
import {
  childProcesses,
  faultyProgram,
  type Outcome,
  readStream,
  type Server,
  serveModels,
  start,
  twentyRequests,
} from './harness.ts';

/** From the fault to the last client's answer, beyond the watchdog's time. What is measured is far less. */
const patienceMs = 5_000;
/** A busy machine takes its time to load the model again. */
const restartMs = 30_000;
const silenceMs = 2_000;
const stepMs = { gpu: 1_500, cpu: 1_500 };

const folder = mkdtempSync(join(tmpdir(), 'tramontane-faults-'));
const faultFile = join(folder, 'fault');
let engine: StartedModel;
let server: Server;
let wholeText: string;
let resources: Readonly<Record<string, number>>;

beforeAll(async () => {
  engine = await start({ program: faultyProgram(faultFile), timeouts: { silenceMs, stepMs } });
  server = await serveModels([engine]);
  wholeText = (await readStream(server)).text;
  expect(wholeText.length).toBeGreaterThan(100);
  resources = processResources();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  expect(hosts()).toEqual([]);
});

const silent = 'no sign of life for 2 s while serving: the engine hangs';
const ended = (signal: string) => `the engine's process was ended by ${signal}`;

// Out of memory, a process takes its time to end: on a busy machine it is missed before it is gone.
it.each([
  ['kill -9', 'SIGKILL', [ended('SIGKILL')], 0],
  ['stopped', 'SIGSTOP', [silent], silenceMs],
  ['device lost', 'SIGUSR2', ['vkWaitForFences failed: VK_ERROR_DEVICE_LOST'], 0],
  ['out of device memory', 'SIGUSR2', ['vkQueueSubmit failed: VK_ERROR_OUT_OF_DEVICE_MEMORY'], 0],
  ['out of host memory', 'SIGUSR2', [ended('SIGABRT'), silent], silenceMs],
  ['driver crashes', 'SIGUSR2', [ended('SIGSEGV')], 0],
  ['driver hangs', 'SIGUSR2', [silent], silenceMs],
  ['device hangs', 'SIGUSR2', ['no step of the model has ended for 1.5 s: the device hangs'], stepMs.cpu],
] as const)('%s', async (fault, signal, reasons, noticedMs) => {
  const before = engine.engine.state?.();
  const pid = engine.pid() as number;
  const requests = await twentyRequests(server);
  writeFileSync(faultFile, fault);
  const startedMs = performance.now();
  process.kill(pid, signal);
  const outcomes = await Promise.all(requests.map(withTime(startedMs)));
  for (const { outcome, ms } of outcomes) {
    expectProper(outcome);
    // What was tried again on the next engine takes as long as that takes to load.
    expect(ms).toBeLessThan(noticedMs + patienceMs + (outcome.end === 'done' ? restartMs : 0));
  }
  expect(outcomes.some(({ outcome }) => outcome.end === 'error')).toBe(true);

  await until(() => engine.engine.state?.().status === 'ready', 'ready again', restartMs);
  expect(engine.pid()).not.toBe(pid);
  expect(engine.engine.state?.().nRestarts).toBe((before?.nRestarts ?? 0) + 1);
  expect(engine.engine.state?.().lastFailure?.reason).toBeOneOf([...reasons]);
  expect(await readStream(server)).toMatchObject({ end: 'done', text: wholeText });
  await until(() => engine.engine.stats?.().nRunning === 0, 'no sequence runs');
});

it('of all the processes that ended, nothing is left', () => {
  expect(processResources()).toEqual(resources);
  expect(hosts()).toHaveLength(1);
});

const hosts = () => childProcesses().filter((command) => command.includes('host.ts'));

/** What Node holds of processes and their channels. */
function processResources(): Record<string, number> {
  const names = process.getActiveResourcesInfo();
  return Object.fromEntries(
    ['ProcessWrap', 'PipeWrap'].map((name) => [name, names.filter((one) => one === name).length]),
  );
}

function withTime(startedMs: number) {
  return async (request: Promise<Outcome>) => ({ outcome: await request, ms: performance.now() - startedMs });
}

/** The whole text, or an error in the form of the API: there is no third kind of end. */
function expectProper({ status, text, end, error, retryAfter }: Outcome): void {
  if (end === 'done') {
    expect(text).toBe(wholeText);
    return;
  }
  expect(error?.code).toBe(8008);
  expect(error?.message).toMatch(
    /^AiError: Internal server error: The engine has stopped and is being started again, please try again\. \(.+\)$/,
  );
  expect(wholeText.startsWith(text)).toBe(true);
  if (end === 'refused') expect([status, Number(retryAfter) >= 1]).toEqual([503, true]);
}
