// The `config.json` of a Hugging Face folder, said in the keys of a GGUF file. What is absent means what it means to
// Hugging Face's own code for the model type, which reads no other keys than those listed here; what would change the
// computation and is not computed here is refused by its name.
import { CheckpointError, type MetadataValue } from './checkpoint.ts';
import { ropeMetadata } from './hf-rope.ts';
import { slidingWindow, type Windows } from './hf-windows.ts';
import type { JsonObject } from './json-file.ts';

const sameName: Readonly<Record<string, string>> = {
  hidden_size: 'embedding_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  intermediate_size: 'feed_forward_length',
  max_position_embeddings: 'context_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
};

/** What Hugging Face's code for a model type does that the code for others does not. */
interface ModelType {
  /** The architecture of a GGUF file of the same model. */
  readonly architecture: 'llama' | 'mistral3' | 'qwen2' | 'qwen3';
  /** Tensors of biases that every layer has; undefined: all of attention's where `attention_bias` is true, or none. */
  readonly biases?: readonly string[];
  readonly windows: Windows;
  /** What `head_dim` is where it is absent; undefined: its share of `hidden_size`. */
  readonly headDim?: number;
  /** `num_key_value_heads` may be absent: there are as many as heads of queries. */
  readonly mayOmitKvHeads?: boolean;
}

const attentionBiases = ['attn_q.bias', 'attn_k.bias', 'attn_v.bias', 'attn_output.bias'];

const types: Readonly<Record<string, ModelType>> = {
  llama: { architecture: 'llama', windows: { rule: 'none' }, mayOmitKvHeads: true },
  mistral: {
    architecture: 'llama',
    biases: [],
    windows: { rule: 'every layer', usual: 4096 },
  },
  ministral3: {
    architecture: 'mistral3',
    biases: [],
    windows: { rule: 'every layer' },
    headDim: 128,
  },
  qwen2: {
    architecture: 'qwen2',
    biases: attentionBiases.slice(0, 3),
    windows: { rule: 'later layers', usual: 4096 },
  },
  qwen3: {
    architecture: 'qwen3',
    windows: { rule: 'later layers', usual: 4096 },
    headDim: 128,
  },
};

/** Models of text and images, whose `text_config` is a configuration of these types; their text part is read. */
const composites: Readonly<Record<string, readonly string[]>> = { mistral3: ['mistral', 'ministral3'] };

/** The values of model_type that are read. */
export const modelTypes: readonly string[] = [...Object.keys(types), ...Object.keys(composites)];

/** Keys of computations that the engine lacks, with the values that ask for nothing. */
export const neutralKeys: Readonly<Record<string, { readonly what: string; readonly accepted: readonly unknown[] }>> = {
  hidden_act: { what: 'another activation', accepted: ['silu', 'swish'] },
  hidden_activation: { what: 'another activation', accepted: ['silu', 'swish'] },
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
  use_mrope: { what: 'rotations by several positions', accepted: [false] },
  dual_chunk_attention_config: { what: 'attention in chunks', accepted: [] },
  num_nextn_predict_layers: { what: 'layers that predict further tokens', accepted: [0] },
};

/** What a folder's configuration says. */
export interface HfConfig {
  /** As model/config.ts reads it; that each number is one the engine can run is checked there. */
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly headDim: number;
  /** The output head is the embedding; undefined: it is where the folder has no head. */
  readonly isTied: boolean | undefined;
  /** Biases that every layer has, by the names of a GGUF file after `blk.N.`. */
  readonly biases: readonly string[];
  /** The folder has a part for images too, which is left out. */
  readonly isComposite: boolean;
  /** A GGUF file of the model has RoPE's pairs as neighbours: see rope-pairs.ts. */
  readonly hasNeighbours: boolean;
}

/** @throws CheckpointError naming the file, the key, what was expected and what was found */
export function readHfConfig(whole: JsonObject): HfConfig {
  const config = textConfig(whole);
  const isComposite = config !== whole;
  for (const each of new Set([whole, config])) checkQuantization(each);
  checkNeutral(config);
  const type = types[config.string('model_type') ?? ''] as ModelType;
  const architecture = isComposite ? 'mistral3' : type.architecture;
  const metadata = new Map<string, MetadataValue>([['general.architecture', architecture]]);
  const set = (key: string, value: MetadataValue) => metadata.set(`${architecture}.${key}`, value);
  const required = (key: string): number => config.number(key) ?? config.fail(key, 'a number');
  // A GGUF file has its numbers in float32, and so have the engines that made the models.
  for (const [key, ggufKey] of Object.entries(sameName)) set(ggufKey, Math.fround(required(key)));

  const nHeads = required('num_attention_heads');
  const nKvHeads = config.number('num_key_value_heads') ?? (type.mayOmitKvHeads ? nHeads : undefined);
  set('attention.head_count_kv', nKvHeads ?? required('num_key_value_heads'));
  const headDim = config.number('head_dim') ?? type.headDim ?? required('hidden_size') / nHeads;
  if (!Number.isInteger(headDim) || headDim < 2 || headDim % 2 !== 0) {
    throw new CheckpointError(config.path, `expected heads of an even number of elements, found ${headDim}`);
  }
  for (const key of ['attention.key_length', 'attention.value_length', 'rope.dimension_count']) set(key, headDim);
  for (const [key, value] of ropeMetadata(config, type === types.ministral3)) set(key, value);
  const window = slidingWindow(config, type.windows, required('num_hidden_layers'));
  if (window !== undefined) set('attention.sliding_window', window);
  const isSaidTied = whole.boolean('tie_word_embeddings');
  return {
    metadata,
    headDim,
    isTied: isSaidTied ?? (isComposite ? undefined : false),
    biases: biasesOf(config, type),
    isComposite,
    hasNeighbours: architecture === 'llama' || architecture === 'mistral3',
  };
}

/** The configuration of the text model: the whole, or a part of it. */
function textConfig(whole: JsonObject): JsonObject {
  const accepted = composites[whole.string('model_type') ?? ''];
  const config = accepted ? (whole.object('text_config') ?? whole.fail('text_config', 'an object')) : whole;
  const names = accepted ?? modelTypes;
  if (!names.includes(config.string('model_type') ?? 'nothing')) {
    config.fail('model_type', names.map((type) => JSON.stringify(type)).join(' or '));
  }
  return config;
}

function biasesOf(config: JsonObject, { biases }: ModelType): readonly string[] {
  const isSaid = config.boolean('attention_bias') ?? false;
  if (biases === undefined) return isSaid ? attentionBiases : [];
  if (isSaid && biases.length === 0) config.fail('attention_bias', 'null or false: this model type has no such biases');
  return biases;
}

function checkQuantization(config: JsonObject): void {
  if (config.get('quantization_config') === undefined) return;
  const problem = '"quantization_config": quantised folders are not supported; use the BF16 one or a .gguf file';
  throw new CheckpointError(config.path, problem);
}

function checkNeutral(config: JsonObject): void {
  for (const [key, { what, accepted }] of Object.entries(neutralKeys)) {
    const value = config.get(key);
    if (value === undefined || accepted.includes(value)) continue;
    const values = ['null', ...accepted.map((each) => JSON.stringify(each))].join(' or ');
    config.fail(key, `${values}, since ${what} is not supported`);
  }
}
