// The model against logits and greedy ids made by other engines, in both memory flavours on whatever device there is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import type { MistralModel } from '../../src/model/mistral.ts';
import { Device } from '../../src/vulkan/device.ts';
import { goldenFile, goldenModels, goldenPrompts, largestDifference, logitsOf, openModel } from './golden.ts';

/**
 * The goldens are float32 or float64 passes over the very weights of each file, and with `precise` we multiply in float32
 * whatever the weights' type: only the order of additions differs. Their own implementations differ by up to 3e-5.
 */
const tolerance = 1e-4;
/** With int8 activations llama.cpp is 0.26 (Q8_0) to 0.50 (Q5_K) away from the same goldens; logits deviate by about 2. */
const int8Tolerance = 0.26;

let device: Device;
beforeAll(() => {
  device = Device.open();
});
afterAll(() => device.close());

function argmax(row: Float32Array | undefined): number {
  if (!row) throw new Error('no logits');
  return row.reduce((best, logit, id) => (logit > (row[best] ?? 0) ? id : best), 0);
}

async function greedy(model: MistralModel, promptIds: readonly number[], n: number): Promise<number[]> {
  const ids: number[] = [];
  let next = argmax((await logitsOf(model, promptIds, model.maxBatchTokens)).at(-1));
  for (let position = promptIds.length; ids.length < n; position++) {
    ids.push(next);
    const [row] = await model.forward({ tokenIds: [next], positions: [position], places: [0], outputs: [0] });
    next = argmax(row?.logits);
  }
  return ids;
}

describe.each(['texel', 'ssbo'] as const)('logits, %s flavour', (flavour) => {
  let kernels: KernelSet;
  beforeAll(() => {
    kernels = new KernelSet(device, flavour, { precise: true });
  });
  afterAll(() => kernels.destroy());

  it.each(goldenModels)('of %s equal the golden ones, by prefill, in chunks and one by one', async (name) => {
    const prompts = goldenPrompts(name);
    const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`));
    try {
      for (const step of [64, 7, 1]) {
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
          expect(greedyIds.length).toBeGreaterThan(0);
          expect(await greedy(model, ids, greedyIds.length)).toEqual(greedyIds);
        }
      } finally {
        close();
      }
    },
  );
});

describe.each(['texel', 'ssbo'] as const)('logits with int8 activations, %s flavour', (flavour) => {
  it.each(goldenModels)('of %s are as near the golden ones as eight bits allow', async (name) => {
    const kernels = new KernelSet(device, flavour);
    const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`));
    try {
      const differences: number[] = [];
      for (const step of [64, 7, 1]) differences.push(await largestDifference(model, goldenPrompts(name), step));
      expect(Math.max(...differences)).toBeLessThan(int8Tolerance);
      // However the tokens are shared out over steps, each comes out the same.
      expect(Math.max(...differences) - Math.min(...differences)).toBeLessThan(1e-2);
    } finally {
      close();
      kernels.destroy();
    }
  });
});

describe('the rolling cache', () => {
  it('has the same size at any position, and holds the window plus one step, not the context', async () => {
    const kernels = new KernelSet(device, 'texel');
    const { model, config, close } = await openModel(kernels, goldenFile('tiny-mistral-swa.f32.gguf'), 2, 8);
    try {
      const before = model.memory.cache;
      await greedy(model, [1, 5, 9], 120); // seven windows
      expect(model.memory.cache).toBe(before);
      expect(model.cacheCapacity).toBe(24); // 16 + 8 - 1, rounded up to 4
      const { nLayers, nKvHeads, headDim } = config;
      expect(before).toBe(2 * nLayers * 2 * nKvHeads * headDim * 24 * 4);
      expect(config.contextLength).toBeGreaterThan(100);
    } finally {
      close();
      kernels.destroy();
    }
  });
});
