// An open device: its queue, its pipeline cache, and submitting recorded work without blocking the event loop.
// Memory, kernels and recordings are made from it and must be destroyed before it.
import { type Chained, constants as VK, type VkExtensionProperties } from '../generated/vulkan.gen.ts';
import { check, encodeStruct, enumerateStructs, type VulkanApi } from './api.ts';
import { matrixExtension } from './cooperative-matrix.ts';
import { VulkanError } from './errors.ts';
import { type OpenInstance, openInstance, stringArray } from './instance.ts';
import { choosePhysicalDevice, listPhysicalDevices, type PhysicalDevice } from './physical-device.ts';
import { PipelineCache } from './pipeline-cache.ts';
import { pipelineStatistics, statisticsExtension, withStatistics } from './pipeline-statistics.ts';

/** How to open a device. */
export interface DeviceOptions {
  /** An index or part of a name; undefined: the best device. */
  readonly selector?: string | undefined;
  /** Folder for compiled pipelines; undefined: each process compiles them anew. */
  readonly cacheFolder?: string | undefined;
  /** Whether the driver is to tell what it made of each kernel: see pipeline-statistics.ts. */
  readonly capturesStatistics?: boolean | undefined;
}

/** Every Vulkan device of this system, usable or not, best described by its own fields. */
export function listDevices(): PhysicalDevice[] {
  const { vk, instance, close } = openInstance();
  try {
    return listPhysicalDevices(vk, instance);
  } finally {
    close();
  }
}

/** A submission that runs longer than this is taken for a hang. A CPU may take minutes for a large step. */
const hangTimeoutMs = { gpu: 60_000, cpu: 1_800_000 };
/** One wait on a pool thread; short, so that it does not delay the end of the process. */
const waitSliceNs = 1_000_000_000n;

export class Device {
  readonly vk: VulkanApi;
  readonly physical: PhysicalDevice;
  readonly handle: bigint;
  readonly capturesStatistics: boolean;
  readonly pipelineCache: PipelineCache;
  /** Buffers that exist now: DeviceBuffer counts them, since drivers limit their number. */
  nBuffers = 0;
  readonly #opened: OpenInstance;
  readonly #queue: bigint;
  /** Made for the first submission: a device that only compiles, as RADV's null device, cannot make one. */
  readonly #fence = new BigUint64Array(1);
  readonly #commandPool = new BigUint64Array(1);
  /** What vkQueueSubmit reads: the command buffer's handle, set for each submission, and the struct that points to it. */
  readonly #submitted = new BigUint64Array(new ArrayBuffer(8));
  readonly #submitInfo: Buffer;
  #inFlight: Promise<void> = Promise.resolve();
  #lost: VulkanError | undefined;
  /** Whether work is on it that does not end. */
  #hangs = false;

