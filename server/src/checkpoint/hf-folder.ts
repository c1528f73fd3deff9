// A Hugging Face folder (config.json and safetensors files) as if it were the GGUF file of the same model: its names,
// its keys, and its order of rows in q and k (rope-pairs.ts). Everything above sees one kind of checkpoint.
import { join } from 'node:path';
import { type Checkpoint, CheckpointError, type MetadataValue, type TensorInfo } from './checkpoint.ts';
import { quote } from './gguf-metadata.ts';
import { readFully } from './header-reader.ts';
import { type HfConfig, readHfConfig } from './hf-config.ts';
import { ggufNameOf, textNameOf } from './hf-names.ts';
import { openShards, type Shards, type ShardTensor } from './hf-shards.ts';
import { readJsonFile } from './json-file.ts';
import { namesInFolder } from './open-file.ts';
import { withNeighbours } from './rope-pairs.ts';
import { isSameTensor } from './tied-head.ts';

/** Opens a folder that has a config.json. Rejects with a CheckpointError that names the file, and the tensor or key. */
export async function openHfFolder(path: string): Promise<Checkpoint> {
  const names = await namesInFolder(path);
  if (!names) throw new CheckpointError(path, 'expected a folder, found a file');
  const config = readHfConfig(await readJsonFile(join(path, 'config.json')));
  const shards = await openShards(path, names);
  try {
    const sources = sourcesOf(path, shards, config);
    if (config.isTied) await dropTiedHead(sources);
    const folder = new HfFolder(path, config, shards, sources);
    return config.hasNeighbours ? withNeighbours(folder, config.headDim) : folder;
  } catch (error) {
    await shards.close();
    throw error;
  }
}

/** The folder's tensors by their GGUF names. */
function sourcesOf(path: string, shards: Shards, config: HfConfig): Map<string, ShardTensor> {
  const sources = new Map<string, ShardTensor>();
  for (const [name, source] of shards.tensors) {
    const textName = config.isComposite ? textNameOf(name) : name;
    const ggufName = textName === null ? null : ggufNameOf(textName);
    if (ggufName === undefined) {
      throw new CheckpointError(source.path, `tensor ${quote(name)} is none of a Mistral, Llama or Qwen model`);
    }
    if (ggufName === null) continue;
    const bias = /^blk\.\d+\.(.+\.bias)$/.exec(ggufName)?.[1];
    if (bias !== undefined && !config.biases.includes(bias)) {
      throw new CheckpointError(source.path, `tensor ${quote(name)}: by config.json the model has no such bias`);
    }
    sources.set(ggufName, source);
  }
  if (config.isTied === false && !sources.has('output.weight')) {
    throw new CheckpointError(path, 'the tensor lm_head.weight is missing, and tie_word_embeddings is not true');
  }
  for (const name of sources.keys()) {
    const layer = /^blk\.\d+\.(?=attn_q\.weight$)/.exec(name)?.[0];
    const missing = layer && config.biases.find((bias) => !sources.has(layer + bias));
    if (missing) throw new CheckpointError(path, `${layer}${missing} is missing, which config.json says there is`);
  }
  return sources;
}

/** A tied folder may bring the head too, as long as it is the embedding once more. */
async function dropTiedHead(sources: Map<string, ShardTensor>): Promise<void> {
  const head = sources.get('output.weight');
  const embedding = sources.get('token_embd.weight');
  if (!head || !embedding) return;
  if (!(await isSameTensor(head, embedding))) {
    const problem =
      'is not the embedding, and tie_word_embeddings is true: engines differ in which of the two they use';
    const remedy = 'set it to false to use this tensor, or take the tensor out';
    throw new CheckpointError(head.path, `tensor ${quote(head.info.name)} ${problem}; ${remedy}`);
  }
  sources.delete('output.weight');
}

class HfFolder implements Checkpoint {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #shards: Shards;
  readonly #sources: ReadonlyMap<string, ShardTensor>;

  constructor(
    readonly path: string,
    { metadata }: HfConfig,
    shards: Shards,
    sources: ReadonlyMap<string, ShardTensor>,
  ) {
    this.metadata = metadata;
    this.tensors = new Map([...sources].map(([name, { info }]) => [name, { ...info, name, storedAs: info.name }]));
    this.#shards = shards;
    this.#sources = sources;
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
    await readFully(handle, path, target, info.offsetBytes + offsetBytes);
  }

  close(): Promise<void> {
    return this.#shards.close();
  }
}
