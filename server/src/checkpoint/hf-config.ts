// The `config.json` of a Hugging Face folder, said in the keys of a GGUF file. What is absent means what it means to
// Hugging Face's own code; what would change the mathematics and is not computed here is refused.
import { CheckpointError, type MetadataValue } from './checkpoint.ts';
import type { JsonObject } from './json-file.ts';

const sameName: Readonly<Record<string, string>> = {
  hidden_size: 'llama.embedding_length',
  num_hidden_layers: 'llama.block_count',
  num_attention_heads: 'llama.attention.head_count',
  intermediate_size: 'llama.feed_forward_length',
  max_position_embeddings: 'llama.context_length',
  rms_norm_eps: 'llama.attention.layer_norm_rms_epsilon',
};

/** What a folder's configuration says. */
export interface HfConfig {
  /** As model/config.ts reads it; that each number is one the engine can run is checked there. */
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly headDim: number;
  /** The output head is the embedding. */
  readonly isTied: boolean;
}

/** @throws CheckpointError naming the file, the key, what was expected and what was found */
export function readHfConfig(config: JsonObject): HfConfig {
  const modelType = config.string('model_type');
  if (modelType !== 'mistral' && modelType !== 'llama') config.fail('model_type', '"mistral" or "llama"');
  if (config.get('quantization_config') !== undefined) {
    const problem = '"quantization_config": quantised folders are not supported; use the BF16 one or a .gguf file';
    throw new CheckpointError(config.path, problem);
  }
  if ((config.string('hidden_act') ?? 'silu') !== 'silu') config.fail('hidden_act', '"silu"');
  if ((config.number('partial_rotary_factor') ?? 1) !== 1) config.fail('partial_rotary_factor', '1');
  for (const key of ['attention_bias', 'mlp_bias']) if (config.boolean(key)) config.fail(key, 'false');

  const metadata = new Map<string, MetadataValue>([['general.architecture', 'llama']]);
  const required = (key: string): number => config.number(key) ?? config.fail(key, 'a number');
  // A GGUF file has its numbers in float32, and so have the engines that made the models.
  for (const [key, ggufKey] of Object.entries(sameName)) metadata.set(ggufKey, Math.fround(required(key)));

  const nHeads = required('num_attention_heads');
  const nKvHeads = modelType === 'llama' ? (config.number('num_key_value_heads') ?? nHeads) : undefined;
  metadata.set('llama.attention.head_count_kv', nKvHeads ?? required('num_key_value_heads'));

  const headDim = config.number('head_dim') ?? required('hidden_size') / nHeads;
  if (!Number.isInteger(headDim) || headDim < 2 || headDim % 2 !== 0) {
    throw new CheckpointError(config.path, `expected heads of an even number of elements, found ${headDim}`);
  }
  for (const key of ['attention.key_length', 'attention.value_length', 'rope.dimension_count']) {
    metadata.set(`llama.${key}`, headDim);
  }
  metadata.set('llama.rope.freq_base', Math.fround(ropeTheta(config)));
  const window = modelType === 'mistral' ? slidingWindow(config) : undefined;
  if (window !== undefined) metadata.set('llama.attention.sliding_window', window);
  return { metadata, headDim, isTied: config.boolean('tie_word_embeddings') ?? false };
}

function ropeTheta(config: JsonObject): number {
  if (config.get('rope_scaling') !== undefined) config.fail('rope_scaling', 'null: rope scaling is not supported');
  // Folders written by version 5 of transformers have theta in an object with the scaling.
  const parameters = config.object('rope_parameters');
  if ((parameters?.string('rope_type') ?? 'default') !== 'default') {
    parameters?.fail('rope_type', '"default": rope scaling is not supported');
  }
  return parameters?.number('rope_theta') ?? config.number('rope_theta') ?? 10_000;
}

/** Absent is not null: Hugging Face's code takes an absent window of a Mistral model for the 4096 of version 0.1. */
function slidingWindow(config: JsonObject): number | undefined {
  const window = config.has('sliding_window') ? config.number('sliding_window') : 4096;
  if (window !== undefined && !(Number.isInteger(window) && window > 0)) {
    config.fail('sliding_window', 'null or a whole number above 0');
  }
  return window;
}
