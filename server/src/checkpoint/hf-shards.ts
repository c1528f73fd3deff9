// The safetensors files of a Hugging Face folder: one `model.safetensors`, or several that an index names. Open files
// and one table of all tensors, under the names the files have.
import type { FileHandle } from 'node:fs/promises';
import { realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { CheckpointError, type TensorInfo } from './checkpoint.ts';
import { quote } from './gguf-metadata.ts';
import { type JsonObject, readJsonFile } from './json-file.ts';
import { openFile } from './open-file.ts';
import { readSafetensorsTable } from './safetensors.ts';

const singleName = 'model.safetensors';
const indexName = 'model.safetensors.index.json';
const maxShards = 512;

/** One tensor and the open file it lies in. */
export interface ShardTensor {
  readonly info: TensorInfo;
  readonly handle: FileHandle;
  readonly path: string;
}

/** All tensors of the folder's files, by the names the files give them. */
export interface Shards {
  readonly tensors: ReadonlyMap<string, ShardTensor>;
  close(): Promise<void>;
}

/** Opens the weight files among a folder's names. Rejects with a CheckpointError that names the file and tensor. */
export async function openShards(folder: string, names: ReadonlySet<string>): Promise<Shards> {
  const handles: FileHandle[] = [];
  const close = async () => {
    await Promise.all(handles.splice(0).map((handle) => handle.close()));
  };
  try {
    const places = await shardOfTensor(folder, names);
    const tensors = new Map<string, ShardTensor>();
    for (const shard of places ? new Set(places.values()) : [singleName]) {
      const path = join(folder, shard);
      if (places) await checkWithin(folder, path);
      const handle = await openFile(path, 'a safetensors file');
      handles.push(handle);
      for (const info of await readSafetensorsTable(handle, path)) {
        const other = tensors.get(info.name)?.path;
        if (other) throw new CheckpointError(path, `tensor ${quote(info.name)} is in ${quote(other)} too`);
        tensors.set(info.name, { info, handle, path });
      }
    }
    for (const [name, shard] of places ?? []) {
      if (tensors.get(name)?.path === join(folder, shard)) continue;
      throw new CheckpointError(join(folder, shard), `has no tensor ${quote(name)}, which ${indexName} places there`);
    }
    return { tensors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The index's map of tensor to file, or undefined where one file has them all. */
async function shardOfTensor(folder: string, names: ReadonlySet<string>): Promise<Map<string, string> | undefined> {
  if (names.has(singleName)) return undefined;
  if (!names.has(indexName)) {
    const others = [...names].filter((name) => /\.(safetensors|bin|pth?|gguf)$/.test(name)).slice(0, 5);
    const found = others.length === 0 ? 'neither' : others.map(quote).join(', ');
    throw new CheckpointError(folder, `expected ${singleName} or ${indexName}, found ${found}`);
  }
  const index = await readJsonFile(join(folder, indexName));
  const map: JsonObject = index.object('weight_map') ?? index.fail('weight_map', 'an object');
  const places = new Map<string, string>();
  const shards = new Set<string>();
  for (const tensor of map.keys()) {
    const shard = map.string(tensor);
    // A name only: the index came with the download, and must not point anywhere else.
    if (!shard || !/^[^/\\\0]+\.safetensors$/.test(shard)) {
      map.fail(tensor, 'the plain name of a .safetensors file');
    }
    places.set(tensor, shard);
    if (shards.add(shard).size > maxShards) map.fail(tensor, `one of at most ${maxShards} files`);
  }
  if (places.size === 0) index.fail('weight_map', 'the names of tensors');
  return places;
}

/** Follows links: within the folder, or into the `blobs` of the hub's own cache, whose snapshots consist of links. */
async function checkWithin(folder: string, path: string): Promise<void> {
  const real = await realpath(path).catch((cause: Error) => {
    throw new CheckpointError(path, `cannot be opened: ${cause.message}`);
  });
  const realFolder = await realpath(folder);
  const homes = [realFolder, resolve(realFolder, '..', '..', 'blobs')];
  if (!homes.some((home) => real.startsWith(home + sep))) {
    throw new CheckpointError(path, `expected a file within the folder, found a link to ${quote(real)}`);
  }
}
