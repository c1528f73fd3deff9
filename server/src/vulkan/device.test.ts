// Opening, losing and closing a device.
import { describe, expect, it, vi } from 'vitest';
import { kernelInterfaces } from '../kernels/kernel-interfaces.gen.ts';
import { readKernel } from '../kernels/spirv-files.ts';
import { loadVulkan } from './api.ts';
import { Device, listDevices } from './device.ts';
import { VulkanError } from './errors.ts';
import { Kernel } from './kernel.ts';
import { DeviceBuffer } from './memory.ts';
import { Recording } from './recording.ts';

const bytesOfWork = 1024 * 1024;

/** Opens a device, clears a buffer on it, and closes it again. */
async function openAndClose(): Promise<void> {
  const device = Device.open();
  const buffer = new DeviceBuffer(device, bytesOfWork, 'readback');
  buffer.mapped?.fill(255);
  const code = { name: 'rms-norm', interface: kernelInterfaces['rms-norm'], spirv: readKernel('rms-norm.ssbo') };
  const kernel = new Kernel(device, code, { workgroupSize: device.physical.subgroupSize });
  const recording = new Recording(device, (r) => r.clear(buffer.range()));
  await device.submit(recording.handle);
  expect(buffer.mapped?.every((byte) => byte === 0)).toBe(true);
  recording.free();
  kernel.destroy();
  buffer.destroy();
  await device.close();
}

describe('a device', () => {
  it('is listed with its driver, its memory and its limits', () => {
    const devices = listDevices();
    expect(devices.length).toBeGreaterThan(0);
    for (const { index, name, driver, apiVersion, memoryBytes, limits } of devices) {
      expect(devices[index]?.name).toBe(name);
      expect([name, driver]).not.toContain('');
      expect(apiVersion).toMatch(/^1\.\d+\.\d+$/);
      expect(memoryBytes).toBeGreaterThan(2 ** 20);
      expect(limits.offsetAlignment % 16).toBe(0);
    }
  });

  it('opens by its number and by part of its name', async () => {
    const [first] = listDevices();
    for (const selector of ['0', first?.name.slice(2, 8).toUpperCase() ?? '']) {
      const device = Device.open({ selector });
      expect(device.physical.name).toBe(first?.name);
      await device.close();
    }
    expect(() => Device.open({ selector: 'no such device' })).toThrow('--device no such device');
  });

  it('opens and closes many times without keeping memory', async () => {
    for (let i = 0; i < 5; i++) await openAndClose();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 20; i++) await openAndClose();
    // Each round that leaked would keep the buffer and a device of several MiB.
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * bytesOfWork);
  });

  it('leaves nothing behind when it cannot be opened', () => {
    const vk = loadVulkan();
    const create = vi.spyOn(vk, 'vkCreateCommandPool').mockReturnValueOnce(-1);
    const destroyed = (['vkDestroyFence', 'vkDestroyDevice', 'vkDestroyInstance'] as const).map((c) => vi.spyOn(vk, c));
    expect(() => Device.open()).toThrow('vkCreateCommandPool failed: VK_ERROR_OUT_OF_HOST_MEMORY');
    for (const spy of destroyed) expect(spy).toHaveBeenCalledOnce();
    for (const spy of [create, ...destroyed]) spy.mockRestore();
  });

  it('waits for the work in flight before it closes', async () => {
    const device = Device.open();
    const buffer = new DeviceBuffer(device, bytesOfWork, 'device');
    const recording = new Recording(device, (r) => r.clear(buffer.range()));
    const wait = vi.spyOn(device.vk, 'waitForFence');
    const destroy = vi.spyOn(device.vk, 'vkDestroyCommandPool').mockImplementationOnce((...args) => {
      expect(wait.mock.settledResults.map(({ type }) => type)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      recording.free();
      buffer.destroy();
      destroy.mockRestore();
      device.vk.vkDestroyCommandPool(...args);
    });
    for (let i = 0; i < 3; i++) void device.submit(recording.handle);
    await device.close();
    expect(wait).toHaveBeenCalledTimes(3);
    wait.mockRestore();
  });

  it('says so again and again once it is lost, and can still be closed', async () => {
    const device = Device.open();
    const recording = new Recording(device, () => undefined);
    const submit = vi.spyOn(device.vk, 'vkQueueSubmit').mockReturnValue(-4);
    const failures = await Promise.allSettled([device.submit(recording.handle), device.submit(recording.handle)]);
    submit.mockRestore();
    for (const failure of failures) expect(failure).toMatchObject({ reason: { isDeviceLost: true } });
    await expect(device.submit(recording.handle)).rejects.toThrow('vkQueueSubmit failed: VK_ERROR_DEVICE_LOST');
    recording.free();
    await device.close();
  });

  it('is lost when its work does not end, and is closed without waiting for that', async () => {
    const device = Device.open();
    const recording = new Recording(device, () => undefined);
    const wait = vi.spyOn(device.vk, 'waitForFence').mockResolvedValue(2); // VK_TIMEOUT
    const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(1e9);
    const failure = await device.submit(recording.handle).catch((error: unknown) => error);
    now.mockRestore();
    expect(failure).toMatchObject({ message: expect.stringMatching(/no end after \d+ s/), isDeviceLost: true });
    const waitIdle = vi.spyOn(device.vk, 'vkDeviceWaitIdle');
    await device.close();
    expect(waitIdle).not.toHaveBeenCalled();
    wait.mockRestore();
    waitIdle.mockRestore();
  });

  it('goes on after a submission that failed without losing it', async () => {
    const device = Device.open();
    const recording = new Recording(device, () => undefined);
    const submit = vi.spyOn(device.vk, 'vkQueueSubmit').mockReturnValueOnce(-1);
    await expect(device.submit(recording.handle)).rejects.toThrow(VulkanError);
    await expect(device.submit(recording.handle)).resolves.toBeUndefined();
    submit.mockRestore();
    recording.free();
    await device.close();
  });
});
