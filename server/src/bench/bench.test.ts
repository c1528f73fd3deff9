// The benchmark's arithmetic and its report. No test asserts a speed.
import { describe, expect, it } from 'vitest';
import type { Dtype } from '../dtype.ts';
import { kvBytesPerPosition, weightBytesPerToken } from '../model/bytes-per-token.ts';
import { largestBatch, measureStyles, mistral7b, stylesTable } from './attention-styles.ts';
import { type Comparison, comparisonTable } from './compare.ts';
import { parallelTable } from './compare-parallel.ts';
import { measureCopyBandwidth } from './copy-bandwidth.ts';
import { medianOf, promptIds, timeAnswer } from './measurement.ts';
import type { OwnMeasurement } from './ours.ts';
import { measureStreams, streamPromptIds } from './parallel.ts';
import { syntheticCheckpoint } from './synthetic-checkpoint.ts';

describe('bytes by arithmetic', () => {
  // 7,110,393,856 weights are read for a token of Mistral 7B; beside them 65 norms and a row of the embedding table.
  it.each<[Dtype, number]>([
    ['F16', (7_110_393_856 * 16) / 8],
    ['Q8_0', (7_110_393_856 * 8.5) / 8],
    ['Q4_0', (7_110_393_856 * 4.5) / 8],
  ])('of a token of Mistral 7B in %s', (dtype, matrices) => {
    const bytes = weightBytesPerToken(syntheticCheckpoint({ ...mistral7b, nKvHeads: 8 }, dtype));
    const norms = 65 * 4096 * 4;
    expect(bytes - matrices - norms).toBeGreaterThan(0);
    expect(bytes - matrices - norms).toBeLessThanOrEqual(4096 * 2); // one row
  });

  it.each([
    [32, 524_288],
    [8, 131_072],
    [1, 16_384],
  ])('of a position of the cache with %i heads in f16', (nKvHeads, bytes) => {
    expect(kvBytesPerPosition({ ...mistral7b, nKvHeads }, 'f16')).toBe(bytes);
  });

  it('say how many sequences fit beside the weights', () => {
    const weights = 4.29e9;
    const sequence = 131_072 * 4096;
    expect(largestBatch(24e9, weights, sequence)).toBe(32);
    expect(largestBatch(24e9, weights, 4 * sequence)).toBe(8);
    expect(largestBatch(4e9, weights, sequence)).toBe(0);
  });
});

describe('a measurement', () => {
  it('counts the first token to the prompt and the others to the answer', async () => {
    async function* ids() {
      for (let id = 5; ; id++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield id;
      }
    }
    const times = await timeAnswer(ids(), { nPrompt: 3, nGenerate: 10 });
    expect(times.firstIds).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(times.prefillTps).toBeCloseTo(3000 / times.firstTokenMs, 6);
    expect(times.decodeTps).toBeGreaterThan(0);
  });

  it('gives every engine the same prompt, of ids that every vocabulary has', () => {
    const ids = promptIds(600);
    expect([ids[0], ids.length]).toEqual([1, 600]);
    expect(Math.max(...ids)).toBeLessThan(512);
  });

  it('has the medians of its rounds', () => {
    const round = (decodeTps: number) => ({
      engine: 'e',
      device: 'd',
      prefillTps: 2 * decodeTps,
      decodeTps,
      firstTokenMs: 1,
      firstIds: [],
    });
    expect(medianOf([round(3), round(9), round(4)])).toMatchObject({ decodeTps: 4, prefillTps: 8 });
  });
});

it('a comparison stands in a table with its ratios', () => {
  const one = { device: 'gpu', prefillTps: 50, decodeTps: 20, firstTokenMs: 10, firstIds: [1] };
  const comparison: Comparison = {
    file: 'f',
    rounds: 1,
    ours: { ...one, engine: 'tramontane', flavour: 'ssbo', activations: 'int8' } as unknown as OwnMeasurement,
    peers: [{ ...one, engine: 'llama.cpp cpu', decodeRatio: 2.5, prefillRatio: 0.5, agrees: true }],
  };
  const rows = comparisonTable(comparison).split('\n');
  expect(rows).toHaveLength(4);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  expect(rows[3]).toMatch(/llama\.cpp cpu, gpu .* 20\.0 \| +2\.50x \| +50\.0 \| +0\.50x \| +10\.0 \| +yes \|/);
});

it('answers at once are counted together, and their tokens timed apart', async () => {
  async function* ids(stream: number) {
    for (let id = 0; ; id++) {
      await new Promise((resolve) => setTimeout(resolve, id === 3 && stream === 0 ? 60 : 5));
      yield id;
    }
  }
  const point = await measureStreams(ids, 4, { nPrompt: 1, nGenerate: 8 });
  expect(point.nStreams).toBe(4);
  expect(point.totalTps).toBeLessThan((4 * 8) / 0.095); // the slow one takes 7 * 5 + 60 ms
  expect(point.medianMs).toBeGreaterThanOrEqual(4);
  expect(point.p95Ms).toBeGreaterThanOrEqual(point.medianMs);
  const ours = { engine: 'tramontane', device: 'gpu', nStreams: 4, point };
  const half = { ...point, totalTps: point.totalTps / 2 };
  const theirs = { engine: 'llama.cpp-cpu', device: 'CPU', nStreams: 4, point: half };
  const failed = { engine: 'llama.cpp-cpu', nStreams: 8, failure: 'SIGSEGV\nbench --engine llama.cpp-cpu' };
  const [, , , their, last] = parallelTable([ours, theirs, failed]).split('\n');
  expect(their).toMatch(/llama\.cpp-cpu, CPU \| +4 \| .* \| +1\.00x \| .* \| +2\.00x \|/);
  expect(last).toMatch(/llama\.cpp-cpu +\| +8 \| +SIGSEGV \|/);
  expect(new Set(streamPromptIds(9, 0)).size).toBe(9);
  expect(streamPromptIds(9, 1)).not.toEqual(streamPromptIds(9, 0));
});

it('copies within a device at some speed', async () => {
  expect(await measureCopyBandwidth()).toBeGreaterThan(1e6);
});

it('the three styles of attention differ in their caches as their heads do', async () => {
  const shape = { ...mistral7b, dim: 256, nLayers: 2, nHeads: 8, headDim: 32, hiddenDim: 256, vocabSize: 512 };
  const options = {
    shape,
    nKvHeads: 2,
    dtype: 'Q4_0' as const,
    nLayersRun: 1,
    context: 100,
    memoryBytes: 2 * 2 ** 30,
    nSteps: 2,
    nSequences: 2,
    rounds: 2,
  };
  const turns: string[] = [];
  const styles = await measureStyles(options, (round, style) => turns.push(`${round} ${style}`));
  expect(turns).toHaveLength(6);
  expect(turns.slice(3)).toEqual(['2 multi-head', '2 grouped-query', '2 multi-query']);
  // As many as the keys and values of two sequences of the first leave room for.
  expect(styles.map(({ batch }) => batch)).toEqual([2, 8, 16]);
  expect(styles.map(({ style, nKvHeads }) => [style, nKvHeads])).toEqual([
    ['multi-head', 8],
    ['grouped-query', 2],
    ['multi-query', 1],
  ]);
  const [multiHead, grouped, single] = styles.map(({ kvBytesPerPosition: bytes }) => bytes);
  expect([multiHead, grouped]).toEqual([8 * (single ?? 0), 2 * (single ?? 0)]);
  for (const style of styles) expect(Math.min(style.singleTps, style.batchTps, style.batch)).toBeGreaterThan(0);
  expect(stylesTable(styles, options).split('\n')).toHaveLength(5);
});
