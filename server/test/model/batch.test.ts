// Several sequences in one step do not affect each other; and what a step refuses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBlock } from '../../src/engine/model.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import { Device } from '../../src/vulkan/device.ts';
import { blockTable, goldenFile, goldenPrompts, largestDifference, logitsOf, openModel } from './golden.ts';

let device: Device;
let kernels: KernelSet;
beforeAll(() => {
  device = Device.open();
  kernels = new KernelSet(device, 'texel');
});
afterAll(async () => {
  kernels.destroy();
  await device.close();
});

describe('a step of several sequences', () => {
  it('gives each the logits it gets alone', async () => {
    const { model, close } = await openModel(kernels, goldenFile('tiny-mqa.f32.gguf'));
    try {
      const prompts = goldenPrompts('tiny-mqa.f32').map(({ ids }) => ids.slice(0, 30));
      const alone: Float32Array[][] = [];
      for (const ids of prompts) alone.push(await logitsOf(model, ids, 64, blockTable(model, 3, 4)));
      // Interleaved: a chunk of one prompt beside single tokens of the others, each in a place of its own.
      const seen = prompts.map(() => 0);
      while (seen.some((n, i) => n < (prompts[i]?.length ?? 0))) {
        const batch = {
          tokenIds: [] as number[],
          positions: [] as number[],
          sequences: [] as number[],
          blockTables: prompts.map((_, i) => blockTable(model, i, 4)),
          outputs: [] as number[],
        };
        const owners: [sequence: number, position: number][] = [];
        for (const [i, ids] of prompts.entries()) {
          for (const id of ids.slice(seen[i], (seen[i] ?? 0) + 1 + i * 3)) {
            batch.outputs.push(batch.tokenIds.length);
            owners.push([i, seen[i] ?? 0]);
            batch.tokenIds.push(id);
            batch.positions.push(seen[i] ?? 0);
            batch.sequences.push(i);
            seen[i] = (seen[i] ?? 0) + 1;
          }
        }
        const rows = await model.forward(batch);
        for (const [k, [i, position]] of owners.entries()) {
          const expected = alone[i]?.[position] ?? [];
          for (const [id, logit] of (rows[k]?.logits ?? []).entries())
            expect(logit).toBeCloseTo(expected[id] ?? Number.NaN, 4);
        }
      }
    } finally {
      close();
    }
  });

  it('computes logits only where they are asked for, in the order asked', async () => {
    const { model, close } = await openModel(kernels, goldenFile('tiny-mha.f32.gguf'));
    try {
      const ids = [1, 17, 42, 99, 7];
      const all = await logitsOf(model, ids, 64);
      const positions = ids.map((_, i) => i);
      const step = { tokenIds: ids, positions, sequences: ids.map(() => 0), blockTables: [blockTable(model, 1, 4)] };
      const [last, second] = await model.forward({ ...step, outputs: [4, 1] });
      expect(last?.logits).toEqual(all[4]);
      expect(second?.logits).toEqual(all[1]);
      expect(await model.forward({ ...step, outputs: [] })).toEqual([]);
    } finally {
      close();
    }
  });

  it('selects the best on the device, and gives all where all are asked for', async () => {
    const selecting = new KernelSet(device, 'ssbo', { selects: true });
    const { model, close } = await openModel(selecting, goldenFile('tiny-mha.f32.gguf'));
    try {
      const ids = [1, 17, 42, 99, 7];
      const positions = ids.map((_, i) => i);
      const tables = { sequences: ids.map(() => 0), blockTables: [blockTable(model, 1, 4)] };
      const step = { tokenIds: ids, positions, ...tables, outputs: [4, 1, 3, 0] };
      const all = (await model.forward(step)).map(({ ids, logits }) => ({ ids, logits: logits.slice() }));
      expect(all.every((row) => row.ids === undefined)).toBe(true);
      const nBest = [1, 0, 50, 65]; // the last is more than the device selects
      const some = await model.forward({ ...step, nBest });
      for (const [row, n] of nBest.entries()) {
        const logits = all[row]?.logits ?? new Float32Array();
        if (n === 0 || n > 64) {
          expect(some[row]).toEqual({ logits });
          continue;
        }
        const sorted = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b).slice(0, n);
        expect(some[row]?.ids).toEqual(Uint32Array.from(sorted));
        expect(some[row]?.logits).toEqual(Float32Array.from(sorted, (id) => logits[id] ?? Number.NaN));
      }
    } finally {
      close();
      selecting.destroy();
    }
  });

  it('runs in a context shorter than the sliding window', async () => {
    const name = 'tiny-mistral-swa.f32';
    const precise = new KernelSet(device, 'texel', { precise: true });
    const { model, config, close } = await openModel(precise, goldenFile(`${name}.gguf`), 1, 8, 'f32', 12);
    try {
      expect(config.slidingWindow).toBeGreaterThan(12);
      const short = goldenPrompts(name).map((prompt) => ({
        ...prompt,
        ids: prompt.ids.slice(0, 12),
        rows: prompt.rows.filter(({ pos }) => pos < 12),
      }));
      expect(await largestDifference(model, short, 8)).toBeLessThan(1e-4);
    } finally {
      close();
      precise.destroy();
    }
  });

  it('refuses what would make a kernel leave its buffers', async () => {
    const { model, close } = await openModel(kernels, goldenFile('tiny-mha.f32.gguf'), 2, 8);
    try {
      const { nBlocks } = model;
      const one = { tokenIds: [1], positions: [0], sequences: [0], blockTables: [[3]], outputs: [0], nBest: [0] };
      const two = { tokenIds: [1, 2], positions: [0, 0], sequences: [0, 1], blockTables: [[3], [4]] };
      const bad: [string, Partial<typeof one>][] = [
        ['token id 512', { tokenIds: [512] }],
        ['token id -1', { tokenIds: [-1] }],
        ['token id 1.5', { tokenIds: [1.5] }],
        ['token id NaN', { tokenIds: [Number.NaN] }],
        ['position 256', { positions: [256] }],
        ['sequence 1', { sequences: [1] }],
        [`block ${nBlocks}`, { blockTables: [[nBlocks]] }],
        ['block -1 (sequence 0, positions from 0 on)', { blockTables: [[noBlock]] }],
        ['block 0.5', { blockTables: [[0.5]] }],
        ['block undefined (sequence 0, positions from 16 on)', { positions: [20] }],
        [
          'block undefined (sequence 0, positions from 0 on)',
          { positions: [20], blockTables: [[undefined, 1] as number[]] },
        ],
        ['a slot of the cache twice', { ...two, blockTables: [[3], [3]] }],
        ['9 sequences', { blockTables: Array(9).fill([3]) }],
        ['output 1', { outputs: [1] }],
        ['a step of 0 tokens', { tokenIds: [] }],
        ['a step of 9 tokens', { tokenIds: Array(9).fill(1) }],
        ['differ in length', { positions: [0, 1] }],
        ['outputs and nBest differ in length', { nBest: [1, 1] }],
        ['nBest -1', { nBest: [-1] }],
      ];
      for (const [words, change] of bad) {
        await expect(model.forward({ ...one, ...change }), words).rejects.toThrow(words);
      }
      expect(await model.forward(one)).toHaveLength(1);
    } finally {
      close();
    }
  });

  it('is recorded once per number of tokens: seven kernels for a layer, three around them', async () => {
    const { model, config, close } = await openModel(kernels, goldenFile('tiny-mha.f32.gguf'));
    try {
      await logitsOf(model, [1, 2, 3], 1);
      expect(model.nDispatches(1)).toBe(1 + 7 * config.nLayers + 2);
    } finally {
      close();
    }
  });
});
