// The shape of a model, in the names of Mistral's own code, read from a checkpoint's metadata and checked against what
// the kernels can do. Llama 2 and its like are the same architecture with other numbers.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { QueryScale } from '../kernels/finish-qkv.ts';
import { type Architecture, architectureOf } from './architectures.ts';
import { checkKeys, show } from './metadata-keys.ts';
import { MetadataReader } from './metadata-reader.ts';
import type { RopeScaling } from './rope.ts';
import { readRopeScaling } from './rope-config.ts';

export interface MistralConfig {
  readonly dim: number;
  readonly nLayers: number;
  readonly nHeads: number;
  /** nHeads: multi-head attention; 1: multi-query; between: grouped-query. */
  readonly nKvHeads: number;
  readonly headDim: number;
  readonly hiddenDim: number;
  readonly vocabSize: number;
  readonly normEps: number;
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling;
  /** Positions the model was made for. */
  readonly contextLength: number;
  /** A position sees itself and the slidingWindow - 1 before it; undefined: all before it. */
  readonly slidingWindow: number | undefined;
  /** q, k and v are adjusted between projection and RoPE: by biases, norms of heads, or a scale. */
  readonly adjustsQkv?: boolean | undefined;
  /** Queries are scaled by position; undefined: they are not. */
  readonly queryScale?: QueryScale | undefined;
  /** The output of attention has biases. */
  readonly hasOutputBias?: boolean | undefined;
}

/** The largest head the attention kernel keeps in registers. */
const maxHeadDim = 256;

/** What the caller of readConfig knows better than the file, or knows where the file says nothing. */
export interface ConfigOverrides {
  /** Takes precedence over the file; 0 means none. */
  readonly slidingWindow?: number | undefined;
  /** The window of a model known by its name: GGUF files of Mistral 7B v0.1 as llama.cpp's converter makes them lack it. */
  readonly knownSlidingWindow?: number | undefined;
  /** The most positions of a sequence. */
  readonly contextLength?: number | undefined;
}

/** @throws CheckpointError naming the key, what was found and what is accepted */
export function readConfig(
  checkpoint: Checkpoint,
  overrides: ConfigOverrides = {},
  onNotice: (notice: string) => void = () => undefined,
): MistralConfig {
  const architecture = architectureOf(checkpoint);
  const { name } = architecture;
  checkKeys(checkpoint, name);
  const reader = new MetadataReader(checkpoint, name);
  const heads = readHeads(reader);
  const embedding =
    checkpoint.tensors.get('token_embd.weight') ?? reader.fail('the tensor token_embd.weight is missing');
  const trainedLength = reader.count('context_length', 2 ** 24);
  const ropeTheta = reader.number('rope.freq_base', 10_000);
  if (!(ropeTheta > 1)) reader.fail(`${reader.name('rope.freq_base')} is ${ropeTheta}; accepted: numbers above 1`);
  return {
    ...heads,
    nLayers: reader.count('block_count', 512),
    hiddenDim: reader.count('feed_forward_length', 262_144),
    vocabSize: embedding.shape[0] ?? 0,
    normEps: readNormEps(reader),
    ropeTheta,
    ropeScaling: readRopeScaling(reader, heads.headDim, trainedLength),
    contextLength: Math.min(trainedLength, overrides.contextLength ?? Number.POSITIVE_INFINITY),
    slidingWindow: readWindow(reader, overrides, onNotice),
    ...readAdjustments(reader, checkpoint, architecture),
  };
}

type Adjustments = Pick<MistralConfig, 'adjustsQkv' | 'queryScale' | 'hasOutputBias'>;

/** Which of the optional parts the model has, by its tensors and keys. */
function readAdjustments(
  reader: MetadataReader,
  { tensors }: Checkpoint,
  { scalesQueries }: Architecture,
): Adjustments {
  const names = [...tensors.keys()];
  const queryScale = readQueryScale(reader, scalesQueries);
  return {
    queryScale,
    adjustsQkv:
      queryScale !== undefined || names.some((name) => /\.attn_((qkv|[qkv])\.bias|[qk]_norm\.weight)$/.test(name)),
    hasOutputBias: names.some((name) => name.endsWith('.attn_output.bias')),
  };
}

