// Buffers: sizes that do not fit are refused before Vulkan is called; a buffer holds what was written to it.
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Device } from './device.ts';
import { DeviceLimitError, VulkanError } from './errors.ts';
import { DeviceBuffer, type MemoryUse } from './memory.ts';
import type { DeviceLimits } from './physical-device.ts';

const device = Device.open();
afterAll(() => device.close());

/** The same device with lower limits. */
function limited(limits: Partial<DeviceLimits>): Device {
  const physical = { ...device.physical, limits: { ...device.physical.limits, ...limits } };
  return { vk: device.vk, handle: device.handle, physical } as unknown as Device;
}

describe('a buffer', () => {
  it('larger than the device allows is refused in words', () => {
    const create = vi.spyOn(device.vk, 'vkCreateBuffer');
    const make = () => new DeviceBuffer(limited({ maxBufferBytes: 4096 }), 4097, 'device');
    expect(make).toThrow(DeviceLimitError);
    expect(make).toThrow(`${device.physical.name}: a buffer of 4112 bytes was asked for, it allows 4096`);
    expect(create).not.toHaveBeenCalled();
    create.mockRestore();
  });

  it.each([0, -16, 1.5, Number.NaN, 2 ** 60])('of %s bytes is refused', (nBytes) => {
    expect(() => new DeviceBuffer(device, nBytes, 'device')).toThrow(/a buffer of|it allows/);
  });

  it('is rounded up to whole units of 16 bytes', () => {
    const buffer = new DeviceBuffer(device, 17, 'upload');
    expect(buffer.nBytes).toBe(32);
    buffer.destroy();
  });

  it.each(['upload', 'readback'] satisfies MemoryUse[])('for %s is seen by the host', (use) => {
    const buffer = new DeviceBuffer(device, 64, use);
    buffer.mapped?.fill(7);
    expect([...(buffer.mapped ?? [])]).toEqual(Array(64).fill(7));
    buffer.destroy();
  });

  it('that could not get its memory leaves nothing behind and names the call', () => {
    const allocate = vi.spyOn(device.vk, 'vkAllocateMemory').mockReturnValue(-2);
    const destroyed = vi.spyOn(device.vk, 'vkDestroyBuffer');
    const make = () => new DeviceBuffer(device, 64, 'device');
    expect(make).toThrow(VulkanError);
    expect(make).toThrow(/vkAllocateMemory \(\d+ bytes\) failed: VK_ERROR_OUT_OF_DEVICE_MEMORY/);
    expect(destroyed).toHaveBeenCalledTimes(2);
    allocate.mockRestore();
    destroyed.mockRestore();
  });
});

describe('memory of a GPU', () => {
  const [local, visible, coherent, cached, amdCoherent] = [1, 2, 4, 8, 64];
  const shared = visible | coherent;
  const gib = 2 ** 30;
  const heaps = (windowBytes: number) => [{ size: 8 * gib }, { size: 16 * gib }, { size: windowBytes }];
  /** As NVIDIA and AMD list theirs: the GPU's own, the host's, and the part of the GPU's own that the host sees. */
  const types = [
    { propertyFlags: local, heapIndex: 0 },
    { propertyFlags: shared, heapIndex: 1 },
    { propertyFlags: shared | cached, heapIndex: 1 },
    { propertyFlags: local | shared, heapIndex: 2 },
    { propertyFlags: local | shared | amdCoherent, heapIndex: 2 },
  ];

  /** The types that a buffer is allocated from, in turn, where those in `full` have no room. */
  function typesTried(use: MemoryUse, windowBytes: number, full: readonly number[] = []): number[] {
    const tried: number[] = [];
    const memory = {
      memoryTypeCount: types.length,
      memoryTypes: types,
      memoryHeapCount: 3,
      memoryHeaps: heaps(windowBytes),
    };
    const gpu = { ...device.physical, memory, memoryBytes: 8 * gib };
    const { vk } = device;
    const getNeeds = vk.vkGetBufferMemoryRequirements;
    const needs = vi.spyOn(vk, 'vkGetBufferMemoryRequirements').mockImplementation((...args) => {
      getNeeds(...args);
      (args[2] as Buffer).writeUInt32LE(0b11111, 16); // memoryTypeBits
    });
    const allocateMemory = vk.vkAllocateMemory;
    const allocate = vi.spyOn(vk, 'vkAllocateMemory').mockImplementation((handle, info, ...rest) => {
      const { memoryTypeIndex = 0 } = info as { memoryTypeIndex?: number };
      tried.push(memoryTypeIndex);
      return full.includes(memoryTypeIndex)
        ? -2
        : allocateMemory(handle, Object.assign({}, info, { memoryTypeIndex: 0 }) as typeof info, ...rest);
    });
    try {
      new DeviceBuffer(
        { vk, handle: device.handle, physical: gpu, nBuffers: 0 } as unknown as Device,
        64,
        use,
      ).destroy();
    } catch (error) {
      expect(error).toBeInstanceOf(VulkanError);
    } finally {
      needs.mockRestore();
      allocate.mockRestore();
    }
    return tried;
  }

  it('is the window onto the whole of it for weights, and not a small one, which is left to uploads', () => {
    expect(typesTried('device', 8 * gib)).toEqual([3]);
    expect(typesTried('device', gib / 4)).toEqual([0]);
    expect(typesTried('upload', gib / 4)).toEqual([3]);
    expect(typesTried('readback', gib / 4)).toEqual([2]);
  });

  it("is the host's for uploads when other programs have filled the window", () => {
    expect(typesTried('upload', gib / 4, [3])).toEqual([3, 1]);
    expect(typesTried('readback', gib / 4, [2])).toEqual([2, 1]);
  });

  it("is never the host's for weights, which would be read over the bus at every step", () => {
    expect(typesTried('device', 8 * gib, [3])).toEqual([3, 0]);
    expect(typesTried('device', gib / 4, [0])).toEqual([0]);
  });
});

describe('a range of a buffer', () => {
  const buffer = new DeviceBuffer(device, 1024, 'upload');
  const { offsetAlignment } = device.physical.limits;
  afterAll(() => buffer.destroy());

  it('is the whole buffer by default, and the rest from an offset', () => {
    expect(buffer.range()).toMatchObject({ offset: 0, nBytes: 1024 });
    expect(buffer.range(offsetAlignment)).toMatchObject({ nBytes: 1024 - offsetAlignment });
  });

  it.each([
    ['at an offset that is not aligned', 8, 16],
    ['of no whole number of units', 0, 24],
    ['of nothing', 0, 0],
    ['past the end', 1024 - offsetAlignment, offsetAlignment + 16],
    ['before the start', -offsetAlignment, 64],
  ])('%s is refused', (_, offset, nBytes) => {
    expect(() => buffer.range(offset, nBytes)).toThrow(`range ${offset}+${nBytes} of a buffer of 1024 bytes`);
  });

  it('of more texels than the device allows is refused', () => {
    const small = new DeviceBuffer(limited({ maxTexelBufferElements: 63 }), 1024, 'upload');
    expect(() => small.texelView(0, 1024)).toThrow('a texel buffer of 64 elements, it allows 63');
    small.destroy();
  });
});
