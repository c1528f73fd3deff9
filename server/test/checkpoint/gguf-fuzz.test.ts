// A thousand broken headers: each file opens or is refused with a reason, in bounded time and memory.
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CheckpointError } from '../../src/checkpoint/checkpoint.ts';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import { mulberry32 } from './mulberry32.ts';

const source = new URL('../../models/stories260k.gguf', import.meta.url);
const headerBytes = 14_368; // metadata and tensor table of that file

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('1,000 corruptions give a checkpoint or a CheckpointError, and no allocation beyond the file', async () => {
  const original = await readFile(source);
  const header = original.subarray(0, headerBytes);
  const path = join(folder, 'broken.gguf');
  const file = await open(path, 'w+');
  const allocated = vi.spyOn(Buffer, 'allocUnsafe');
  const random = mulberry32(260);
  const below = (n: number) => Math.floor(random() * n);
  const outcomes = { opened: 0, refused: 0 };
  try {
    for (let i = 0; i < 1000; i++) {
      const broken = Buffer.from(header);
      let size = original.length;
      const kind = i % 4;
      if (kind === 0) {
        for (let n = 1 + below(8); n > 0; n--) {
          const at = below(headerBytes);
          broken[at] = (broken[at] ?? 0) ^ (1 << below(8));
        }
      } else if (kind === 1) {
        size = below(i % 8 === 1 ? headerBytes : size);
      } else if (kind === 2) {
        // A count or length: the head's two, or wherever a small 64-bit number stands.
        const counts = [8, 16, ...smallNumbers(header)];
        const wild = [0n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, BigInt(below(2 ** 31))];
        broken.writeBigUInt64LE(wild[below(wild.length)] ?? 0n, counts[below(counts.length)] ?? 8);
      } else {
        for (let at = below(headerBytes), n = 1 + below(64); n > 0 && at < headerBytes; n--) broken[at++] = below(256);
      }
      await file.truncate(0);
      await file.write(broken, 0, Math.min(headerBytes, size), 0);
      await file.truncate(size); // the weights are a hole: only the header is read
      allocated.mockClear();
      try {
        await (await openGguf(path)).close();
        outcomes.opened++;
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw new Error(`corruption ${i}: ${error}`, { cause: error });
        outcomes.refused++;
      }
      for (const [bytes] of allocated.mock.calls) expect(bytes).toBeLessThanOrEqual(size);
    }
  } finally {
    allocated.mockRestore();
    await file.close();
  }
  // Flips inside names and values are not errors of the format: both outcomes must have been met.
  expect(outcomes.opened).toBeGreaterThan(100);
  expect(outcomes.refused).toBeGreaterThan(500);
}, 30_000);

function smallNumbers(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = 24; at + 8 <= bytes.length; at++) {
    const value = bytes.readBigUInt64LE(at);
    if (value > 0n && value < 1024n) found.push(at);
  }
  return found;
}
