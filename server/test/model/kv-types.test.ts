// The number formats of the KV cache and its addresses: logits with each format compared with the golden ones, also at
// the largest positions.
import { afterAll, describe, expect, it } from 'vitest';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import { kvTolerance } from '../../src/kernels/checks/kv-rows.ts';
import { readConfig } from '../../src/model/config.ts';
import { chooseKvType } from '../../src/model/kv-cache.ts';
import { loadWeights } from '../../src/model/load-weights.ts';
import { MistralModel } from '../../src/model/mistral.ts';
import { Device } from '../../src/vulkan/device.ts';
import { KernelPool } from '../kernels/kernel-pool.ts';
import {
  blockTable,
  goldenFile,
  goldenPrompts,
  largestDifference,
  modelLimits,
  openModel,
  promptsOfShortSteps,
} from './golden.ts';

/**
 * llama.cpp's int8 activations, each up to half a step of 127 off, are 0.26 away from these goldens (golden.test.ts).
 * Keys and values that are off by less, and in fewer places, may be away by as much less.
 */
const toleranceOf = (type: 'f16' | 'q8_0') => (0.26 * kvTolerance(type)) / (0.5 / 127);

const device = Device.open();
const pool = new KernelPool(device);
afterAll(async () => {
  pool.destroy();
  await device.close();
});

describe.each(['texel', 'ssbo'] as const)('logits, %s flavour', (flavour) => {
  it.each([
    ['tiny-mistral-swa.f32', 'f16'],
    ['tiny-mistral-swa.q4_K_M', 'f16'],
    ['tiny-mha.f32', 'f16'],
    ['tiny-mqa.f32', 'f16'],
    ['tiny-mistral-swa.f32', 'q8_0'],
    ['tiny-mistral-swa.q8_0', 'q8_0'],
  ] as const)('of %s with keys and values in %s are as near the golden ones as it allows', async (name, type) => {
    const kernels = pool.set(flavour, { precise: true });
    const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`), 4, 64, type);
    const prompts = goldenPrompts(name);
    try {
      // Steps between these give the same bits: invariance.test.ts.
      for (const [step, own] of [
        [64, prompts],
        [1, promptsOfShortSteps(prompts)],
      ] as const) {
        expect(await largestDifference(model, own, step), `steps of ${step}`).toBeLessThan(toleranceOf(type));
      }
    } finally {
      close();
    }
  });
});

describe('a position near 32,768', () => {
  it.each([
    { ropeTheta: 10_000, attentionSplits: 1 },
    { ropeTheta: 1_000_000, attentionSplits: 3 },
  ])('gives the logits of the same text at the start, with $ropeTheta and $attentionSplits splits', async (how) => {
    // RoPE turns by differences of positions, and with a window the last token sees only the positions in it.
    // The keys of this long text are larger than the texel buffers of some devices, so it runs in ssbo.
    const kernels = pool.set('ssbo', { precise: true, attentionSplits: how.attentionSplits });
    const checkpoint = await openGguf(goldenFile('tiny-mistral-swa.f32.gguf'));
    const config = { ...readConfig(checkpoint), ropeTheta: how.ropeTheta, contextLength: 32_768 };
    const weights = await loadWeights(device, checkpoint, config);
    const model = await MistralModel.create(kernels, config, weights, modelLimits(2, 64, 32_768));
    const nKnown = config.nLayers * ((config.slidingWindow ?? Number.NaN) - 1) + 1;
    const ids = Array.from({ length: nKnown }, (_, i) => (i * 37 + 5) % config.vocabSize);
    const lastLogits = async (place: number, first: number) => {
      let last: Float32Array | undefined;
      for (let i = 0; i < nKnown; i += 5) {
        const tokenIds = ids.slice(i, i + 5);
        const positions = tokenIds.map((_, j) => first + i + j);
        const [scores] = await model.forward({
          tokenIds,
          positions,
          sequences: tokenIds.map(() => 0),
          blockTables: [blockTable(model, place, 2)],
          outputs: [tokenIds.length - 1],
        });
        last = scores?.logits;
      }
      return Array.from(last ?? []);
    };
    try {
      const near = await lastLogits(0, 0);
      const far = await lastLogits(1, 32_768 - nKnown);
      expect(near.length).toBe(config.vocabSize);
      const differences = near.map((logit, id) => Math.abs(logit - (far[id] ?? Number.NaN)));
      expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-4);
    } finally {
      model.destroy();
      weights.destroy();
      await checkpoint.close();
    }
  });
});

describe('the type of keys and values', () => {
  it('is the one that was asked for where heads come in whole blocks of it, else a wider one, and that is said', () => {
    const notices: string[] = [];
    const choose = (headDim: number, type: 'f16' | 'q8_0') => chooseKvType({ headDim }, type, (n) => notices.push(n));
    expect([choose(128, 'q8_0'), choose(8, 'f16')]).toEqual(['q8_0', 'f16']);
    expect(notices).toEqual([]);
    expect([choose(48, 'q8_0'), choose(4, 'f16')]).toEqual(['f16', 'f32']);
    expect(notices[0]).toContain('stored as f16, not q8_0: heads of 48');
    expect(notices.length).toBe(2);
  });
});
