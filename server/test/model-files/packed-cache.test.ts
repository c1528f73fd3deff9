// Packed weights cached on disk: the second load uses them and gives the same logits, and no damaged cache file does
// harm.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import { readConfig } from '../../src/model/config.ts';
import { loadWeights } from '../../src/model/load-weights.ts';
import { MistralModel } from '../../src/model/mistral.ts';
import { PackedCacheError, PackedReader, PackedWriter } from '../../src/model/packed-cache.ts';
import { Device } from '../../src/vulkan/device.ts';
import { goldenFile, logitsOf, modelLimits } from '../model/golden.ts';

const device = Device.open();
const kernels = new KernelSet(device, 'texel');
const folder = mkdtempSync(join(tmpdir(), 'tramontane-packed-'));
const cacheFolder = join(folder, 'weights');
const source = join(folder, 'model.gguf');
afterAll(async () => {
  kernels.destroy();
  await device.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  rmSync(cacheFolder, { recursive: true, force: true });
  copyFileSync(goldenFile('tiny-mistral-swa.q4_K_M.gguf'), source);
});

const cachedFiles = () => readdirSync(cacheFolder).map((name) => join(cacheFolder, name));
const cachedFile = () => {
  const [file, ...others] = cachedFiles();
  expect(others).toEqual([]);
  return file as string;
};

/** Loads the model and runs it: its logits, how often the weight file itself was read, and what was said. */
async function load() {
  const checkpoint = await openGguf(source);
  let nReads = 0;
  const counted = {
    path: source,
    metadata: checkpoint.metadata,
    tensors: checkpoint.tensors,
    read: (...args: Parameters<typeof checkpoint.read>) => {
      nReads++;
      return checkpoint.read(...args);
    },
    close: () => checkpoint.close(),
  };
  const notices: string[] = [];
  const config = readConfig(counted);
  const progress: number[] = [];
  const weights = await loadWeights(device, counted, config, {
    cacheFolder,
    smallestCached: 0,
    onNotice: (notice) => notices.push(notice),
    onProgress: (done, total) => progress.push(done / total),
  });
  const limits = modelLimits(1, 8, 64);
  const model = await MistralModel.create(kernels, config, weights, limits);
  const logits = (await logitsOf(model, [1, 5, 9, 40], 8)).map((row) => [...row]);
  model.destroy();
  weights.destroy();
  await checkpoint.close();
  return { logits, nReads, notices, progress };
}

describe('packed weights', () => {
  it('of a model in parts are not taken once any of its parts has changed', async () => {
    const [first, second] = [1, 2].map((part) => join(folder, `parts-0000${part}-of-00002.gguf`));
    if (first === undefined || second === undefined) throw new Error('no parts');
    for (const part of [first, second]) copyFileSync(source, part);
    const writer = await PackedWriter.create(cacheFolder, first, 0, () => undefined);
    await writer?.write(writer.add(4), new Uint8Array(4));
    await writer?.finish();
    const reader = await PackedReader.open(cacheFolder, first);
    expect(reader).toBeDefined();
    await reader?.close();
    utimesSync(second, 1, 1);
    expect(await PackedReader.open(cacheFolder, first)).toBeUndefined();
  });

  it('are written by the first load and taken by the second, with the same logits', async () => {
    const first = await load();
    expect(first.nReads).toBeGreaterThan(10);
    expect(first.notices).toEqual([expect.stringContaining(`kept for the next start in ${cachedFile()}`)]);
    const second = await load();
    expect(second).toMatchObject({ nReads: 0, notices: [], logits: first.logits });
    expect(second.progress.at(-1)).toBe(1);
  });

  it('are not taken when the weight file has changed, and are replaced', async () => {
    await load();
    const before = readFileSync(cachedFile());
    utimesSync(source, new Date(), new Date(2001, 1, 1));
    const { nReads } = await load();
    expect(nReads).toBeGreaterThan(10);
    expect(readFileSync(cachedFile()).equals(before)).toBe(false); // the time stands in it
    expect((await load()).nReads).toBe(0);
  });

  it.each([0, 0.5, 0.999999])(
    'that have a wrong byte are thrown away and packed anew, at %d of the planes',
    async (at) => {
      const { logits } = await load();
      const file = cachedFile();
      const bytes = readFileSync(file);
      const planesAt = 1024 * 1024;
      const index = planesAt + Math.floor((bytes.length - planesAt - 1) * at);
      bytes[index] = (bytes[index] ?? 0) ^ 0x10;
      writeFileSync(file, bytes);
      const again = await load();
      expect(again.notices[0]).toMatch(/have changed; the weights are packed anew/);
      expect(again.logits).toEqual(logits);
      expect(await load()).toMatchObject({ nReads: 0, logits });
    },
  );

  it('that were cut short are packed anew', async () => {
    const { logits } = await load();
    const file = cachedFile();
    writeFileSync(file, readFileSync(file).subarray(0, -100));
    const again = await load();
    expect(again.nReads).toBeGreaterThan(10);
    expect(again.logits).toEqual(logits);
  });

  it('of weights that are gone make room for others, and so does what a dead process left', async () => {
    await load();
    const orphan = join(cacheFolder, 'a.packed.999999999');
    writeFileSync(orphan, 'x');
    rmSync(source);
    const other = join(folder, 'other.gguf');
    copyFileSync(goldenFile('tiny-mistral-swa.q8_0.gguf'), other);
    const writer = await PackedWriter.create(cacheFolder, other, 10, () => undefined);
    expect(cachedFiles()).toHaveLength(1); // the one being written
    await writer?.abandon();
    expect(cachedFiles()).toEqual([]);
  });

  it('are not kept, and it is said, where there is no room or no right to write', async () => {
    const notices: string[] = [];
    const say = (notice: string) => notices.push(notice);
    expect(await PackedWriter.create(cacheFolder, source, 1e18, say)).toBeUndefined();
    expect(await PackedWriter.create(join(source, 'no-folder'), source, 10, say)).toBeUndefined();
    expect(notices).toEqual([
      expect.stringContaining('has no room for 1000000000000000000 bytes more'),
      expect.stringContaining('packed weights are not kept for the next start: ENOTDIR'),
    ]);
  });

  it('whose header was changed at random are refused, 1,000 times: no crash, nothing read beyond the file', async () => {
    const plane = new Uint8Array(64).fill(7);
    let nTaken = 0;
    let seed = 1;
    const random = (n: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    const writer = await PackedWriter.create(cacheFolder, source, 64, () => undefined);
    await writer?.write(writer.add(64), plane);
    await writer?.finish();
    const file = cachedFile();
    const good = readFileSync(file);
    const headerBytes = 16 + good.readUInt32LE(12);
    for (let i = 0; i < 1000; i++) {
      const bad = Buffer.from(good);
      for (let n = 1 + random(4); n > 0; n--) bad[random(headerBytes)] = random(256);
      writeFileSync(file, bad);
      const reader = await PackedReader.open(cacheFolder, source);
      if (!reader) continue; // refused, and removed
      const pieces: Uint8Array[] = [];
      const reading = reader.read(64, 16, async (piece) => void pieces.push(piece.slice()));
      const outcome = await reading.then(
        () => 'read',
        (error: unknown) => error,
      );
      if (outcome === 'read') expect(Buffer.concat(pieces).equals(plane)).toBe(true);
      else expect(outcome).toBeInstanceOf(PackedCacheError);
      nTaken++;
      await reader.close();
    }
    expect(nTaken).toBeLessThan(1000);
  });
});
