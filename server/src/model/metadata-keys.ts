// Every metadata key of the architecture that this engine has an answer for: those it applies, those that say nothing of
// the computation, and those of computations it lacks, which it accepts only where they change nothing. A key that is not
// listed refuses the file: to ignore it could change the text. docs/files.md prints this table.
import { type Checkpoint, CheckpointError, type MetadataValue } from '../checkpoint/checkpoint.ts';

/** What is done about a key. */
export type KeyRule =
  /** model/config.ts reads it and refuses what it cannot apply. */
  | { readonly use: 'applied' }
  /** It does not change the computation, whatever its value. */
  | { readonly use: 'ignored'; readonly why: string }
  /** The engine lacks what it asks for; these values ask for nothing. */
  | { readonly use: 'neutral'; readonly what: string; readonly accepted: readonly MetadataValue[] };

const applied: KeyRule = { use: 'applied' };
const ignored = (why: string): KeyRule => ({ use: 'ignored', why });
const neutral = (what: string, ...accepted: MetadataValue[]): KeyRule => ({ use: 'neutral', what, accepted });

/** Keys without the architecture's name and dot before them. */
export const keyRules: Readonly<Record<string, KeyRule>> = {
  block_count: applied,
  context_length: applied,
  embedding_length: applied,
  feed_forward_length: applied,
  vocab_size: ignored('the embedding says how many rows there are'),
  tensor_data_layout: ignored('all converters write the same one'),
  'attention.head_count': applied,
  'attention.head_count_kv': applied,
  'attention.key_length': applied,
  'attention.value_length': applied,
  'attention.layer_norm_rms_epsilon': applied,
  'attention.layer_norm_epsilon': applied,
  'attention.sliding_window': applied,
  'attention.scale': applied,
  'rope.dimension_count': applied,
  'rope.freq_base': applied,
  'rope.scale_linear': applied,
  'rope.scaling.type': applied,
  'rope.scaling.factor': applied,
  'rope.scaling.attn_factor': applied,
  'rope.scaling.original_context_length': applied,
  'rope.scaling.yarn_beta_fast': applied,
  'rope.scaling.yarn_beta_slow': applied,
  'rope.scaling.low_freq_factor': applied,
  'rope.scaling.high_freq_factor': applied,
  'rope.scaling.short_factor': applied,
  'rope.scaling.long_factor': applied,
  'rope.scaling.finetuned': ignored('it says how the model was trained'),
  'rope.scaling.yarn_attn_factor': neutral('another magnitude of rotations', 1, -1),
  'rope.scaling.yarn_ext_factor': neutral('a share of extrapolation', 1, -1),
  'rope.scaling.yarn_log_multiplier': applied,
  'attention.causal': neutral('attention to later positions', true),
  'attention.clamp_kqv': neutral('clamped queries, keys and values', 0),
  'attention.max_alibi_bias': neutral('ALiBi', 0),
  'attention.sliding_window_pattern': neutral('windows that differ from layer to layer', 0, 1, true),
  'attention.output_scale': neutral('scaled attention', 0, 1),
  'attention.temperature_scale': applied,
  attn_logit_softcapping: neutral('capped attention scores', 0),
  final_logit_softcapping: neutral('capped logits', 0),
  logit_scale: neutral('scaled logits', 0, 1),
  embedding_scale: neutral('scaled embeddings', 0, 1),
  residual_scale: neutral('a scaled residual stream', 0, 1),
  use_parallel_residual: neutral('attention beside the feed-forward network', false),
  pooling_type: neutral('pooling, which embedding models have', 0),
  'rope.dimension_sections': neutral('rotations by several positions', 0),
  expert_count: neutral('mixtures of experts', 0),
  expert_used_count: neutral('mixtures of experts', 0),
  expert_shared_count: neutral('mixtures of experts', 0),
  expert_feed_forward_length: neutral('mixtures of experts', 0),
  expert_weights_norm: neutral('mixtures of experts', false),
  expert_weights_scale: neutral('mixtures of experts', 0, 1),
  expert_gating_func: neutral('mixtures of experts', 0),
  leading_dense_block_count: neutral('mixtures of experts', 0),
  nextn_predict_layers: neutral('layers that predict further tokens', 0),
};

/** @throws CheckpointError naming the first key that would change the computation and is not applied */
export function checkKeys({ path, metadata }: Pick<Checkpoint, 'path' | 'metadata'>, architecture: string): void {
  const prefix = `${architecture}.`;
  for (const [key, value] of metadata) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const rule = Object.hasOwn(keyRules, name) ? keyRules[name] : undefined;
    if (!rule) {
      throw new CheckpointError(path, `the key ${key} (${show(value)}) is not known: it may change what is computed`);
    }
    if (rule.use !== 'neutral') continue;
    const values = Array.isArray(value) ? value : [value];
    if (values.every((each) => rule.accepted.includes(each))) continue;
    const accepted = rule.accepted.map(show).join(' or ');
    const problem = `${key} is ${show(value)}, which asks for ${rule.what}: not supported; accepted: ${accepted}`;
    throw new CheckpointError(path, problem);
  }
}

/** A value as it is printed in messages, cut where it is long. */
export function show(value: MetadataValue): string {
  // Floats of the file are float32: more digits would be noise.
  const rounded = typeof value === 'number' ? Number(value.toPrecision(7)) : value;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(rounded);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
