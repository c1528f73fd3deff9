// Checkpoints that parse but cannot be run are refused with a reason before anything reaches the device. Unusual but
// valid ones load: parts of a fused matrix in different types.
import { totalmem } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  CheckpointError,
  type MetadataValue,
  type TensorInfo,
} from '../../src/checkpoint/checkpoint.ts';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import type { KvType } from '../../src/kernels/tensor.ts';
import { type MistralConfig, readConfig } from '../../src/model/config.ts';
import { chooseLimits, type LimitOptions } from '../../src/model/limits.ts';
import { loadWeights } from '../../src/model/load-weights.ts';
import { MistralModel } from '../../src/model/mistral.ts';
import { noScaling } from '../../src/model/rope.ts';
import { weightTypes } from '../../src/model/weights.ts';
import { Device } from '../../src/vulkan/device.ts';
import type { PhysicalDevice } from '../../src/vulkan/physical-device.ts';
import { goldenFile, goldenPrompts, largestDifference, modelLimits } from '../model/golden.ts';

let device: Device;
let f32: Checkpoint;
let f16: Checkpoint;
beforeAll(async () => {
  device = Device.open();
  f32 = await openGguf(goldenFile('tiny-mistral-swa.f32.gguf'));
  f16 = await openGguf(goldenFile('tiny-mistral-swa.f16.gguf'));
});
afterAll(async () => {
  await f32.close();
  await f16.close();
  await device.close();
});

/** The same file with other facts in it. */
function changed(
  metadata: Record<string, MetadataValue | undefined>,
  tensors: Record<string, TensorInfo | undefined> = {},
): Checkpoint {
  const replace = <T>(original: ReadonlyMap<string, T>, changes: Record<string, T | undefined>) => {
    const copy = new Map(original);
    for (const [key, value] of Object.entries(changes)) value === undefined ? copy.delete(key) : copy.set(key, value);
    return copy;
  };
  return {
    path: f32.path,
    metadata: replace(f32.metadata, metadata),
    tensors: replace(f32.tensors, tensors),
    read: (tensor, target, offset) => f32.read(tensor, target, offset),
    close: async () => undefined,
  };
}

const tensor = (name: string) => f32.tensors.get(name) as TensorInfo;

describe('the configuration', () => {
  const faults: [words: string, Record<string, MetadataValue | undefined>][] = [
    ['general.architecture is "gemma"', { 'general.architecture': 'gemma' }],
    ['llama.embedding_length is missing', { 'llama.embedding_length': undefined }],
    ['llama.block_count is 0; accepted: 1 to 512', { 'llama.block_count': 0 }],
    ['llama.block_count is 1000000', { 'llama.block_count': 1_000_000 }],
    ['llama.feed_forward_length is 1.5', { 'llama.feed_forward_length': 1.5 }],
    ['llama.feed_forward_length is x, not a number', { 'llama.feed_forward_length': 'x' }],
    ['8 query heads cannot share 3 key/value heads', { 'llama.attention.head_count_kv': 3 }],
    ['llama.attention.key_length is', { 'llama.attention.key_length': 4096 }],
    ['rope.dimension_count', { 'llama.rope.dimension_count': 16 }],
    ['llama.rope.scaling.type is su; accepted: none, linear, yarn', { 'llama.rope.scaling.type': 'su' }],
    ['mixtures of experts', { 'llama.expert_count': 8 }],
    ['layer_norm_rms_epsilon is -1', { 'llama.attention.layer_norm_rms_epsilon': -1 }],
    ['rope.freq_base is 0', { 'llama.rope.freq_base': 0 }],
    ['sliding_window is -4', { 'llama.attention.sliding_window': -4 }],
  ];
  it.each(faults)('is refused: %s', (words, metadata) => {
    const read = () => readConfig(changed(metadata));
    expect(read).toThrow(CheckpointError);
    expect(read).toThrow(words);
  });
});

