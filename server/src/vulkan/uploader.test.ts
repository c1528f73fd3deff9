// Uploads to memory the host sees, and through staging to memory it does not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Device } from './device.ts';
import { DeviceBuffer } from './memory.ts';
import { Recording } from './recording.ts';
import { Uploader } from './uploader.ts';

let device: Device;
beforeAll(() => {
  device = Device.open();
});
afterAll(() => device.close());

async function bytesOf(buffer: DeviceBuffer): Promise<Uint8Array> {
  const readback = new DeviceBuffer(device, buffer.nBytes, 'readback');
  const recording = new Recording(device, (r) => r.copy(buffer.range(), readback.range()));
  await device.submit(recording.handle);
  const bytes = (readback.mapped as Uint8Array).slice();
  recording.free();
  readback.destroy();
  return bytes;
}

describe.each(['seen by the host', 'not seen by the host'])('memory %s', (kind) => {
  it('receives bytes at their place and nowhere else', async () => {
    const buffer = new DeviceBuffer(device, 40 * 1024 * 1024, 'device');
    // What a GPU without resizable BAR would give: the same buffer, with no mapping.
    const target = kind === 'seen by the host' ? buffer : Object.create(buffer, { mapped: { value: undefined } });
    const uploader = new Uploader(device);
    try {
      const whole = { buffer: target as DeviceBuffer, offset: 0, nBytes: buffer.nBytes };
      await uploader.write(whole, new Uint8Array(buffer.nBytes));
      // Larger than the staging buffer, at an odd place.
      const bytes = Uint8Array.from({ length: 17 * 1024 * 1024 + 4 }, (_, i) => (i * 7 + 1) & 0xff);
      await uploader.write({ ...whole, offset: 1024, nBytes: buffer.nBytes - 1024 }, bytes, 4096);
      const found = await bytesOf(buffer);
      const start = 1024 + 4096;
      expect(Buffer.compare(found.subarray(start, start + bytes.length), bytes)).toBe(0);
      expect(found.subarray(0, start).every((byte) => byte === 0)).toBe(true);
      expect(found.subarray(start + bytes.length).every((byte) => byte === 0)).toBe(true);
    } finally {
      uploader.destroy();
      buffer.destroy();
    }
  });

  it('refuses what does not fit', async () => {
    const buffer = new DeviceBuffer(device, 64, 'device');
    const uploader = new Uploader(device);
    await expect(uploader.write(buffer.range(), new Uint8Array(65))).rejects.toThrow('65 bytes at 0 of a range of 64');
    await expect(uploader.write(buffer.range(), new Uint8Array(8), 60)).rejects.toThrow('8 bytes at 60');
    await expect(uploader.write(buffer.range(), new Uint8Array(8), -1)).rejects.toThrow('8 bytes at -1');
    uploader.destroy();
    buffer.destroy();
  });
});