  private constructor(opened: OpenInstance, physical: PhysicalDevice, options: DeviceOptions) {
    const { vk } = opened;
    this.vk = vk;
    this.physical = physical;
    this.capturesStatistics = options.capturesStatistics ?? false;
    this.#opened = opened;
    this.handle = createDevice(vk, physical, this.capturesStatistics);
    const queue = new BigUint64Array(1);
    vk.vkGetDeviceQueue(this.handle, physical.queueFamily, 0, queue);
    this.#queue = queue[0] ?? 0n;
    this.#submitInfo = encodeStruct('VkSubmitInfo', { commandBufferCount: 1, pCommandBuffers: this.#submitted });
    try {
      const pool = { queueFamilyIndex: physical.queueFamily };
      check('vkCreateCommandPool', vk.vkCreateCommandPool(this.handle, pool, null, this.#commandPool));
      this.pipelineCache = new PipelineCache(vk, this.handle, physical, options.cacheFolder);
    } catch (error) {
      this.#destroy();
      throw error;
    }
  }

  /** Opens the loader and one device. @throws MissingVulkanError, VulkanError */
  static open(options: DeviceOptions = {}): Device {
    const opened = openInstance();
    try {
      const physical = choosePhysicalDevice(listPhysicalDevices(opened.vk, opened.instance), options.selector);
      return new Device(opened, physical, options);
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  get commandPool(): bigint {
    return this.#commandPool[0] ?? 0n;
  }

  /**
   * Runs a recorded command buffer and resolves when the device has finished it. Submissions run one after the other.
   * @throws VulkanError; after VK_ERROR_DEVICE_LOST, or a hang, every later call throws the same.
   */
  async submit(commandBuffer: bigint): Promise<void> {
    const before = this.#inFlight;
    const run = before.then(() => this.#run(commandBuffer));
    this.#inFlight = run.catch(() => undefined);
    return run;
  }

  async #run(commandBuffer: bigint): Promise<void> {
    if (this.#lost) throw this.#lost;
    this.#submitted[0] = commandBuffer;
    this.#makeFence();
    this.#checked('vkResetFences', this.vk.vkResetFences(this.handle, 1, this.#fence));
    this.#checked('vkQueueSubmit', this.vk.vkQueueSubmit(this.#queue, 1, this.#submitInfo, this.#fence[0] ?? 0n));
    const timeoutMs = this.physical.type === 'cpu' ? hangTimeoutMs.cpu : hangTimeoutMs.gpu;
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const result = await this.vk.waitForFence(this.handle, this.#fence, waitSliceNs);
      if (result !== VK.VK_TIMEOUT) return this.#checked('vkWaitForFences', result);
      if (performance.now() > deadline) {
        this.#hangs = true;
        this.#lost = new VulkanError('vkWaitForFences', result, `no end after ${timeoutMs / 1000} s`);
        throw this.#lost;
      }
    }
  }

  /** What the driver tells of a pipeline that was made on this device, by the driver's own names. */
  statisticsOf(pipeline: bigint): ReadonlyMap<string, number> {
    if (!this.capturesStatistics) throw new Error('the device was opened without capturesStatistics');
    return pipelineStatistics({ vk: this.vk, instance: this.#opened.instance, device: this.handle, pipeline });
  }

  #makeFence(): void {
    if (this.#fence[0] !== 0n) return;
    this.#checked('vkCreateFence', this.vk.vkCreateFence(this.handle, {}, null, this.#fence));
  }

  #checked(call: string, result: number): void {
    if (result === VK.VK_SUCCESS) return;
    const error = new VulkanError(call, result);
    if (error.isDeviceLost) this.#lost = error;
    throw error;
  }

  /** Waits for the work in flight, saves the pipeline cache and closes the device. */
  async close(): Promise<void> {
    await this.#inFlight;
    // A wait would block the event loop for ever, and work must not lose what it uses: the process's end frees all of it.
    if (this.#hangs) return;
    this.vk.vkDeviceWaitIdle(this.handle);
    this.pipelineCache.close();
    this.#destroy();
    this.#opened.close();
  }

  #destroy(): void {
    this.vk.vkDestroyCommandPool(this.handle, this.commandPool, null);
    this.vk.vkDestroyFence(this.handle, this.#fence[0] ?? 0n, null);
    this.vk.vkDestroyDevice(this.handle, null);
  }
}

function createDevice(vk: VulkanApi, physical: PhysicalDevice, capturesStatistics: boolean): bigint {
  const known = enumerateStructs<VkExtensionProperties>('VkExtensionProperties', (count, data) =>
    vk.vkEnumerateDeviceExtensionProperties(physical.handle, null, count, data),
  ).map((extension) => extension.extensionName);
  // The specification requires this one to be enabled wherever it is offered (MoltenVK).
  const extensions = ['VK_KHR_portability_subset'].filter((name) => known.includes(name));
  if (physical.matrixShapes.length > 0) extensions.push(matrixExtension);
  if (capturesStatistics) extensions.push(statisticsExtension);
  const names = stringArray(extensions);
  const priority = new Float32Array([1]);
  const out = new BigUint64Array(1);
  check(
    'vkCreateDevice',
    vk.vkCreateDevice(
      physical.handle,
      {
        queueCreateInfoCount: 1,
        pQueueCreateInfos: [{ queueFamilyIndex: physical.queueFamily, queueCount: 1, pQueuePriorities: priority }],
        enabledExtensionCount: extensions.length,
        ppEnabledExtensionNames: extensions.length ? names.pointers : null,
        pNext: capturesStatistics ? withStatistics(wantedFeatures(physical)) : wantedFeatures(physical),
      },
      null,
      out,
    ),
  );
  return out[0] ?? 0n;
}

/** The optional features that kernels use, as a chain of structs; null: the device has none of them. */
function wantedFeatures(physical: PhysicalDevice): Chained | null {
  const { canPinSubgroupSize, canFillSubgroups, hasIntegerDot } = physical;
  const matrices = physical.matrixShapes.length > 0;
  // A struct of Vulkan 1.3 must not reach a device that does not know it; a device with one of its features does.
  const features13: Chained | null =
    canPinSubgroupSize || hasIntegerDot
      ? {
          struct: 'VkPhysicalDeviceVulkan13Features',
          value: {
            subgroupSizeControl: canPinSubgroupSize ? 1 : 0,
            computeFullSubgroups: canFillSubgroups ? 1 : 0,
            shaderIntegerDotProduct: hasIntegerDot ? 1 : 0,
          },
        }
      : null;
  if (!matrices) return features13;
  const features12: Chained = {
    struct: 'VkPhysicalDeviceVulkan12Features',
    value: { pNext: features13, shaderFloat16: 1, vulkanMemoryModel: 1 },
  };
  return {
    struct: 'VkPhysicalDeviceCooperativeMatrixFeaturesKHR',
    value: { pNext: features12, cooperativeMatrix: 1 },
  };
}
