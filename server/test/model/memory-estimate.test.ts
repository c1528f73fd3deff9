// What is estimated from a file is what a loaded model takes, and what does not fit is said to be too much.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts';
import { type EstimatedDevice, estimateModel } from '../../src/cli/estimate.ts';
import { loadModel } from '../../src/load-model.ts';
import { readConfig } from '../../src/model/config.ts';
import { estimateMemory } from '../../src/model/memory-estimate.ts';
import { listDevices } from '../../src/vulkan/device.ts';

const path = fileURLToPath(new URL('../goldens/tiny-mistral-swa.q8_0.gguf', import.meta.url));

it('weights, keys and values, and scratch are those of a loaded model', async () => {
  const loaded = await loadModel({ name: 'tiny', path, cachesWeights: false });
  const { memory, nBlocks } = loaded.model;
  await loaded.close();
  const checkpoint = await openCheckpoint(path);
  const isCpu = loaded.deviceType === 'cpu';
  const estimate = estimateMemory(checkpoint, readConfig(checkpoint), { kvType: loaded.model.kvType, isCpu });
  await checkpoint.close();
  const cache = estimate.kvPerPosition * nBlocks * 16;
  for (const [found, estimated] of [
    [memory.weights, estimate.weights],
    [memory.cache, cache],
    [memory.scratch, estimate.scratch],
  ] as const) {
    expect(estimated / found).toBeGreaterThan(0.9);
    expect(estimated / found).toBeLessThan(1.1);
  }
});

function deviceOf(memoryBytes: number): EstimatedDevice {
  const [one] = listDevices();
  if (!one) throw new Error('no device');
  return { name: 'A card', type: 'discrete', memoryBytes, limits: one.limits };
}

it('says what fits a device', async () => {
  const { text, fits } = await estimateModel({ name: '@cf/me/tiny', path }, {}, deviceOf(2 ** 30));
  expect(fits).toBe(true);
  expect(text).toMatch(/^@cf\/me\/tiny\n {2}file +\/.*q8_0\.gguf\n {2}weights +\d+ [KM]iB \(.*Q8_0.*\)\n/);
  expect(text).toMatch(/^ {2}keys and values +\d+ (B|KiB) a position \(f16\), \d+ KiB for a context of \d+$/m);
  expect(text).toMatch(/^ {2}device +A card, 1\.00 GiB$/m);
  expect(text).toMatch(/^ {2}fits +a context of \d+, keys and values of \d+ sequences of that length at once$/m);
});

it('says by how much a model is too large, and ends with it', async () => {
  const { text, fits } = await estimateModel({ name: 'tiny', path }, {}, deviceOf(100_000));
  expect(fits).toBe(false);
  expect(text).toMatch(/^ {2}does not fit +.*the weights take .*, A card has room for .* too much\./m);
});

it('follows the settings of keys and values', async () => {
  const of = async (values: Record<string, string>) => {
    const { text } = await estimateModel({ name: 'tiny', path }, values, deviceOf(2 ** 30));
    return /keys and values .*/.exec(text)?.[0] ?? '';
  };
  expect(await of({ 'kv-type': 'f32', context: '64' })).toMatch(/\(f32\), .* for a context of 64$/);
  expect(await of({ 'kv-type': 'f32' })).not.toBe(await of({ 'kv-type': 'f16' }));
});
