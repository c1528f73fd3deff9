// The model's logits and greedy ids compared with those of other engines, in both memory flavours on any device.
import { afterAll, describe, expect, it } from 'vitest';
import { mistral7b } from '../../src/bench/attention-styles.ts';
import { syntheticCheckpoint } from '../../src/bench/synthetic-checkpoint.ts';
import { Engine } from '../../src/engine/engine.ts';
import { loadModel } from '../../src/load-model.ts';
import type { MistralModel } from '../../src/model/mistral.ts';
import { toleratesInt8 } from '../../src/model/weights.ts';
import { Device } from '../../src/vulkan/device.ts';
import { KernelPool } from '../kernels/kernel-pool.ts';
import { isFurtherDriver } from './further-driver.ts';
import {
  blockTable,
  differencesOf,
  type GoldenPrompt,
  goldenFile,
  goldenModels,
  goldenPrompts,
  int8Limits,
  largestDifference,
  logitsOf,
  logitsOfPrompts,
  openModel,
  promptsOfShortSteps,
} from './golden.ts';

/**
 * The goldens are float32 or float64 passes over the very weights of each file, and with `precise` we multiply in float32
 * whatever the weights' type: only the order of additions differs. Their own implementations differ by up to 3e-5.
 */
const tolerance = 1e-4;

const device = Device.open();
const pool = new KernelPool(device);
afterAll(async () => {
  pool.destroy();
  await device.close();
});

/** Matrices of these types are multiplied as int8 where the kernels may; of the others, precise kernels are the same. */
const quantised = goldenModels.filter((name) => /\.q\d/.test(name));

/** Which further drivers, too, take through the longest prompt, and one by one; variants.test.ts does so with other types. */
const alwaysWhole: readonly string[] = ['tiny-mistral-swa.f32', 'tiny-mistral-swa.q4_K_M', 'tiny-mqa.f32'];

/** How a model's prompts are cut into steps: in as few as can be, in chunks, one by one. */
function cuts(
  name: (typeof goldenModels)[number],
): readonly (readonly [step: number, prompts: readonly GoldenPrompt[]])[] {
  const prompts = goldenPrompts(name);
  const short = promptsOfShortSteps(prompts);
  if (isFurtherDriver && !alwaysWhole.includes(name)) return [64, 7].map((step) => [step, short]);
  return [
    [64, prompts],
    [7, short],
    [1, short],
  ];
}

/** Ids of an answer: it leaves the largest window, and a software device makes few in a second. */
const nGreedy = 24;

function argmax(row: Float32Array | undefined): number {
  if (!row) throw new Error('no logits');
  return row.reduce((best, logit, id) => (logit > (row[best] ?? 0) ? id : best), 0);
}

async function greedy(model: MistralModel, promptIds: readonly number[], n: number): Promise<number[]> {
  const ids: number[] = [];
  let next = argmax((await logitsOf(model, promptIds, model.maxBatchTokens)).at(-1));
  for (let position = promptIds.length; ids.length < n; position++) {
    ids.push(next);
    const step = { tokenIds: [next], positions: [position], sequences: [0], blockTables: [blockTable(model)] };
    const [row] = await model.forward({ ...step, outputs: [0] });
    next = argmax(row?.logits);
  }
  return ids;
}

describe.each(['texel', 'ssbo'] as const)('logits, %s flavour', (flavour) => {
  const kernels = pool.set(flavour, { precise: true });

  it.each(goldenModels)('of %s equal the golden ones, however they are cut into steps', async (name) => {
    const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`));
    try {
      for (const [step, prompts] of cuts(name)) {
        expect(await largestDifference(model, prompts, step), `steps of ${step}`).toBeLessThan(tolerance);
      }
    } finally {
      close();
    }
  });

  it.each(['tiny-mistral-swa.f32', 'tiny-mha.f32', 'tiny-mqa.f32'])(
    'of %s give the golden greedy ids',
    async (name) => {
      const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`));
      try {
        for (const { ids, greedyIds } of goldenPrompts(name)) {
          expect(greedyIds.length).toBeGreaterThanOrEqual(nGreedy);
          expect(await greedy(model, ids, nGreedy)).toEqual(greedyIds.slice(0, nGreedy));
        }
      } finally {
        close();
      }
    },
  );
});

