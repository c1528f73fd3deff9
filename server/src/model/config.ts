// The shape of a model, in the names of Mistral's own code, read from a checkpoint's metadata and checked against what
// the kernels can do. Llama 2 and its like are the same architecture with other numbers.
import { type Checkpoint, CheckpointError } from '../checkpoint/checkpoint.ts';

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
  /** Positions the model was made for. */
  readonly contextLength: number;
  /** A position sees itself and the slidingWindow - 1 before it; undefined: all before it. */
  readonly slidingWindow: number | undefined;
}

/** The largest head the attention kernel keeps in registers. */
const maxHeadDim = 256;

/** What whoever loads a checkpoint knows better than the file, or knows where the file says nothing. */
export interface ConfigOverrides {
  /** Goes before what the file says; 0 means none. */
  readonly slidingWindow?: number | undefined;
  /** The window of a model known by its name: GGUF files of Mistral 7B v0.1 as llama.cpp's converter makes them lack it. */
  readonly knownSlidingWindow?: number | undefined;
  /** At most so many positions. */
  readonly contextLength?: number | undefined;
}

/** @throws CheckpointError naming the key, what was found and what is accepted */
export function readConfig(
  checkpoint: Checkpoint,
  overrides: ConfigOverrides = {},
  onNotice: (notice: string) => void = () => undefined,
): MistralConfig {
  const fail = (problem: string): never => {
    throw new CheckpointError(checkpoint.path, problem);
  };
  const architecture = checkpoint.metadata.get('general.architecture');
  if (architecture !== 'llama') {
    fail(
      `general.architecture is ${JSON.stringify(architecture)}; the engine runs "llama" (Mistral 7B, Llama 2 and alike)`,
    );
  }
  const number = (key: string, fallback?: number): number => {
    const value = checkpoint.metadata.get(`llama.${key}`) ?? fallback;
    if (value === undefined) return fail(`the key llama.${key} is missing`);
    const n = Number(value);
    return Number.isFinite(n) && typeof value !== 'string' ? n : fail(`llama.${key} is ${String(value)}, not a number`);
  };
  const count = (key: string, max: number, fallback?: number): number => {
    const n = number(key, fallback);
    return Number.isInteger(n) && n >= 1 && n <= max ? n : fail(`llama.${key} is ${n}; accepted: 1 to ${max}`);
  };

  const dim = count('embedding_length', 65_536);
  const nHeads = count('attention.head_count', 1024);
  const nKvHeads = count('attention.head_count_kv', 1024, nHeads);
  const headDim = count('attention.key_length', maxHeadDim, dim / nHeads);
  const embedding = checkpoint.tensors.get('token_embd.weight') ?? fail('the tensor token_embd.weight is missing');
  const { slidingWindow: wanted, knownSlidingWindow: known } = overrides;
  const said = checkpoint.metadata.has('llama.attention.sliding_window');
  const window = wanted ?? number('attention.sliding_window', known ?? 0);
  if (wanted !== undefined || (!said && known !== undefined)) {
    const source = wanted === undefined ? 'as this model is known to have; the file does not say' : 'as was asked for';
    onNotice(`sliding window: ${window > 0 ? `${window} positions` : 'none'}, ${source}`);
  }

  if (nHeads % nKvHeads !== 0) fail(`${nHeads} query heads cannot share ${nKvHeads} key/value heads evenly`);
  if (dim % 4 !== 0 || headDim % 4 !== 0) fail(`embedding ${dim}, head ${headDim}: both must be multiples of 4`);
  if (number('rope.dimension_count', headDim) !== headDim) fail('llama.rope.dimension_count is not the whole head');
  if (count('attention.value_length', maxHeadDim, headDim) !== headDim)
    fail('value heads are not as long as key heads');
  const scaling = checkpoint.metadata.get('llama.rope.scaling.type') ?? 'none';
  if (scaling !== 'none' || checkpoint.tensors.has('rope_freqs.weight')) {
    fail(`rope scaling (${String(scaling)}) is not supported`);
  }
  if (number('expert_count', 0) !== 0) fail('mixtures of experts are not supported');
  if (!Number.isInteger(window) || window < 0) fail(`llama.attention.sliding_window is ${window}`);
  const normEps = number('attention.layer_norm_rms_epsilon');
  const ropeTheta = number('rope.freq_base', 10_000);
  if (!(normEps >= 0 && normEps < 1)) fail(`llama.attention.layer_norm_rms_epsilon is ${normEps}`);
  if (!(ropeTheta > 1)) fail(`llama.rope.freq_base is ${ropeTheta}`);

  return {
    dim,
    nLayers: count('block_count', 512),
    nHeads,
    nKvHeads,
    headDim,
    hiddenDim: count('feed_forward_length', 262_144),
    vocabSize: embedding.shape[0] ?? 0,
    normEps,
    ropeTheta,
    contextLength: Math.min(count('context_length', 2 ** 24), overrides.contextLength ?? Number.POSITIVE_INFINITY),
    slidingWindow: window > 0 ? window : undefined,
  };
}