describe('the sliding window', () => {
  const windowOf = (file: number | undefined, overrides: Parameters<typeof readConfig>[1]) => {
    const notices: string[] = [];
    const checkpoint = changed({ 'llama.attention.sliding_window': file });
    return [readConfig(checkpoint, overrides, (notice) => notices.push(notice)).slidingWindow, ...notices];
  };

  it('is what the file says, unless something else is asked for', () => {
    expect(windowOf(16, {})).toEqual([16]);
    expect(windowOf(16, { knownSlidingWindow: 4096 })).toEqual([16]);
    expect(windowOf(16, { slidingWindow: 8 })).toEqual([8, 'sliding window: 8 positions, as was asked for']);
    expect(windowOf(16, { slidingWindow: 0 })).toEqual([undefined, 'sliding window: none, as was asked for']);
  });

  it('is what is known of the model where the file says nothing, and the operator is told', () => {
    expect(windowOf(undefined, {})).toEqual([undefined]);
    expect(windowOf(undefined, { knownSlidingWindow: 4096 })).toEqual([
      4096,
      'sliding window: 4096 positions, as this model is known to have; the file does not say',
    ]);
  });
});

describe('the weights', () => {
  it('are refused when one is missing, with its name', async () => {
    const broken = changed({}, { 'blk.1.ffn_up.weight': undefined });
    await expect(loadWeights(device, broken, readConfig(broken))).rejects.toThrow(
      'tensor blk.1.ffn_up.weight is missing',
    );
  });

  it('are refused when one has another shape, with both', async () => {
    const name = 'blk.0.attn_k.weight';
    const broken = changed({}, { [name]: { ...tensor(name), shape: [256, 64] } });
    const words = `tensor ${name} has shape [256, 64], expected [64, 256]`;
    await expect(loadWeights(device, broken, readConfig(broken))).rejects.toThrow(words);
  });

  it('give the same logits when the parts of a fused matrix come in different types', async () => {
    // Half of the file is read from the F16 one: the weights are the same numbers.
    const fromHalf = ['blk.0.attn_k.weight', 'blk.1.ffn_up.weight', 'blk.1.attn_q.weight', 'output.weight'];
    const mixed: Checkpoint = {
      ...changed({}, Object.fromEntries(fromHalf.map((name) => [name, f16.tensors.get(name)]))),
      read: (info, target, offset) => (info.dtype === 'F16' ? f16 : f32).read(info, target, offset),
    };
    const kernels = new KernelSet(device, 'texel');
    const config = readConfig(mixed);
    const weights = await loadWeights(device, mixed, config);
    const limits = modelLimits(1, 64, config.contextLength);
    const model = await MistralModel.create(kernels, config, weights, limits);
    try {
      const [first, second] = weights.layers;
      expect(first?.qkv.map(({ dtype }) => dtype)).toEqual(['F32', 'F16', 'F32']);
      expect(second?.qkv.map(({ dtype }) => dtype)).toEqual(['F16', 'F32']);
      // Gate and up go through one kernel together.
      expect([first?.gateUp.dtype, second?.gateUp.dtype]).toEqual(['F32', 'F32']);
      expect(weightTypes(mixed).sort()).toEqual(['F16', 'F32']);
      expect(weights.output.dtype).toBe('F16');
      expect(await largestDifference(model, goldenPrompts('tiny-mistral-swa.f32'), 64)).toBeLessThan(1e-4);
    } finally {
      model.destroy();
      weights.destroy();
      kernels.destroy();
    }
  });

  it('report their progress in bytes, up to all of them', async () => {
    const reports: [number, number][] = [];
    const weights = await loadWeights(device, f32, readConfig(f32), {
      onProgress: (done, total) => reports.push([done, total]),
    });
    weights.destroy();
    const total = [...f32.tensors.values()].reduce((sum, { nBytes }) => sum + nBytes, 0);
    expect(reports.at(-1)).toEqual([total, total]);
    expect(reports.every(([done], i) => done > (reports[i - 1]?.[0] ?? 0))).toBe(true);
  });
});

