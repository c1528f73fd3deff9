// The `config.json` of a Hugging Face folder, said in the keys of a GGUF file. What is absent means what it means to
// Hugging Face's own code for the model type, which reads no other keys than those listed here; what would change the
// computation and is not computed here is refused by its name.
import { CheckpointError, type MetadataValue } from './checkpoint.ts';
import { ropeMetadata } from './hf-rope.ts';
import type { JsonObject } from './json-file.ts';

const sameName: Readonly<Record<string, string>> = {
  hidden_size: 'embedding_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  intermediate_size: 'feed_forward_length',
  max_position_embeddings: 'context_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
};

/** The values of model_type that are read. */
export const modelTypes: readonly string[] = ['mistral', 'llama'];

/** Keys of computations that the engine lacks, with the values that ask for nothing. */
export const neutralKeys: Readonly<Record<string, { readonly what: string; readonly accepted: readonly unknown[] }>> = {
  hidden_act: { what: 'another activation', accepted: ['silu', 'swish'] },
  hidden_activation: { what: 'another activation', accepted: ['silu', 'swish'] },
  attention_bias: { what: 'biases of attention', accepted: [false] },
  qkv_bias: { what: 'biases of attention', accepted: [false] },
  attention_out_bias: { what: 'biases of attention', accepted: [false] },
  mlp_bias: { what: 'biases of the feed-forward network', accepted: [false] },
  use_bias: { what: 'biases', accepted: [false] },
  bias: { what: 'biases', accepted: [false] },
  lm_head_bias: { what: 'a bias of the output', accepted: [false] },
  use_qk_norm: { what: 'norms of queries and keys', accepted: [false] },
  qk_norm: { what: 'norms of queries and keys', accepted: [false] },
  qk_layernorm: { what: 'norms of queries and keys', accepted: [false] },
  clip_qkv: { what: 'clamped queries, keys and values', accepted: [] },
  partial_rotary_factor: { what: 'rotation of a part of each head', accepted: [1] },
  rotary_pct: { what: 'rotation of a part of each head', accepted: [1] },
  no_rope_layers: { what: 'layers without rotation', accepted: [] },
  no_rope_layer_interval: { what: 'layers without rotation', accepted: [0] },
  alibi: { what: 'ALiBi', accepted: [false] },
  is_causal: { what: 'attention to later positions', accepted: [true] },
  use_bidirectional_attention: { what: 'attention to later positions', accepted: [false] },
  add_cross_attention: { what: 'cross-attention', accepted: [false] },
  is_encoder_decoder: { what: 'an encoder', accepted: [false] },
  attention_chunk_size: { what: 'attention in chunks', accepted: [] },
  attn_temperature_tuning: { what: 'queries scaled by position', accepted: [false, 0] },
  attn_logit_softcapping: { what: 'capped attention scores', accepted: [0] },
  final_logit_softcapping: { what: 'capped logits', accepted: [0] },
  logit_scale: { what: 'scaled logits', accepted: [1] },
  logits_scaling: { what: 'scaled logits', accepted: [1] },
  embedding_multiplier: { what: 'scaled embeddings', accepted: [1] },
  scale_emb: { what: 'scaled embeddings', accepted: [1] },
  residual_multiplier: { what: 'a scaled residual stream', accepted: [1] },
  scale_depth: { what: 'a scaled residual stream', accepted: [] },
  dim_model_base: { what: 'scaled logits', accepted: [] },
  attention_multiplier: { what: 'another scale of attention', accepted: [] },
  query_pre_attn_scalar: { what: 'another scale of attention', accepted: [] },
  use_parallel_residual: { what: 'attention beside the feed-forward network', accepted: [false] },
  num_local_experts: { what: 'a mixture of experts', accepted: [0, 1] },
  num_experts: { what: 'a mixture of experts', accepted: [0, 1] },
  n_routed_experts: { what: 'a mixture of experts', accepted: [0] },
  moe_intermediate_size: { what: 'a mixture of experts', accepted: [0] },
  num_nextn_predict_layers: { what: 'layers that predict further tokens', accepted: [0] },
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
  const modelType = config.string('model_type') ?? 'nothing';
  if (!modelTypes.includes(modelType)) {
    config.fail('model_type', modelTypes.map((type) => JSON.stringify(type)).join(' or '));
  }
  if (config.get('quantization_config') !== undefined) {
    const problem = '"quantization_config": quantised folders are not supported; use the BF16 one or a .gguf file';
    throw new CheckpointError(config.path, problem);
  }
  checkNeutral(config);
  const metadata = new Map<string, MetadataValue>([['general.architecture', 'llama']]);
  const set = (key: string, value: MetadataValue) => metadata.set(`llama.${key}`, value);
  const required = (key: string): number => config.number(key) ?? config.fail(key, 'a number');
  // A GGUF file has its numbers in float32, and so have the engines that made the models.
  for (const [key, ggufKey] of Object.entries(sameName)) set(ggufKey, Math.fround(required(key)));

  const nHeads = required('num_attention_heads');
  const nKvHeads = modelType === 'llama' ? (config.number('num_key_value_heads') ?? nHeads) : undefined;
  set('attention.head_count_kv', nKvHeads ?? required('num_key_value_heads'));
  const headDim = config.number('head_dim') ?? required('hidden_size') / nHeads;
  if (!Number.isInteger(headDim) || headDim < 2 || headDim % 2 !== 0) {
    throw new CheckpointError(config.path, `expected heads of an even number of elements, found ${headDim}`);
  }
  for (const key of ['attention.key_length', 'attention.value_length', 'rope.dimension_count']) set(key, headDim);
  for (const [key, value] of ropeMetadata(config)) set(key, value);
  const window = modelType === 'mistral' ? slidingWindow(config) : undefined;
  if (window !== undefined) set('attention.sliding_window', window);
  return { metadata, headDim, isTied: config.boolean('tie_word_embeddings') ?? false };
}

function checkNeutral(config: JsonObject): void {
  for (const [key, { what, accepted }] of Object.entries(neutralKeys)) {
    const value = config.get(key);
    if (value === undefined || accepted.includes(value)) continue;
    const values = ['null', ...accepted.map((each) => JSON.stringify(each))].join(' or ');
    config.fail(key, `${values}, since ${what} is not supported`);
  }
}

/** Absent is not null: Hugging Face's code takes an absent window of a Mistral model for the 4096 of version 0.1. */
function slidingWindow(config: JsonObject): number | undefined {
  const window = config.has('sliding_window') ? config.number('sliding_window') : 4096;
  if (window !== undefined && !(Number.isInteger(window) && window > 0)) {
    config.fail('sliding_window', 'null or a whole number above 0');
  }
  const types = new Set(config.array('layer_types') ?? []);
  if (config.boolean('use_sliding_window') === false) return undefined;
  if (types.size > 1) config.fail('layer_types', 'layers of one type: windows that differ are not supported');
  if (types.size === 0 || types.has('sliding_attention')) return window;
  return types.has('full_attention') ? undefined : config.fail('layer_types', 'full_attention or sliding_attention');
}
