// The file of compiled pipelines: only what was written whole, for this very driver, ever reaches the driver.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KernelSet } from '../kernels/kernel-set.ts';
import type { VulkanApi } from './api.ts';
import { Device } from './device.ts';
import type { PhysicalDevice } from './physical-device.ts';
import { PipelineCache } from './pipeline-cache.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipelines-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const physical = { vendorId: 0x10de, deviceId: 1, driverVersion: 2, pipelineCacheUuid: 'abcd' } as PhysicalDevice;
/** What a driver saves: a header of 32 bytes, and its pipelines. */
const saved = (pipelines: string) => Buffer.concat([Buffer.alloc(32, 1), Buffer.from(pipelines)]);
const compiled = saved('compiled pipelines');

/** A driver that remembers what it was given and has `compiled` to save. */
function driver(toSave = compiled): { vk: VulkanApi; given: (Buffer | null)[] } {
  const given: (Buffer | null)[] = [];
  const vk = {
    vkCreatePipelineCache(_device: bigint, info: { pInitialData: Buffer | null; initialDataSize: number }) {
      given.push(info.pInitialData && Buffer.from(info.pInitialData.subarray(0, info.initialDataSize)));
      return 0;
    },
    vkGetPipelineCacheData(_device: bigint, _cache: bigint, size: BigUint64Array, data: Buffer | null) {
      size[0] = BigInt(toSave.length);
      if (data) toSave.copy(data);
      return 0;
    },
    vkDestroyPipelineCache: () => undefined,
  };
  return { vk: vk as unknown as VulkanApi, given };
}

/** Opens and closes a cache; what the driver was given at the start. */
function once(toSave = compiled, device = physical): Buffer | null | undefined {
  const { vk, given } = driver(toSave);
  new PipelineCache(vk, 1n, device, folder).close();
  return given[0];
}
const file = () => join(folder, readdirSync(folder)[0] ?? '');

describe('the pipeline cache', () => {
  it('starts with nothing and gives back the next time what it wrote', () => {
    expect(once()).toBeNull();
    expect(once()).toEqual(compiled);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([
    ['one byte changed', (bytes: Buffer) => bytes.with(bytes.length - 1, 1)],
    ['its end missing', (bytes: Buffer) => bytes.subarray(0, -3)],
    ['its data missing', (bytes: Buffer) => bytes.subarray(0, 30)],
    ['nothing in it', () => Buffer.alloc(0)],
    ['a head of another kind', (bytes: Buffer) => Buffer.concat([Buffer.from('other'), bytes.subarray(5)])],
    ['bytes of someone else', () => Buffer.alloc(5000, 7)],
  ])('keeps a file with %s from the driver, and replaces it', (_, spoil) => {
    once();
    const whole = readFileSync(file());
    writeFileSync(file(), spoil(whole));
    expect(once()).toBeNull();
    expect(readFileSync(file())).toEqual(whole);
  });

  it('keeps one file for each driver version, so that none reads the pipelines of another', () => {
    once();
    expect(once(compiled, { ...physical, driverVersion: 3 })).toBeNull();
    expect(once(compiled, { ...physical, pipelineCacheUuid: 'ef' })).toBeNull();
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('leaves no half-written files behind', () => {
    for (const text of ['a', 'bb', 'ccc']) once(saved(text));
    expect(readdirSync(folder)).toHaveLength(1);
    expect(once()).toEqual(saved('ccc'));
  });

  it('costs only speed when its folder cannot be written', () => {
    writeFileSync(join(folder, 'taken'), '');
    const { vk } = driver();
    new PipelineCache(vk, 1n, physical, join(folder, 'taken')).close();
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('');
  });

  it('is not written for a driver that keeps no pipelines, and what such a one left is not read', () => {
    once(saved(''));
    expect(readdirSync(folder)).toEqual([]);
    once();
    const left = createHash('sha256').update(saved('')).digest();
    writeFileSync(file(), Buffer.concat([readFileSync(file()).subarray(0, 23), left, saved('')]));
    expect(once()).toBeNull();
  });

  it('is read back by a real driver, and is then the same', async () => {
    const files = () => readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    const compileOne = async () => {
      const device = Device.open({ cacheFolder: folder });
      const kernels = new KernelSet(device, 'ssbo');
      kernels.get('quantize', {}, { workgroupSize: kernels.workgroupSize(1) });
      kernels.destroy();
      await device.close();
      return files();
    };
    expect(await compileOne()).toEqual(await compileOne());
  });
});