/** Ministral 3 scales queries by how often the original context fits into their position. */
function readQueryScale(reader: MetadataReader, isKnown: boolean): QueryScale | undefined {
  const key = 'attention.temperature_scale';
  const scale = reader.number(key, 0);
  if (scale === 0) return undefined;
  if (!isKnown) reader.fail(`${reader.name(key)} is ${show(scale)}: only mistral3 scales queries by position`);
  const length = reader.count('rope.scaling.original_context_length', 2 ** 24);
  return { scale, length };
}

type Heads = Pick<MistralConfig, 'dim' | 'nHeads' | 'nKvHeads' | 'headDim'>;

function readHeads(reader: MetadataReader): Heads {
  const dim = reader.count('embedding_length', 65_536);
  const nHeads = reader.count('attention.head_count', 1024);
  const nKvHeads = reader.count('attention.head_count_kv', 1024, nHeads);
  const headDim = reader.count('attention.key_length', maxHeadDim, dim / nHeads);
  if (nHeads % nKvHeads !== 0) reader.fail(`${nHeads} query heads cannot share ${nKvHeads} key/value heads evenly`);
  if (dim % 4 !== 0 || headDim % 4 !== 0) reader.fail(`embedding ${dim}, head ${headDim}: both must be multiples of 4`);
  if (reader.number('rope.dimension_count', headDim) !== headDim) {
    reader.fail(`${reader.name('rope.dimension_count')} is not the whole head of ${headDim}`);
  }
  if (reader.count('attention.value_length', maxHeadDim, headDim) !== headDim) {
    reader.fail('value heads are not as long as key heads');
  }
  const scale = reader.number('attention.scale', 0);
  const usual = 1 / Math.sqrt(headDim);
  if (scale !== 0 && Math.abs(scale - usual) > 1e-6 * usual) {
    reader.fail(
      `${reader.name('attention.scale')} is ${show(scale)}; accepted: 0, or ${show(usual)} for heads of ${headDim}`,
    );
  }
  return { dim, nHeads, nKvHeads, headDim };
}

function readNormEps(reader: MetadataReader): number {
  const key = 'attention.layer_norm_rms_epsilon';
  const otherKey = 'attention.layer_norm_epsilon';
  if (!reader.has(key) && reader.has(otherKey)) {
    reader.fail(`${reader.name(otherKey)} without ${reader.name(key)}: layer norms are not supported, only RMS norms`);
  }
  const normEps = reader.number(key);
  if (!(normEps >= 0 && normEps < 1)) reader.fail(`${reader.name(key)} is ${normEps}; accepted: 0 to below 1`);
  if (reader.number(otherKey, normEps) !== normEps) {
    reader.fail(`${reader.name(otherKey)} differs from ${reader.name(key)}: layer norms are not supported`);
  }
  return normEps;
}

function readWindow(
  reader: MetadataReader,
  { slidingWindow: wanted, knownSlidingWindow: known }: ConfigOverrides,
  onNotice: (notice: string) => void,
): number | undefined {
  const isSaid = reader.has('attention.sliding_window');
  const window = wanted ?? reader.number('attention.sliding_window', known ?? 0);
  if (!Number.isInteger(window) || window < 0) {
    reader.fail(`${reader.name('attention.sliding_window')} is ${window}; accepted: 0 (none) or a number of positions`);
  }
  if (wanted !== undefined || (!isSaid && known !== undefined)) {
    const source = wanted === undefined ? 'as this model is known to have; the file does not say' : 'as was asked for';
    onNotice(`sliding window: ${window > 0 ? `${window} positions` : 'none'}, ${source}`);
  }
  return window > 0 ? window : undefined;
}