describe('chooseLimits', () => {
  const gpu = (memoryBytes: number, maxStorageBufferRange = 2 ** 32) => ({
    name: 'GPU',
    type: 'discrete' as PhysicalDevice['type'],
    memoryBytes,
    limits: { ...device.physical.limits, maxBufferBytes: 2 ** 32, maxStorageBufferRange },
  });
  const mistral7b = {
    dim: 4096,
    nLayers: 32,
    nHeads: 32,
    nKvHeads: 8,
    headDim: 128,
    hiddenDim: 14336,
    vocabSize: 32000,
    normEps: 1e-5,
    ropeTheta: 1e4,
    ropeScaling: noScaling,
    contextLength: 32768,
    slidingWindow: 4096,
  };
  const weightsOf = (nBytes: number) => ({
    path: 'mistral.gguf',
    tensors: new Map([
      ['all', { name: 'all', dtype: 'Q8_0' as const, shape: [7_241_732_096], offsetBytes: 0, nBytes }],
    ]),
  });
  const notices: string[] = [];
  const choose = (
    device: ReturnType<typeof gpu>,
    weights: ReturnType<typeof weightsOf>,
    config: MistralConfig = mistral7b,
    options: Partial<LimitOptions> = {},
  ) =>
    chooseLimits(device, weights, config, {
      flavour: 'ssbo',
      kvType: 'f32',
      onNotice: (n) => notices.push(n),
      ...options,
    });

  it('gives as many blocks as fit beside the weights, up to what 64 sequences could use', () => {
    // A block takes 2 x 32 layers x 1024 x 16 x 4 bytes, 4 MiB; 7.52 GiB are left.
    expect(choose(gpu(16 * 2 ** 30), weightsOf(7.2 * 2 ** 30))).toMatchObject({ nBlocks: 1925, contextLength: 32768 });
    // A sequence never needs more than 4096 + 127 positions, wherever in a block they begin: 265 blocks.
    expect(choose(gpu(141 * 2 ** 30), weightsOf(7.2 * 2 ** 30)).nBlocks).toBe(64 * 265);
    expect(notices).toEqual([]);
  });

  it('gives more of them with keys and values of a smaller type', () => {
    const blocks = (kvType: KvType) =>
      choose(gpu(12 * 2 ** 30), weightsOf(7.2 * 2 ** 30), mistral7b, { kvType }).nBlocks;
    expect([blocks('f32'), blocks('f16'), blocks('q8_0')]).toEqual([983, 1966, 3700]);
  });

  it('keeps to the bytes it is given for keys and values', () => {
    const give = (kvCacheBytes: number) =>
      choose(gpu(141 * 2 ** 30), weightsOf(7.2 * 2 ** 30), mistral7b, { kvCacheBytes });
    expect(give(3 * 2 ** 30)).toMatchObject({ nBlocks: 768, contextLength: 32768 });
    expect(notices).toEqual([]);
    expect(give(2 ** 30)).toMatchObject({ nBlocks: 256, contextLength: 4096 });
    expect(notices.splice(0)).toEqual(['the context is 4096 positions: GPU has no room for all 32768']);
    expect(() => give(2 ** 20)).toThrow('no room for the keys and values of 256 positions in 1 MiB');
  });

  it('takes no more than a part of the memory of a host that the device shares, but enough for one sequence', () => {
    const blocksOf = (memoryBytes: number) => choose({ ...gpu(memoryBytes), type: 'cpu' }, weightsOf(2 ** 30)).nBlocks;
    expect(blocksOf(2 ** 50) * 4 * 2 ** 20).toBeLessThanOrEqual(Math.max(totalmem() / 4, 265 * 4 * 2 ** 20));
    // What the driver says of its memory bounds it too: some of them fill all that they are asked for.
    expect(blocksOf(2 ** 31)).toBe(265);
    expect(blocksOf(2 ** 20)).toBe(265);
  });

  it('shortens the context where not one sequence fits, and says so', () => {
    const whole = { ...mistral7b, slidingWindow: undefined };
    expect(choose(gpu(10 * 2 ** 30), weightsOf(7.2 * 2 ** 30), whole).contextLength).toBe(8192);
    expect(notices.splice(0)).toEqual(['the context is 8192 positions: GPU has no room for all 32768']);
  });

  it('refuses weights that do not fit, saying by how much, and what would', () => {
    expect(() => choose(gpu(6 * 2 ** 30), weightsOf(7.2 * 2 ** 30))).toThrow(
      'the weights take 7.20 GiB, GPU has room for 5.52 GiB: 1.68 GiB too much. ' +
        'Its Q5_K_M form, about 4.80 GiB, would fit; or take another device (--device)',
    );
    expect(() => choose(gpu(2 ** 30), weightsOf(7.2 * 2 ** 30))).toThrow(
      'No usual form of this model would fit: take a smaller model',
    );
  });

  it('keeps each layer within one buffer binding', () => {
    const device = gpu(141 * 2 ** 30, 2 ** 27);
    expect(choose(device, weightsOf(2 ** 30)).nBlocks).toBe(2048);
    // Texel kernels read more of it at once, but write it as a storage buffer.
    expect(choose(device, weightsOf(2 ** 30), mistral7b, { flavour: 'texel' }).nBlocks).toBe(2048);
  });
});
