// A Hugging Face folder (config.json and safetensors files) as if it were the GGUF file of the same model: its names,
// its keys, and its order of rows in q and k. Everything above sees one kind of checkpoint.
//
// RoPE turns pairs of elements. Hugging Face pairs element i of a head with i + headDim/2, GGUF 2i with 2i + 1, and the
// rows of q_proj and k_proj stand accordingly. A head of 8 rows, by their numbers in the folder's file:
//
//   Hugging Face   0 1 2 3 4 5 6 7
//   GGUF           0 4 1 5 2 6 3 7
import { join } from 'node:path';
import { type Checkpoint, CheckpointError, type MetadataValue, type TensorInfo } from './checkpoint.ts';
import { quote } from './gguf-metadata.ts';
import { readFully } from './header-reader.ts';
import { type HfConfig, readHfConfig } from './hf-config.ts';
import { ggufNameOf, isRotated } from './hf-names.ts';
import { openShards, type Shards, type ShardTensor } from './hf-shards.ts';
import { readJsonFile } from './json-file.ts';
import { namesInFolder } from './open-file.ts';

/** Opens a folder that has a config.json. Rejects with a CheckpointError that names the file, and the tensor or key. */
export async function openHfFolder(path: string): Promise<Checkpoint> {
  const names = await namesInFolder(path);
  if (!names) throw new CheckpointError(path, 'expected a folder, found a file');
  const config = readHfConfig(await readJsonFile(join(path, 'config.json')));
  const shards = await openShards(path, names);
  try {
    return new HfFolder(path, config, shards, sourcesOf(path, shards, config.isTied, config.headDim));
  } catch (error) {
    await shards.close();
    throw error;
  }
}

/** The folder's tensors by their GGUF names. */
function sourcesOf(path: string, shards: Shards, isTied: boolean, headDim: number): Map<string, ShardTensor> {
  const sources = new Map<string, ShardTensor>();
  for (const [name, source] of shards.tensors) {
    const ggufName = ggufNameOf(name);
    if (ggufName === undefined) {
      throw new CheckpointError(source.path, `tensor ${quote(name)} is none of a Mistral or Llama model`);
    }
    // A tied folder may bring the head too; it is the embedding once more.
    if (ggufName === null || (isTied && ggufName === 'output.weight')) continue;
    const { shape } = source.info;
    if (
      isRotated(ggufName) &&
      (shape.length !== 2 || shape.some((dim) => dim === 0) || (shape[0] ?? 0) % headDim !== 0)
    ) {
      const problem = `tensor ${quote(name)} has shape [${shape.join(', ')}], expected whole heads of ${headDim} rows`;
      throw new CheckpointError(source.path, problem);
    }
    sources.set(ggufName, source);
  }
  if (!isTied && !sources.has('output.weight')) {
    throw new CheckpointError(path, 'the tensor lm_head.weight is missing, and tie_word_embeddings is not true');
  }
  return sources;
}

class HfFolder implements Checkpoint {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #shards: Shards;
  readonly #sources: ReadonlyMap<string, ShardTensor>;
  readonly #headDim: number;

  constructor(
    readonly path: string,
    { metadata, headDim }: HfConfig,
    shards: Shards,
    sources: ReadonlyMap<string, ShardTensor>,
  ) {
    this.metadata = metadata;
    this.tensors = new Map([...sources].map(([name, { info }]) => [name, { ...info, name, storedAs: info.name }]));
    this.#shards = shards;
    this.#sources = sources;
    this.#headDim = headDim;
  }

  async read(tensor: TensorInfo, target: Uint8Array, offsetBytes = 0): Promise<void> {
    const source = this.#sources.get(tensor.name);
    if (!source) throw new RangeError(`${this.path}: no tensor ${quote(tensor.name)}`);
    const { info, handle, path } = source;
    if (!Number.isInteger(offsetBytes) || offsetBytes < 0 || offsetBytes + target.length > info.nBytes) {
      throw new RangeError(
        `${path}: tensor ${quote(info.name)} has ${info.nBytes} bytes; asked for ${target.length} from ${offsetBytes}`,
      );
    }
    if (isRotated(tensor.name)) await this.#readRotated(source, target, offsetBytes);
    else await readFully(handle, path, target, info.offsetBytes + offsetBytes);
  }

  /** Reads rows in GGUF's order: of each head, its even rows from the first half and its odd ones from the second. */
  async #readRotated({ info, handle, path }: ShardTensor, target: Uint8Array, offsetBytes: number): Promise<void> {
    const rowBytes = info.nBytes / (info.shape[0] as number);
    if (offsetBytes % rowBytes !== 0 || target.length % rowBytes !== 0) {
      throw new RangeError(
        `${path}: tensor ${quote(info.name)} is read in rows of ${rowBytes} bytes; asked for ${target.length} from ${offsetBytes}`,
      );
    }
    const firstRow = offsetBytes / rowBytes;
    const endRow = firstRow + target.length / rowBytes;
    const half = this.#headDim / 2;
    for (let row = firstRow; row < endRow; ) {
      const head = row - (row % this.#headDim);
      const end = Math.min(endRow, head + this.#headDim);
      for (const parity of [0, 1]) {
        // The rows head + 2i + parity for i from `from` to `to`, which stand side by side in the file.
        const from = Math.ceil((row - head - parity) / 2);
        const to = Math.ceil((end - head - parity) / 2);
        const rows = new Uint8Array((to - from) * rowBytes);
        await readFully(handle, path, rows, info.offsetBytes + (head + parity * half + from) * rowBytes);
        for (let i = from; i < to; i++) {
          const bytes = rows.subarray((i - from) * rowBytes, (i - from + 1) * rowBytes);
          target.set(bytes, (head + 2 * i + parity - firstRow) * rowBytes);
        }
      }
      row = end;
    }
  }

  close(): Promise<void> {
    return this.#shards.close();
  }
}