/** The largest difference of any logit of one prompt; infinite where one is missing. */
function largestBetween(rows: readonly Float32Array[], others: readonly Float32Array[] = []): number {
  const of = (row: Float32Array, position: number) =>
    row.reduce((most, logit, id) => {
      const difference = Math.abs(logit - (others[position]?.[id] ?? Number.NaN));
      return Math.max(most, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    }, 0);
  return Math.max(...rows.map(of));
}

describe.each(['texel', 'ssbo'] as const)('logits with int8 activations, %s flavour', (flavour) => {
  it.each(quantised)('of %s are as near the golden ones as eight bits allow', async (name) => {
    const { model, close } = await openModel(pool.set(flavour), goldenFile(`${name}.gguf`));
    const whole = new Map<readonly number[], readonly Float32Array[]>(); // by the prompt's ids
    try {
      for (const [step, prompts] of cuts(name)) {
        const ours = await logitsOfPrompts(model, prompts, step);
        const found = differencesOf(prompts, ours);
        expect(found.largest, `steps of ${step}`).toBeLessThan(int8Limits.largest);
        expect(found.rms, `steps of ${step}`).toBeLessThan(int8Limits.rms);
        // However the tokens are shared out over steps, each comes out the same.
        for (const [i, { ids }] of prompts.entries()) {
          const rows = ours[i] ?? [];
          if (!whole.has(ids)) whole.set(ids, rows);
          expect(largestBetween(rows, whole.get(ids)), `steps of ${step}`).toBeLessThan(1e-2);
        }
      }
    } finally {
      close();
    }
  });
});

describe('a model as it is loaded', () => {
  it('has float32 activations if it is small: int8 ones would be off by 0.2', async () => {
    const name = 'tiny-mistral-swa.q4_0';
    const loaded = await loadModel({ name, path: goldenFile(`${name}.gguf`), kvType: 'f32' });
    try {
      expect(loaded.activations).toBe('f32');
      expect(await largestDifference(loaded.model, goldenPrompts(name), 64)).toBeLessThan(1e-3);
    } finally {
      await loaded.close();
    }
  });

  it.each([
    ['half a billion weights', 24, false],
    ['1.2 billion weights', 64, true],
  ])('tolerates int8 activations or not: %s', (_, nLayers, tolerates) => {
    // 18.1 million weights a layer, and twice 32.8 million of the vocabulary.
    const shape = { ...mistral7b, nKvHeads: 8, dim: 1024, hiddenDim: 4864, nHeads: 16, headDim: 64, nLayers };
    expect(toleratesInt8(syntheticCheckpoint(shape, 'Q4_0'))).toBe(tolerates);
  });
});

describe('the sliding window', () => {
  it('needs blocks for itself and one step, whatever the position', async () => {
    const kernels = pool.set('texel');
    const open = (nBlocks: number) =>
      openModel(kernels, goldenFile('tiny-mistral-swa.f32.gguf'), 1, 8, 'f32', undefined, nBlocks);
    const whole = await open(16);
    // 16 + 8 - 1 positions that begin anywhere in a block of 16.
    const small = await open(3);
    try {
      const prompt = [1, 5, 9];
      const expected = await greedy(whole.model, prompt, 120); // seven windows
      const engine = new Engine(small.model);
      const ids: number[] = [];
      const request = { promptIds: prompt, maxTokens: 120, stopIds: [], sampling: { temperature: 0 } };
      for await (const { id } of engine.generate(request)) ids.push(id);
      expect(ids).toEqual(expected);
      await engine.close();
      const { nLayers, nKvHeads, headDim } = small.config;
      expect(small.model.memory.cache).toBe(2 * nLayers * nKvHeads * headDim * 3 * 16 * 4);
      expect(small.config.contextLength).toBeGreaterThan(100);
    } finally {
      whole.close();
      small.close();
    }
  });
});
