// `tramontane doctor`: what is said of facts, and the command on this machine and on one without a driver.
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mistral7b } from '../bench/attention-styles.ts';
import { measureDeviceSpeed } from '../bench/device-speed.ts';
import { listDevices } from '../vulkan/device.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import { devicesFinding, findingsText, nodeFinding, selfTestFinding, speedFinding } from './doctor-findings.ts';

const device = { name: 'Card', type: 'discrete', driver: 'Driver 1', apiVersion: '1.3.0', missing: [] } as never;
const other = { name: 'Old card', type: 'discrete', missing: ['16-bit storage'] } as never;

describe('findings', () => {
  it('a device, and why another cannot be used', () => {
    expect(devicesFinding([device, other], device)).toMatchObject({
      state: 'good',
      found: 'Card (discrete, Vulkan 1.3.0, Driver 1); also Old card, which lacks 16-bit storage',
    });
    const software = { ...(device as PhysicalDevice), type: 'cpu' as const };
    expect(devicesFinding([software], software)).toMatchObject({ state: 'slow', advice: expect.any(String) });
  });

  it('speed is judged by the share of a copy, and only on a GPU', () => {
    const speed = { bytesPerToken: 2e8, tokensPerSecond: 1000, decodeBandwidth: 2e11, copyBandwidth: 1e12 };
    expect(speedFinding(speed, 'discrete')).toMatchObject({
      state: 'slow',
      found: expect.stringContaining('reads weights at 200.0 GB/s, 20 % of a copy (1000.0 GB/s)'),
    });
    expect(speedFinding({ ...speed, copyBandwidth: 5e11 }, 'discrete').state).toBe('good');
    expect(speedFinding(speed, 'cpu').state).toBe('good');
  });

  it('what had to be given up is said', () => {
    const facts = { flavour: 'ssbo', activations: 'int8', loadMs: 1500, notices: ['ssbo computes wrongly'] };
    expect(selfTestFinding(facts)).toMatchObject({
      state: 'slow',
      found: expect.stringContaining('ssbo computes wrongly'),
    });
    expect(selfTestFinding({ ...facts, notices: [] }).state).toBe('good');
  });

  it('an old Node works, with advice', () => {
    expect(nodeFinding('v20.19.0', 'linux', 'x64').advice).toContain('Node 20');
    expect(nodeFinding('v24.1.0', 'linux', 'x64').advice).toBeUndefined();
  });

  it('advice stands below its finding', () => {
    const text = findingsText([
      { subject: 'a', state: 'good', found: 'x' },
      { subject: 'long', state: 'slow', found: 'y', advice: 'z' },
    ]);
    expect(text).toBe('ok    a     x\nslow  long  y\n            -> z');
  });
});

it('speed is measured with a shape of any size', async () => {
  const shape = {
    ...mistral7b,
    dim: 256,
    hiddenDim: 512,
    nHeads: 4,
    nKvHeads: 2,
    headDim: 64,
    nLayers: 1,
    vocabSize: 256,
  };
  const selector = String(listDevices().find(({ missing }) => missing.length === 0)?.index);
  const speed = await measureDeviceSpeed({ selector, shape: { ...shape, contextLength: 64 }, onNotice: () => {} });
  expect(speed.decodeBandwidth).toBeCloseTo(speed.bytesPerToken * speed.tokensPerSecond, 0);
  expect(Math.min(speed.tokensPerSecond, speed.copyBandwidth)).toBeGreaterThan(0);
});

describe('the command', () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const folders = ['--cache-folder', tmpdir(), '--models-folder', tmpdir()];
  const doctor = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', main, 'doctor', ...args, ...folders], {
      env: { ...process.env, ...env },
    });

  it('finds this machine fit to serve', async () => {
    const { stdout } = await doctor(['--no-speed', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; state: string }[] };
    expect(findings.map(({ subject }) => subject)).toEqual([
      'node',
      'device',
      'limits',
      'self-test',
      'cache',
      'models',
    ]);
    expect(findings.filter(({ state }) => state === 'broken')).toEqual([]);
  }, 120_000);

  it('says what is missing where there is no driver, and fails', async () => {
    const nowhere = { VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' };
    const failure = await doctor([], nowhere).catch((error: { code: number; stdout: string }) => error);
    expect(failure).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL {2}driver +\S/m) });
    expect(failure.stdout).not.toContain('self-test');
  }, 60_000);
});
