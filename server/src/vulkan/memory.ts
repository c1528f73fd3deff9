// Buffers on the device: bytes with a size, each in its own allocation, without shapes or types. Every size and offset is
// checked before it reaches Vulkan.
import { constants as VK, type VkMemoryRequirements } from '../generated/vulkan.gen.ts';
import { check, readStruct, structBytes, viewMemory } from './api.ts';
import type { Device } from './device.ts';
import { DeviceLimitError, VulkanError } from './errors.ts';

/**
 * Who accesses the bytes. `device`: only kernels (weights, activations, cache). `upload`: the host writes, kernels read.
 * `readback`: kernels write, the host reads.
 */
export type MemoryUse = 'device' | 'upload' | 'readback';

/** Part of a buffer, as a kernel sees it. `offset` is a multiple of the device's offset alignment. */
export interface BufferRange {
  readonly buffer: DeviceBuffer;
  readonly offset: number;
  readonly nBytes: number;
}

const unitBytes = 16;
const usage =
  VK.VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
  VK.VK_BUFFER_USAGE_STORAGE_TEXEL_BUFFER_BIT |
  VK.VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT |
  VK.VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
  VK.VK_BUFFER_USAGE_TRANSFER_DST_BIT;

let nBuffersMade = 0;

/** Bytes on the device. Fresh contents are undefined until written or cleared. */
export class DeviceBuffer {
  readonly handle: bigint;
  /** Unique, unlike handles: drivers give the handle of a destroyed buffer to the next one. */
  readonly id = ++nBuffersMade;
  readonly nBytes: number;
  /** The buffer's bytes; undefined if the host cannot see them. */
  readonly mapped: Uint8Array<ArrayBuffer> | undefined;
  readonly #device: Device;
  readonly #memory: bigint;
  readonly #views = new Map<string, bigint>();

