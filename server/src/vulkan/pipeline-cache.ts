// Compiled pipelines on disk, one file per device and driver. A file goes to the driver only if it is exactly what was
// written for this driver: several drivers crash on bytes that they did not make.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, type VulkanApi } from './api.ts';
import type { PhysicalDevice } from './physical-device.ts';

const magic = 'tramontane-pipelines-1\n';
const hashBytes = 32;
/** VkPipelineCacheHeaderVersionOne. What is no longer holds no pipelines. */
const headerBytes = 32;

export class PipelineCache {
  readonly handle: bigint;
  readonly #vk: VulkanApi;
  readonly #device: bigint;
  readonly #file: string | undefined;
  readonly #loaded: Buffer | undefined;

  constructor(vk: VulkanApi, device: bigint, physical: PhysicalDevice, folder: string | undefined) {
    this.#vk = vk;
    this.#device = device;
    this.#file = folder && join(folder, `${fileStem(physical)}.pipelines`);
    this.#loaded = this.#file ? readIntact(this.#file) : undefined;
    const out = new BigUint64Array(1);
    const initial = { initialDataSize: this.#loaded?.length ?? 0, pInitialData: this.#loaded ?? null };
    check('vkCreatePipelineCache', vk.vkCreatePipelineCache(device, initial, null, out));
    this.handle = out[0] ?? 0n;
  }

  /** Saves what the driver has compiled since, and frees the cache. A folder that cannot be written only costs speed. */
  close(): void {
    try {
      if (this.#file) this.#save(this.#file);
    } catch {
      // Read-only home, full disk: the next start compiles again.
    }
    this.#vk.vkDestroyPipelineCache(this.#device, this.handle, null);
  }

  #save(file: string): void {
    const size = new BigUint64Array(1);
    check('vkGetPipelineCacheData', this.#vk.vkGetPipelineCacheData(this.#device, this.handle, size, null));
    const data = Buffer.alloc(Number(size[0]));
    check('vkGetPipelineCacheData', this.#vk.vkGetPipelineCacheData(this.#device, this.handle, size, data));
    const written = data.subarray(0, Number(size[0]));
    // Software drivers keep nothing, and SwiftShader puts a header before whatever it was given: it would grow for ever.
    if (written.length <= headerBytes || this.#loaded?.equals(written)) return;
    mkdirSync(join(file, '..'), { recursive: true });
    const temporary = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(temporary, Buffer.concat([Buffer.from(magic), sha256(written), written]));
    renameSync(temporary, file); // two processes may end at once: either file is whole
  }
}

function fileStem(physical: PhysicalDevice): string {
  const { vendorId, deviceId, driverVersion, pipelineCacheUuid } = physical;
  return [vendorId.toString(16), deviceId.toString(16), driverVersion.toString(16), pipelineCacheUuid].join('-');
}

function readIntact(file: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const data = bytes.subarray(magic.length + hashBytes);
  const head = bytes.subarray(0, magic.length).toString('latin1');
  const intact = head === magic && bytes.subarray(magic.length, magic.length + hashBytes).equals(sha256(data));
  return intact && data.length > headerBytes ? data : undefined;
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
