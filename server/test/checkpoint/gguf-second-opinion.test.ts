// Our reader compared with an independent one, on every GGUF file of the repository.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GGMLQuantizationType, gguf } from '@huggingface/gguf';
import { describe, expect, it } from 'vitest';
import { openGguf } from '../../src/checkpoint/gguf.ts';

const files = ['../goldens/', '../../models/'].flatMap((folder) => {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path).flatMap((name) => (name.endsWith('.gguf') ? [{ name, path: path + name }] : []));
});

describe('metadata and tensor tables equal those of @huggingface/gguf', () => {
  it('has files to compare', () => expect(files.length).toBeGreaterThanOrEqual(7));

  it.each(files)('$name', async ({ path }) => {
    const theirs = await gguf(path, { allowLocalFile: true });
    const ours = await openGguf(path);
    try {
      const { version, tensor_count, kv_count, ...metadata } = theirs.metadata;
      expect(Object.fromEntries(ours.metadata)).toEqual(plain(metadata));
      expect([2, 3]).toContain(version);
      expect(BigInt(ours.metadata.size)).toBe(kv_count);
      expect(BigInt(ours.tensors.size)).toBe(tensor_count);
      expect([...ours.tensors.values()].map(({ nBytes, ...info }) => info)).toEqual(
        theirs.tensorInfos.map(({ name, shape, dtype, offset }) => ({
          name,
          shape: shape.map(Number).reverse(),
          dtype: GGMLQuantizationType[dtype],
          offsetBytes: Number(theirs.tensorDataOffset + offset),
        })),
      );
    } finally {
      await ours.close();
    }
  });
});

/** Their 64-bit integers are always bigint. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
