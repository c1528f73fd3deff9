// Lists the devices and what each can do, and chooses one. It opens none.
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
import type { Binding } from './spirv.ts';

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
  /** In hex; changes whenever pipelines that this driver has compiled before become useless. */
  readonly pipelineCacheUuid: string;
  /** Bytes of the memory that is local to the device. */
  readonly memoryBytes: number;
  readonly memory: VkPhysicalDeviceMemoryProperties;
  readonly subgroupSize: number;
  /** Whether a pipeline may require exactly that subgroup size. */
  readonly canPinSubgroupSize: boolean;
  /** Whether a pipeline may require that every subgroup of a workgroup has all its lanes. */
  readonly canFillSubgroups: boolean;
  /** Whether shaders may multiply four bytes by four in one instruction (SPIR-V's OpSDotKHR). */
  readonly hasIntegerDot: boolean;
  /** Shapes that its matrix cores multiply, halves summed in float32, the largest first; empty: it has no usable ones. */
  readonly matrixShapes: readonly MatrixShape[];
  readonly queueFamily: number;
  readonly limits: DeviceLimits;
  /** Why the engine cannot run on it; empty if it can. */
  readonly missing: readonly string[];
}

type BindingKind = Binding['kind'];

/** Sizes, offsets and counts are checked against these before they reach a Vulkan call. */
export interface DeviceLimits {
  readonly maxBufferBytes: number;
  readonly maxStorageBufferRange: number;
  readonly maxTexelBufferElements: number;
  readonly maxPushConstantsBytes: number;
  readonly maxSharedMemoryBytes: number;
  readonly maxWorkgroupInvocations: number;
  /** Lanes of a workgroup in its first dimension, the only one that kernels use. */
  readonly maxWorkgroupWidth: number;
  readonly maxWorkgroupCount: readonly [number, number, number];
  /** Bindings of a kernel by their kind, and all together. */
  readonly maxBindings: Readonly<Record<BindingKind, number>> & { readonly all: number };
  /** Buffers that exist at a time: each has an allocation of its own. */
  readonly maxBuffers: number;
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

/** SwiftShader counts a head of its own, and refuses an allocation of exactly the size that it allows. */
const allocationHeadBytes = 4096;

/** The most preferred type first. */
const preference: readonly DeviceType[] = ['discrete', 'integrated', 'virtual', 'other', 'cpu'];

/**
 * The device to run on: the usable one that `selector` names (an index, or a part of the name), or the best usable one.
 * @throws MissingVulkanError when there is none, naming every device and what it lacks; DeviceChoiceError for a selector
 * that matches none, or a device that cannot run the engine
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
  const { properties, p11, p12, p13, atLeast } = propertiesOf(vk, handle);
  const features13 = features13Of(vk, handle, atLeast(3));
  const pinsInCompute = (p13.requiredSubgroupSizeStages & VK.VK_SHADER_STAGE_COMPUTE_BIT) !== 0;
  const canPinSubgroupSize = features13.subgroupSizeControl !== 0 && pinsInCompute;
  const queueFamily = computeQueueFamily(vk, handle);
  const memory = memoryOf(vk, handle);
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
    canFillSubgroups: canPinSubgroupSize && features13.computeFullSubgroups !== 0,
    hasIntegerDot: features13.shaderIntegerDotProduct !== 0,
    // A subgroup multiplies together: it has to be whole.
    matrixShapes: atLeast(2) && canPinSubgroupSize ? listMatrixShapes(vk, instance, handle) : [],
    queueFamily,
    limits: {
      ...limitsOf(properties),
      maxBufferBytes: Math.min(
        atLeast(3) ? Number(p13.maxBufferSize) : Number.POSITIVE_INFINITY,
        Number(p11.maxMemoryAllocationSize) - allocationHeadBytes,
      ),
    },
    missing: [
      ...(atLeast(2) ? [] : [`Vulkan 1.2 (it has ${versionText(properties.apiVersion)})`]),
      ...missingSubgroupOperations(p11),
      ...(queueFamily < 0 ? ['a compute queue'] : []),
    ],
  };
}

/** Properties by the version of Vulkan that they came with; all zero where the device does not know that version. */
function propertiesOf(vk: VulkanApi, handle: bigint) {
  const basics = structBytes('VkPhysicalDeviceProperties2');
  vk.vkGetPhysicalDeviceProperties2(handle, basics);
  const { properties } = readStruct<VkPhysicalDeviceProperties2>('VkPhysicalDeviceProperties2', basics);
  const { apiVersion } = properties;
  const atLeast = (minor: number) => apiVersion >>> 22 > 1 || ((apiVersion >>> 12) & 0x3ff) >= minor;
  // A struct of a newer version must not be in the chain of a device that does not know it.
  const p13Bytes = structBytes('VkPhysicalDeviceVulkan13Properties');
  const p12Bytes = structBytes('VkPhysicalDeviceVulkan12Properties', atLeast(3) ? p13Bytes : undefined);
  const p11Bytes = structBytes('VkPhysicalDeviceVulkan11Properties', p12Bytes);
  if (atLeast(2)) vk.vkGetPhysicalDeviceProperties2(handle, structBytes('VkPhysicalDeviceProperties2', p11Bytes));
  return {
    properties,
    p11: readStruct<VkPhysicalDeviceVulkan11Properties>('VkPhysicalDeviceVulkan11Properties', p11Bytes),
    p12: readStruct<VkPhysicalDeviceVulkan12Properties>('VkPhysicalDeviceVulkan12Properties', p12Bytes),
    p13: readStruct<VkPhysicalDeviceVulkan13Properties>('VkPhysicalDeviceVulkan13Properties', p13Bytes),
    atLeast,
  };
}

function features13Of(vk: VulkanApi, handle: bigint, isKnown: boolean): VkPhysicalDeviceVulkan13Features {
  const bytes = structBytes('VkPhysicalDeviceVulkan13Features');
  if (isKnown) vk.vkGetPhysicalDeviceFeatures2(handle, structBytes('VkPhysicalDeviceFeatures2', bytes));
  return readStruct<VkPhysicalDeviceVulkan13Features>('VkPhysicalDeviceVulkan13Features', bytes);
}

function missingSubgroupOperations(p11: VkPhysicalDeviceVulkan11Properties): string[] {
  const needs = {
    arithmetic: VK.VK_SUBGROUP_FEATURE_ARITHMETIC_BIT,
    shuffle: VK.VK_SUBGROUP_FEATURE_SHUFFLE_BIT,
  };
  const inCompute = (p11.subgroupSupportedStages & VK.VK_SHADER_STAGE_COMPUTE_BIT) !== 0;
  return Object.entries(needs)
    .filter(([, bit]) => !inCompute || (p11.subgroupSupportedOperations & bit) === 0)
    .map(([need]) => `subgroup ${need} in compute shaders`);
}

/** The first queue family that computes; -1: there is none. */
function computeQueueFamily(vk: VulkanApi, handle: bigint): number {
  const families = enumerateStructs<VkQueueFamilyProperties>('VkQueueFamilyProperties', (count, data) => {
    vk.vkGetPhysicalDeviceQueueFamilyProperties(handle, count, data);
    return undefined;
  });
  return families.findIndex((family) => ((family.queueFlags ?? 0) & VK.VK_QUEUE_COMPUTE_BIT) !== 0);
}

function memoryOf(vk: VulkanApi, handle: bigint): VkPhysicalDeviceMemoryProperties {
  const bytes = structBytes('VkPhysicalDeviceMemoryProperties');
  vk.vkGetPhysicalDeviceMemoryProperties(handle, bytes);
  return readStruct<VkPhysicalDeviceMemoryProperties>('VkPhysicalDeviceMemoryProperties', bytes);
}

function limitsOf({ limits }: VkPhysicalDeviceProperties2['properties']): Omit<DeviceLimits, 'maxBufferBytes'> {
  return {
    maxStorageBufferRange: limits.maxStorageBufferRange,
    maxTexelBufferElements: limits.maxTexelBufferElements,
    maxPushConstantsBytes: limits.maxPushConstantsSize,
    maxSharedMemoryBytes: limits.maxComputeSharedMemorySize,
    maxWorkgroupInvocations: limits.maxComputeWorkGroupInvocations,
    maxWorkgroupWidth: limits.maxComputeWorkGroupSize[0] ?? 0,
    maxBindings: {
      'storage-buffer': Math.min(limits.maxPerStageDescriptorStorageBuffers, limits.maxDescriptorSetStorageBuffers),
      // Vulkan counts storage texel buffers among the storage images.
      'storage-texel-buffer': Math.min(limits.maxPerStageDescriptorStorageImages, limits.maxDescriptorSetStorageImages),
      all: limits.maxPerStageResources,
    },
    maxBuffers: limits.maxMemoryAllocationCount,
    maxWorkgroupCount: [...limits.maxComputeWorkGroupCount] as [number, number, number],
    offsetAlignment: Math.max(
      16,
      Number(limits.minStorageBufferOffsetAlignment),
      Number(limits.minTexelBufferOffsetAlignment),
    ),
  };
}

function versionText(version: number): string {
  return `${(version >>> 22) & 0x7f}.${(version >>> 12) & 0x3ff}.${version & 0xfff}`;
}
