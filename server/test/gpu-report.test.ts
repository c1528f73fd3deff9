// The report on a GPU, packed and run as on a machine that has nothing: with an empty environment, on whatever device there
// is. What it measures is not asserted; that every step of it runs is.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const server = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tramontane-gpu-report-'));
const packed = join(folder, 'packed');

/** What a bare machine has: no Node, no settings of ours, a driver. */
const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
const drivers = Object.entries({ VK_DRIVER_FILES, VK_ICD_FILENAMES }).filter(([, value]) => value !== undefined);
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TRAMONTANE_GPU_WORK: join(folder, 'work') };

function runReport(name: string, ...options: string[]) {
  const out = join(folder, name);
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync('bash', [join(packed, 'report.sh'), out, ...options], {
    env: { ...env, ...Object.fromEntries(drivers) },
    encoding: 'utf8',
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const read = (file: string) => readFileSync(join(out, file), 'utf8');
  return { status, seconds, read, output: `${stdout}${stderr}` };
}

beforeAll(async () => {
  const run = promisify(execFile);
  await run('npm', ['run', '--silent', 'build:gpu-report'], { cwd: server });
  await run(process.execPath, ['--import', 'tsx', 'gpu-report/pack.ts', packed, '--fast'], { cwd: server });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the packed report', () => {
  it('takes every step on a machine that has nothing', { timeout: 900_000 }, () => {
    const { status, read, output } = runReport('whole', '14', '--any-device', '--quick');
    expect(status, output).toBe(0);
    const { steps } = JSON.parse(read('report.json')) as {
      steps: { name: string; failure?: string; data?: unknown }[];
    };
    const failures = steps.filter(({ failure }) => failure !== undefined);
    expect(failures.map(({ name, failure }) => `${name}: ${failure}`)).toEqual([]);
    expect(steps.map(({ name }) => name)).toEqual([
      'Devices',
      'Golden logits, every variant of the kernels',
      'Golden logits, by the program',
      'Self-tests',
      "Greedy ids of two layers, fed with llama.cpp's answer",
      'Speed, q4_0',
      'Speed beside llama.cpp, q4_0',
      "Greedy ids beside llama.cpp's, q4_0",
      'Many answers at once',
      'Attention styles',
      'Tuning, q4_0',
      "llama.cpp's CPU backend",
    ]);
    const markdown = read('report.md');
    for (const { name } of steps) expect(markdown).toContain(`## ${name} (`);
    expect(markdown).toMatch(/\| several: 8 rows x 4 tokens +\| +ssbo \| +\d\.\d\de-1 \|/);
    expect(markdown).toMatch(/\| copy bandwidth +\| +[\d.]+ GB\/s/);
    expect(markdown).toMatch(/\| ours is +\| +[\d.]+x \| +[\d.]+x \|/);
    expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
    expect(markdown.length).toBeLessThan(60_000); // what an issue takes
    expect(existsSync(join(env.TRAMONTANE_GPU_WORK, 'models'))).toBe(false);
  });

  it('ends within its minutes, and keeps what it found', { timeout: 120_000 }, () => {
    const { status, seconds, read } = runReport('short', '0.35', '--any-device', '--quick');
    expect(status).toBe(0);
    expect(seconds).toBeLessThan(21 + 5);
    expect(read('report.md')).toMatch(/## Devices[\s\S]*Not whole: no time/);
  });

  it('says so where there is no GPU', { timeout: 300_000 }, () => {
    const { status, read } = runReport('none', '1', '--types', 'q4_0');
    // A GPU would be measured; this is about machines without.
    if (read('log.txt').match(/"type":"(discrete|integrated|virtual)"/)) return;
    expect(status).toBe(3);
    expect(read('report.md')).toContain('Vulkan finds no GPU on this machine');
  });

  it('says how it is called', () => {
    const { status, output } = runReport('usage', '1', '--any-device', '--layers', 'many');
    expect(status).toBe(2);
    expect(output).toMatch(/--layers takes a whole number above 0, found 'many'[\s\S]*--quick/);
  });
});
