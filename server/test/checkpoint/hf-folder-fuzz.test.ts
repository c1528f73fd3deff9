// A thousand broken folders: each opens or is refused with a reason, in bounded time and memory.
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { CheckpointError } from '../../src/checkpoint/checkpoint.ts';
import { openHfFolder } from '../../src/checkpoint/hf-folder.ts';
import { safetensorsBytes, tinyFolder, tinyTensors } from './hf-folders.ts';
import { mulberry32 } from './mulberry32.ts';

const folder = mkdtempSync(join(tmpdir(), 'hf-fuzz-'));
afterAll(() => rm(folder, { recursive: true }));

const original = safetensorsBytes(tinyTensors());
const headerBytes = 8 + Number(original.readBigUInt64LE());
const random = mulberry32(512);
const below = (n: number) => Math.floor(random() * n);
const wild = ['0', '-1', '1e999', '9007199254740993', '4294967296', '1.5', 'null', '"x"', '[]', '{}', '[[[[1]]]]'];

/** One of four kinds of damage: flipped bits, a file cut short, a wild number, a run of noise. */
function corrupt(i: number): { header: Buffer; size: number } {
  const header = Buffer.from(original.subarray(0, headerBytes));
  const noise = (at: number, n: number) => {
    for (let k = at; k < Math.min(at + n, headerBytes); k++) header[k] = below(256);
  };
  if (i % 4 === 0) {
    for (let n = 1 + below(4); n > 0; n--) {
      const at = below(headerBytes);
      header[at] = (header[at] ?? 0) ^ (1 << below(8));
    }
  } else if (i % 4 === 1) {
    return { header, size: below(i % 8 === 1 ? headerBytes : original.length) };
  } else if (i % 8 === 2) {
    const lengths = [0n, 1n, BigInt(below(headerBytes)), 2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, 99_999_999n];
    header.writeBigUInt64LE(lengths[below(lengths.length)] ?? 0n);
  } else if (i % 4 === 2) {
    const numbers = [...header.toString('latin1').matchAll(/\d+(?=[,\]])/g)];
    const number = numbers[below(numbers.length)];
    const [index, digits] = [number?.index ?? 0, number?.[0] ?? ''];
    const value = Buffer.from(wild[below(wild.length)] ?? '');
    const changed = Buffer.concat([header.subarray(0, index), value, header.subarray(index + digits.length)]);
    changed.writeBigUInt64LE(BigInt(changed.length - 8));
    return { header: changed, size: original.length + changed.length - headerBytes };
  } else {
    noise(below(headerBytes), 1 + below(64));
  }
  return { header, size: original.length };
}

it('1,000 corruptions of a header give a checkpoint or a CheckpointError, and no allocation beyond the file', async () => {
  copyFileSync(join(tinyFolder, 'config.json'), join(folder, 'config.json'));
  const file = await open(join(folder, 'model.safetensors'), 'w+');
  const allocated = vi.spyOn(Buffer, 'allocUnsafe');
  const outcomes = { opened: 0, refused: 0 };
  try {
    for (let i = 0; i < 1000; i++) {
      const { header, size } = corrupt(i);
      await file.truncate(0);
      await file.write(header, 0, Math.min(header.length, size), 0);
      await file.truncate(size); // the weights are a hole: only the header is read
      allocated.mockClear();
      try {
        await (await openHfFolder(folder)).close();
        outcomes.opened++;
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw new Error(`corruption ${i}: ${error}`, { cause: error });
        outcomes.refused++;
      }
      for (const [bytes] of allocated.mock.calls) expect(bytes).toBeLessThanOrEqual(Math.max(size, 536));
    }
  } finally {
    allocated.mockRestore();
    await file.close();
  }
  expect(outcomes.refused).toBeGreaterThan(900);
}, 30_000);

it('and so do 300 of its config.json and index', async () => {
  const config = readFileSync(join(tinyFolder, 'config.json'));
  const weightMap = Object.fromEntries(tinyTensors().map(({ name }) => [name, 'a.safetensors']));
  const index = Buffer.from(JSON.stringify({ metadata: {}, weight_map: weightMap }));
  await rm(join(folder, 'model.safetensors'));
  writeFileSync(join(folder, 'a.safetensors'), original);
  const outcomes = { opened: 0, refused: 0 };
  for (let i = 0; i < 300; i++) {
    const files = { 'config.json': Buffer.from(config), 'model.safetensors.index.json': Buffer.from(index) };
    const damaged = Object.values(files)[i % 2] as Buffer;
    for (let n = 1 + below(4); n > 0; n--) damaged[below(damaged.length)] = 32 + below(95);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    try {
      await (await openHfFolder(folder)).close();
      outcomes.opened++;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw new Error(`corruption ${i}: ${error}`, { cause: error });
      outcomes.refused++;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(200);
});
