// Copies bytes from the host into a buffer: directly if the host sees the device's memory, otherwise through a bounded
// staging buffer.
import type { Device } from './device.ts';
import { type BufferRange, DeviceBuffer } from './memory.ts';
import { Recording } from './recording.ts';

const stagingBytes = 16 * 1024 * 1024;

export class Uploader {
  readonly #device: Device;
  #staging: DeviceBuffer | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  /** Copies `bytes` to `target`, `offset` bytes into the range. @throws RangeError when they do not fit */
  async write(target: BufferRange, bytes: Uint8Array, offset = 0): Promise<void> {
    if (offset < 0 || offset + bytes.length > target.nBytes) {
      throw new RangeError(`${bytes.length} bytes at ${offset} of a range of ${target.nBytes}`);
    }
    const { mapped } = target.buffer;
    if (mapped) mapped.set(bytes, target.offset + offset);
    else
      for (let at = 0; at < bytes.length; at += stagingBytes)
        await this.#stage(target, bytes.subarray(at, at + stagingBytes), offset + at);
  }

  async #stage(target: BufferRange, bytes: Uint8Array, offset: number): Promise<void> {
    this.#staging ??= new DeviceBuffer(this.#device, stagingBytes, 'upload');
    this.#staging.mapped?.set(bytes);
    const from = { buffer: this.#staging, offset: 0, nBytes: bytes.length };
    const recording = new Recording(this.#device, (r) =>
      r.copy(from, { ...target, offset: target.offset + offset, nBytes: bytes.length }),
    );
    try {
      await this.#device.submit(recording.handle);
    } finally {
      recording.free();
    }
  }

  destroy(): void {
    this.#staging?.destroy();
  }
}
