// Measures how fast a device copies within its own memory, as the upper bound of what its memory can do.
import { Device, type DeviceOptions } from '../vulkan/device.ts';
import { DeviceBuffer } from '../vulkan/memory.ts';
import { Recording } from '../vulkan/recording.ts';

const nBytes = 256 * 1024 * 1024;
const nRounds = 8;

/** Bytes read and written per second, in the best of several rounds. */
export async function measureCopyBandwidth(options: DeviceOptions = {}): Promise<number> {
  const device = Device.open(options);
  const size = Math.min(nBytes, device.physical.limits.maxBufferBytes);
  const buffers: DeviceBuffer[] = [];
  try {
    for (let i = 0; i < 2; i++) buffers.push(new DeviceBuffer(device, size, 'device'));
    const [from, to] = buffers.map((buffer) => buffer.range());
    if (!from || !to) throw new Error('two buffers');
    // Write the memory first: pages that were never written may not exist yet.
    const filling = new Recording(device, (r) => {
      r.clear(from);
      r.clear(to);
    });
    await device.submit(filling.handle);
    filling.free();
    const recording = new Recording(device, (r) => r.copy(from, to));
    let bestMs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < nRounds; i++) {
      const startedAt = performance.now();
      await device.submit(recording.handle);
      bestMs = Math.min(bestMs, performance.now() - startedAt);
    }
    recording.free();
    return (2 * size) / (bestMs / 1000);
  } finally {
    for (const buffer of buffers) buffer.destroy();
    await device.close();
  }
}
