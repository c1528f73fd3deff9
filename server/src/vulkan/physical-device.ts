// What devices there are, what each can do, and which one to take. Looking only: nothing is opened for work here.
import {
  constants as VK,
  type VkPhysicalDeviceMemoryProperties,
  type VkPhysicalDeviceProperties2,
  type VkPhysicalDeviceVulkan11Properties,
  type VkPhysicalDeviceVulkan12Properties,
  type VkPhysicalDeviceVulkan13Features,
  type VkPhysicalDeviceVulkan13Properties,
  type VkQueueFamilyProperties,
} from '../generated/vulkan.gen.ts';
import { enumerate, enumerateStructs, readStruct, structBytes, type VulkanApi } from './api.ts';
import { listMatrixShapes, type MatrixShape } from './cooperative-matrix.ts';
import { DeviceChoiceError, MissingVulkanError } from './errors.ts';

export type DeviceType = 'discrete' | 'integrated' | 'virtual' | 'cpu' | 'other';

/** One device as the driver describes it. */
export interface PhysicalDevice {
  readonly handle: bigint;
  /** Its place in the loader's list, which `--device` can name. */
  readonly index: number;
  readonly name: string;
  readonly type: DeviceType;
  readonly driver: string;
  /** "1.3.230" */
  readonly apiVersion: string;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly driverVersion: number;
  /** Changes whenever this driver's compiled pipelines become useless, in hex. */
  readonly pipelineCacheUuid: string;
  /** Bytes of the memory that is local to the device. */
  readonly memoryBytes: number;
  readonly memory: VkPhysicalDeviceMemoryProperties;
  readonly subgroupSize: number;
  /** Whether a pipeline may ask for that very subgroup size. */
  readonly canPinSubgroupSize: boolean;
  /** Whether shaders may multiply four bytes by four in one instruction (SPIR-V's OpSDotKHR). */
  readonly hasIntegerDot: boolean;
  /** What its matrix cores multiply, halves summed in float32; the largest first, empty where it has none to be used. */
  readonly matrixShapes: readonly MatrixShape[];
  readonly queueFamily: number;
  readonly limits: DeviceLimits;
  /** Why the engine cannot run on it; empty if it can. */
  readonly missing: readonly string[];
}

/** The limits that sizes, offsets and counts are checked against before they reach a call. */
export interface DeviceLimits {
  readonly maxBufferBytes: number;
  readonly maxStorageBufferRange: number;
  readonly maxTexelBufferElements: number;
  readonly maxPushConstantsBytes: number;
  readonly maxSharedMemoryBytes: number;
  readonly maxWorkgroupInvocations: number;
  readonly maxWorkgroupCount: readonly [number, number, number];
  /** Every offset into a buffer that is bound to a kernel is a multiple of this. */
  readonly offsetAlignment: number;
}

/** Devices of the loader behind `instance`, in its order. */
export function listPhysicalDevices(vk: VulkanApi, instance: bigint): PhysicalDevice[] {
  const handles = enumerate(8, (count, data) => vk.vkEnumeratePhysicalDevices(instance, count, data));
  return Array.from({ length: handles.length / 8 }, (_, index) =>
    describe(vk, instance, handles.readBigUInt64LE(index * 8), index),
  );
}

const typeNames: Record<number, DeviceType> = {
  [VK.VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU]: 'discrete',
  [VK.VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU]: 'integrated',
  [VK.VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU]: 'virtual',
  [VK.VK_PHYSICAL_DEVICE_TYPE_CPU]: 'cpu',
};

/** From the one we would rather have to the one we would rather not. */
const preference: readonly DeviceType[] = ['discrete', 'integrated', 'virtual', 'other', 'cpu'];

/**
 * The device to run on: the usable one that `selector` names (an index, or a part of the name), or the best usable one.
 * @throws MissingVulkanError when there is none, with every device and what it lacks.
 */
export function choosePhysicalDevice(devices: readonly PhysicalDevice[], selector?: string): PhysicalDevice {
  const listing = devices.map(
    (d) => `${d.index}: ${d.name}${d.missing.length ? ` (lacks ${d.missing.join(', ')})` : ''}`,
  );
  if (devices.length === 0) throw new MissingVulkanError('the Vulkan loader is there, but no driver with a device');
  if (selector !== undefined) {
    const wanted = /^\d+$/.test(selector)
      ? devices.find((d) => d.index === Number(selector))
      : devices.find((d) => d.name.toLowerCase().includes(selector.toLowerCase()));
    if (!wanted)
      throw new DeviceChoiceError(`no Vulkan device matches --device ${selector}; there are: ${listing.join('; ')}`);
    if (wanted.missing.length)
      throw new DeviceChoiceError(`Vulkan device ${wanted.name} lacks ${wanted.missing.join(', ')}`);
    return wanted;
  }
  const rank = (d: PhysicalDevice) => preference.indexOf(d.type);
  const best = devices.filter((d) => d.missing.length === 0).sort((a, b) => rank(a) - rank(b) || a.index - b.index)[0];
  if (!best) throw new MissingVulkanError(`no Vulkan device can run the engine: ${listing.join('; ')}`);
  return best;
}

