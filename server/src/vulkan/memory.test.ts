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
