// Work cut into submissions by the time that its pieces take.
import { afterAll, describe, expect, it } from 'vitest';
import { BoundedWork } from './bounded-work.ts';
import { Device } from './device.ts';
import { DeviceBuffer } from './memory.ts';
import type { Recording } from './recording.ts';

const device = Device.open();
afterAll(() => device.close());

/** Pieces that hand a word on from one buffer to the next: the last has it only if all ran, in order. */
function chain(nPieces: number) {
  const buffers = Array.from({ length: nPieces + 1 }, () => new DeviceBuffer(device, 16, 'readback'));
  const pieces = buffers.slice(1).map((to, i) => (recording: Recording) => {
    recording.copy((buffers[i] as DeviceBuffer).range(), to.range());
  });
  const send = async (work: BoundedWork, value: number) => {
    buffers[0]?.mapped?.fill(value);
    await work.run();
    return buffers.at(-1)?.mapped?.[0];
  };
  const free = () => {
    for (const buffer of buffers) buffer.destroy();
  };
  return { pieces, send, free };
}

describe('bounded work', () => {
  it('is submitted piece by piece until it has been measured, and then as a whole if that is soon done', async () => {
    const { pieces, send, free } = chain(5);
    const work = new BoundedWork(device, pieces, 60_000);
    expect(work.nSubmissions).toBe(5);
    for (const value of [7, 8, 9]) {
      expect(await send(work, value)).toBe(value);
      expect(work.nSubmissions).toBe(1);
    }
    work.free();
    free();
  });

  it('stays in pieces when one alone takes longer than it should', async () => {
    const { pieces, send, free } = chain(3);
    const work = new BoundedWork(device, pieces, 1e-6);
    for (const value of [7, 8]) {
      expect(await send(work, value)).toBe(value);
      expect(work.nSubmissions).toBe(3);
    }
    work.free();
    free();
  });
});
