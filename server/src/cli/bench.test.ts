// The bench command as it is called: what it prints, and how it answers wrong calls.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const bench = (...args: string[]) => promisify(execFile)(process.execPath, ['--import', 'tsx', main, 'bench', ...args]);

describe('tramontane bench', () => {
  it('measures the bundled model and prints what it found as JSON', async () => {
    const { stdout, stderr } = await bench('--json', '--prompt', '8', '--generate', '6');
    expect(stderr).toMatch(
      /loading the model\n[\s\S]*warm-up\n[\s\S]*measured answer\n[\s\S]*copy bandwidth of the device\n/,
    );
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ engine: 'tramontane', nPrompt: 8, nGenerate: 6 });
    expect(result.firstIds).toHaveLength(6);
    for (const key of ['prefillTps', 'decodeTps', 'firstTokenMs', 'copyBytesPerSecond', 'bandwidthShare', 'loadMs']) {
      expect(result[key], key).toBeGreaterThan(0);
    }
    // All of its weights but the norms are one matrix or another, and its output head is the embedding table.
    expect(result.bytesPerToken).toBeGreaterThan(1_000_000);
    expect(result.memory.weights).toBeGreaterThan(1_000_000);
  });

  it('measures answers at once, in the numbers asked for', async () => {
    const { stdout, stderr } = await bench('--json', '--parallel', '1,3', '--prompt', '4', '--generate', '5');
    // Each number of answers is measured in a process of its own, whose steps are passed on.
    expect(stderr).toMatch(/3 at once: tramontane\n[\s\S]*tramontane: 3 at once: warm-up\n/);
    const { turns } = JSON.parse(stdout);
    const ours = (nStreams: number) => ({ engine: 'tramontane', nStreams, point: { nStreams } });
    expect(turns).toMatchObject([ours(1), ours(3)]);
    for (const { totalTps, medianMs, p95Ms } of turns.map(({ point }: { point: object }) => point)) {
      expect(totalTps).toBeGreaterThan(0);
      expect(p95Ms).toBeGreaterThanOrEqual(medianMs);
    }
    await expect(bench('--parallel', '4,0')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--parallel takes numbers from 1 to 256 separated by commas, found '4,0'"),
    });
  });

  it('says which engines it knows', async () => {
    await expect(bench('--compare', 'vllm')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--compare takes llama.cpp, llama.cpp-vulkan or llama.cpp-cpu, found 'vllm'"),
    });
    await expect(bench('--engine', 'x')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--engine is one of tramontane, llama.cpp-vulkan, llama.cpp-cpu'),
    });
  });
});