function describe(vk: VulkanApi, instance: bigint, handle: bigint, index: number): PhysicalDevice {
  const basics = structBytes('VkPhysicalDeviceProperties2');
  vk.vkGetPhysicalDeviceProperties2(handle, basics);
  const { properties } = readStruct<VkPhysicalDeviceProperties2>('VkPhysicalDeviceProperties2', basics);
  const { limits } = properties;
  const atLeast = (minor: number) =>
    properties.apiVersion >>> 22 > 1 || ((properties.apiVersion >>> 12) & 0x3ff) >= minor;
  const missing: string[] = [];
  if (!atLeast(2)) missing.push(`Vulkan 1.2 (it has ${versionText(properties.apiVersion)})`);

  // A struct of a newer version must not stand in the chain of a device that does not know it.
  const p13Bytes = structBytes('VkPhysicalDeviceVulkan13Properties');
  const p12Bytes = structBytes('VkPhysicalDeviceVulkan12Properties', atLeast(3) ? p13Bytes : undefined);
  const p11Bytes = structBytes('VkPhysicalDeviceVulkan11Properties', p12Bytes);
  if (atLeast(2)) vk.vkGetPhysicalDeviceProperties2(handle, structBytes('VkPhysicalDeviceProperties2', p11Bytes));
  const p11 = readStruct<VkPhysicalDeviceVulkan11Properties>('VkPhysicalDeviceVulkan11Properties', p11Bytes);
  const p12 = readStruct<VkPhysicalDeviceVulkan12Properties>('VkPhysicalDeviceVulkan12Properties', p12Bytes);
  const p13 = readStruct<VkPhysicalDeviceVulkan13Properties>('VkPhysicalDeviceVulkan13Properties', p13Bytes);

  const f13Bytes = structBytes('VkPhysicalDeviceVulkan13Features');
  if (atLeast(3)) vk.vkGetPhysicalDeviceFeatures2(handle, structBytes('VkPhysicalDeviceFeatures2', f13Bytes));
  const features13 = readStruct<VkPhysicalDeviceVulkan13Features>('VkPhysicalDeviceVulkan13Features', f13Bytes);
  const pinsInCompute = (p13.requiredSubgroupSizeStages & VK.VK_SHADER_STAGE_COMPUTE_BIT) !== 0;
  const canPinSubgroupSize = features13.subgroupSizeControl !== 0 && pinsInCompute;

  const subgroupNeeds = {
    arithmetic: VK.VK_SUBGROUP_FEATURE_ARITHMETIC_BIT,
    shuffle: VK.VK_SUBGROUP_FEATURE_SHUFFLE_BIT,
  };
  for (const [need, bit] of Object.entries(subgroupNeeds)) {
    const inCompute = (p11.subgroupSupportedStages & VK.VK_SHADER_STAGE_COMPUTE_BIT) !== 0;
    if (!inCompute || (p11.subgroupSupportedOperations & bit) === 0)
      missing.push(`subgroup ${need} in compute shaders`);
  }
  const families = enumerateStructs<VkQueueFamilyProperties>('VkQueueFamilyProperties', (count, data) => {
    vk.vkGetPhysicalDeviceQueueFamilyProperties(handle, count, data);
    return undefined;
  });
  const queueFamily = families.findIndex((family) => ((family.queueFlags ?? 0) & VK.VK_QUEUE_COMPUTE_BIT) !== 0);
  if (queueFamily < 0) missing.push('a compute queue');

  const memoryBytes = structBytes('VkPhysicalDeviceMemoryProperties');
  vk.vkGetPhysicalDeviceMemoryProperties(handle, memoryBytes);
  const memory = readStruct<VkPhysicalDeviceMemoryProperties>('VkPhysicalDeviceMemoryProperties', memoryBytes);
  const localHeaps = memory.memoryHeaps
    .slice(0, memory.memoryHeapCount)
    .filter((heap) => ((heap.flags ?? 0) & VK.VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) !== 0);

  return {
    handle,
    index,
    name: properties.deviceName,
    type: typeNames[properties.deviceType] ?? 'other',
    driver: atLeast(2) ? `${p12.driverName} ${p12.driverInfo}`.trim() : '',
    apiVersion: versionText(properties.apiVersion),
    vendorId: properties.vendorID,
    deviceId: properties.deviceID,
    driverVersion: properties.driverVersion,
    pipelineCacheUuid: Buffer.from(properties.pipelineCacheUUID).toString('hex'),
    memoryBytes: Math.max(0, ...localHeaps.map((heap) => Number(heap.size))),
    memory,
    subgroupSize: p11.subgroupSize,
    canPinSubgroupSize,
    hasIntegerDot: features13.shaderIntegerDotProduct !== 0,
    // A subgroup multiplies together: it has to be whole.
    matrixShapes: atLeast(2) && canPinSubgroupSize ? listMatrixShapes(vk, instance, handle) : [],
    queueFamily,
    limits: {
      maxBufferBytes: atLeast(3) ? Number(p13.maxBufferSize) : Number(p11.maxMemoryAllocationSize),
      maxStorageBufferRange: limits.maxStorageBufferRange,
      maxTexelBufferElements: limits.maxTexelBufferElements,
      maxPushConstantsBytes: limits.maxPushConstantsSize,
      maxSharedMemoryBytes: limits.maxComputeSharedMemorySize,
      maxWorkgroupInvocations: limits.maxComputeWorkGroupInvocations,
      maxWorkgroupCount: [...limits.maxComputeWorkGroupCount] as [number, number, number],
      offsetAlignment: Math.max(
        16,
        Number(limits.minStorageBufferOffsetAlignment),
        Number(limits.minTexelBufferOffsetAlignment),
      ),
    },
    missing,
  };
}

function versionText(version: number): string {
  return `${(version >>> 22) & 0x7f}.${(version >>> 12) & 0x3ff}.${version & 0xfff}`;
}