  /** @throws DeviceLimitError, VulkanError (out of memory) */
  constructor(device: Device, nBytes: number, use: MemoryUse) {
    const { maxBufferBytes } = device.physical.limits;
    if (!Number.isSafeInteger(nBytes) || nBytes <= 0) throw new RangeError(`a buffer of ${nBytes} bytes`);
    this.nBytes = Math.ceil(nBytes / unitBytes) * unitBytes;
    if (this.nBytes > maxBufferBytes) {
      throw new DeviceLimitError(
        `${device.physical.name}: a buffer of ${this.nBytes} bytes was asked for, it allows ${maxBufferBytes}`,
      );
    }
    this.#device = device;
    const { maxBuffers } = device.physical.limits;
    if (device.nBuffers >= maxBuffers) {
      throw new DeviceLimitError(
        `${device.physical.name} allows ${maxBuffers} allocations of memory, and all are in use`,
      );
    }
    const { vk } = device;
    const out = new BigUint64Array(1);
    const info = { size: this.nBytes, usage, sharingMode: VK.VK_SHARING_MODE_EXCLUSIVE };
    check('vkCreateBuffer', vk.vkCreateBuffer(device.handle, info, null, out));
    this.handle = out[0] ?? 0n;
    let allocated = 0n; // VK_NULL_HANDLE, which may be freed
    try {
      const needs = structBytes('VkMemoryRequirements');
      vk.vkGetBufferMemoryRequirements(device.handle, this.handle, needs);
      const { size, memoryTypeBits } = readStruct<VkMemoryRequirements>('VkMemoryRequirements', needs);
      const type = allocate(device, size, memoryTypes(device, memoryTypeBits, use), out);
      allocated = out[0] ?? 0n;
      this.#memory = allocated;
      check('vkBindBufferMemory', vk.vkBindBufferMemory(device.handle, this.handle, this.#memory, 0));
      if (type.hostVisible) {
        check('vkMapMemory', vk.vkMapMemory(device.handle, this.#memory, 0, this.nBytes, 0, out));
        this.mapped = new Uint8Array(viewMemory(out[0] ?? 0n, this.nBytes));
      }
    } catch (error) {
      vk.vkDestroyBuffer(device.handle, this.handle, null);
      vk.vkFreeMemory(device.handle, allocated, null);
      throw error;
    }
    device.nBuffers++;
  }

  /** A range of it; the whole by default. */
  range(offset = 0, nBytes = this.nBytes - offset): BufferRange {
    const { offsetAlignment } = this.#device.physical.limits;
    const aligned = offset % offsetAlignment === 0 && nBytes % unitBytes === 0;
    if (!aligned || offset < 0 || nBytes <= 0 || offset + nBytes > this.nBytes) {
      throw new RangeError(
        `range ${offset}+${nBytes} of a buffer of ${this.nBytes} bytes (offsets are multiples of ${offsetAlignment})`,
      );
    }
    return { buffer: this, offset, nBytes };
  }

  /** The view through which a kernel reads a range as texels of 16 bytes. */
  texelView(offset: number, nBytes: number): bigint {
    const key = `${offset}+${nBytes}`;
    let view = this.#views.get(key);
    if (view === undefined) {
      const { limits, name } = this.#device.physical;
      if (nBytes / unitBytes > limits.maxTexelBufferElements) {
        throw new DeviceLimitError(
          `${name}: a texel buffer of ${nBytes / unitBytes} elements, it allows ${limits.maxTexelBufferElements}`,
        );
      }
      const out = new BigUint64Array(1);
      const info = { buffer: this.handle, format: VK.VK_FORMAT_R32G32B32A32_UINT, offset, range: nBytes };
      check('vkCreateBufferView', this.#device.vk.vkCreateBufferView(this.#device.handle, info, null, out));
      view = out[0] ?? 0n;
      this.#views.set(key, view);
    }
    return view;
  }

  /** Frees the memory. No submitted work may still use it, and `mapped` must not be touched again. */
  destroy(): void {
    const { vk, handle } = this.#device;
    for (const view of this.#views.values()) vk.vkDestroyBufferView(handle, view, null);
    vk.vkDestroyBuffer(handle, this.handle, null);
    vk.vkFreeMemory(handle, this.#memory, null);
    this.#device.nBuffers--;
  }
}

interface MemoryType {
  readonly index: number;
  readonly hostVisible: boolean;
}

/** Allocates memory of the first of these types that has room, and returns the type. */
function allocate(
  { vk, handle }: Device,
  size: number | bigint,
  types: readonly MemoryType[],
  out: BigUint64Array,
): MemoryType {
  let result: number = VK.VK_ERROR_OUT_OF_DEVICE_MEMORY;
  for (const type of types) {
    result = vk.vkAllocateMemory(handle, { allocationSize: size, memoryTypeIndex: type.index }, null, out);
    if (result === VK.VK_SUCCESS) return type;
    if (result !== VK.VK_ERROR_OUT_OF_DEVICE_MEMORY && result !== VK.VK_ERROR_OUT_OF_HOST_MEMORY) break;
  }
  throw new VulkanError(`vkAllocateMemory (${size} bytes)`, result);
}

/**
 * The types of memory that suit a use, the best first. Several programs may share the small window through which a host
 * without resizable BAR sees device memory: when it is full, uploads take the host's memory.
 */
function memoryTypes(device: Device, allowedBits: number, use: MemoryUse): MemoryType[] {
  const local = VK.VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
  const visible = VK.VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK.VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  const cached = VK.VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
  const wanted = {
    device: [local | visible, local, visible],
    upload: [local | visible, visible],
    readback: [visible | cached, visible],
  };
  const { memory, memoryBytes } = device.physical;
  const all = memory.memoryTypes.slice(0, memory.memoryTypeCount).map(({ propertyFlags = 0, heapIndex }, index) => ({
    index,
    flags: propertyFlags,
    heapBytes: Number(memory.memoryHeaps[heapIndex]?.size ?? 0),
    hostVisible: (propertyFlags & visible) === visible,
  }));
  const usable = all.filter(({ index, flags }) => (allowedBits & (1 << index)) !== 0 && (flags & ~plainFlags) === 0);
  const fitting = wanted[use].flatMap((flags) =>
    usable.filter((type) => {
      // Without resizable BAR the host sees only a small window of device memory, which is left to uploads.
      const isWindow = use === 'device' && type.hostVisible && type.heapBytes < memoryBytes / 2;
      return (type.flags & flags) === flags && !(isWindow && (type.flags & local) !== 0);
    }),
  );
  // Weights in the host's memory would be read over the bus at every step: a model that does not fit is refused instead.
  const isLocal = use === 'device' && fitting.some(({ flags }) => (flags & local) !== 0);
  const types = [...new Set(isLocal ? fitting.filter(({ flags }) => (flags & local) !== 0) : fitting)];
  if (types.length > 0) return types;
  throw new DeviceLimitError(
    `${device.physical.name}: no memory type for ${use} among bits ${allowedBits.toString(2)}`,
  );
}

/** Types with further properties (protected, lazily allocated, AMD's coherent ones) need features that are not enabled. */
const plainFlags =
  VK.VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT |
  VK.VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
  VK.VK_MEMORY_PROPERTY_HOST_COHERENT_BIT |
  VK.VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
