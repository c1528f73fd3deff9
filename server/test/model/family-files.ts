// Writes the models of test/goldens/families/cases.json, as Hugging Face folders and as GGUF files. Their weights are made
// by the same generator as in make-families.py, which made the goldens. How a GGUF file says a model follows llama.cpp's
// converter; that llama.cpp reads them as the same models is part of the test.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../checkpoint/hf-folders.ts';
import { bool, f32, floats, list, text, u32, type WholeGguf, writeWholeGguf } from '../checkpoint/whole-gguf.ts';
import { quantise } from './family-quants.ts';
import { goldenFile } from './golden.ts';

/** The types that a case's matrices come in. */
export type FamilyType = 'F32' | 'Q8_0' | 'Q4_0';

export interface FamilyConfig {
  readonly model_type: string;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly head_dim?: number;
  readonly vocab_size: number;
  readonly max_position_embeddings: number;
  readonly rms_norm_eps: number;
  readonly rope_theta: number;
  readonly tie_word_embeddings: boolean;
  readonly attention_bias?: boolean;
  readonly rope_scaling?: RopeSection;
  readonly rope_parameters?: RopeSection;
}

type RopeSection = Readonly<Record<string, string | number | readonly number[]>>;

export interface Family {
  readonly name: string;
  /** Ids of the prompt. */
  readonly nIds: number;
  /** Whether a GGUF file can say it. */
  readonly gguf: boolean;
  /** Whether llama.cpp runs that file. */
  readonly llamaCpp: boolean;
  readonly types: readonly FamilyType[];
  readonly config: FamilyConfig;
}

export const families: readonly Family[] = JSON.parse(readFileSync(goldenFile('families/cases.json'), 'utf8'));

/** uint32 [n] out of a name: FNV-1a, then a mix of each index. */
function words(name: string, n: number): Uint32Array {
  let seed = 2166136261;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16777619);
  return Uint32Array.from({ length: n }, (_, i) => {
    let x = seed + Math.imul(i, 0x9e3779b9);
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return x ^ (x >>> 15);
  });
}

/** The prompt of a case; its golden says the seed. */
export function promptOf({ nIds, config }: Family, seed: number): number[] {
  return Array.from(words(`ids ${seed}`, nIds), (word) => (word % (config.vocab_size - 3)) + 3);
}

interface HfTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function tensorOf(name: string, shape: readonly number[]): HfTensor {
  const n = shape.reduce((product, size) => product * size, 1);
  const spread = 2 ** -Math.floor(Math.log2(shape[1] ?? 1) / 2) * (name.includes('q_proj') ? 4 : 2);
  const scaled = (unit: number) => {
    if (shape.length === 1) return name.endsWith('bias') ? unit / 2 : 1 + unit / 4;
    return name.includes('embed') ? unit : unit * spread;
  };
  const values = Float32Array.from(words(name, n), (word) => scaled((word >>> 25) / 64 - 127 / 128));
  return { name, shape, values };
}

const headDimOf = (config: FamilyConfig) => config.head_dim ?? config.hidden_size / config.num_attention_heads;

function tensorsOf(config: FamilyConfig): HfTensor[] {
  const { hidden_size: dim, intermediate_size: hidden, vocab_size: vocab, model_type: type } = config;
  const headDim = headDimOf(config);
  const queryDim = config.num_attention_heads * headDim;
  const keyDim = config.num_key_value_heads * headDim;
  const tensors = [tensorOf('model.embed_tokens.weight', [vocab, dim]), tensorOf('model.norm.weight', [dim])];
  if (!config.tie_word_embeddings) tensors.push(tensorOf('lm_head.weight', [vocab, dim]));
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const add = (part: string, ...shape: number[]) => tensors.push(tensorOf(`model.layers.${i}.${part}`, shape));
    add('input_layernorm.weight', dim);
    add('self_attn.q_proj.weight', queryDim, dim);
    add('self_attn.k_proj.weight', keyDim, dim);
    add('self_attn.v_proj.weight', keyDim, dim);
    add('self_attn.o_proj.weight', dim, queryDim);
    add('post_attention_layernorm.weight', dim);
    add('mlp.gate_proj.weight', hidden, dim);
    add('mlp.up_proj.weight', hidden, dim);
    add('mlp.down_proj.weight', dim, hidden);
    if (type === 'qwen2' || config.attention_bias) {
      add('self_attn.q_proj.bias', queryDim);
      add('self_attn.k_proj.bias', keyDim);
      add('self_attn.v_proj.bias', keyDim);
    }
    if (config.attention_bias) add('self_attn.o_proj.bias', dim);
    if (type !== 'qwen3') continue;
    add('self_attn.q_norm.weight', headDim);
    add('self_attn.k_norm.weight', headDim);
  }
  return tensors;
}

/** The folder that save_pretrained() would write. @returns its path */
export function writeFamilyFolder(folder: string, { name, config }: Family): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const isComposite = config.model_type === 'mistral3';
  const vision = isComposite ? [tensorOf('vision_tower.patch_conv.weight', [4, 4])] : [];
  const tensors = [...tensorsOf(config), ...vision].map(({ name: own, shape, values }) => ({
    name: isComposite && own.startsWith('model.') ? `language_model.${own}` : own,
    dtype: 'F32',
    shape,
    bytes: new Uint8Array(values.buffer),
  }));
  const { tie_word_embeddings, ...rest } = config;
  const textConfig = { ...rest, model_type: 'mistral' };
  const whole = { model_type: 'mistral3', tie_word_embeddings, text_config: textConfig, vision_config: {} };
  writeFileSync(join(path, 'config.json'), JSON.stringify(isComposite ? whole : config));
  writeFileSync(join(path, 'model.safetensors'), safetensorsBytes(tensors));
  return path;
}

const ggufNames: readonly (readonly [RegExp, string])[] = [
  [/^model\.embed_tokens/, 'token_embd'],
  [/^model\.norm/, 'output_norm'],
  [/^lm_head/, 'output'],
  [/^model\.layers\./, 'blk.'],
  [/self_attn\.([qkv])_proj/, 'attn_$1'],
  [/self_attn\.o_proj/, 'attn_output'],
  [/self_attn\.([qk])_norm/, 'attn_$1_norm'],
  [/input_layernorm/, 'attn_norm'],
  [/post_attention_layernorm/, 'ffn_norm'],
  [/mlp\.(gate|up|down)_proj/, 'ffn_$1'],
];

/** Rows in the order that GGUF files of Llama's architecture have them: of each head 0, half, 1, half + 1, ... */
function permuted({ shape, values }: HfTensor, headDim: number): Float32Array {
  const nCols = shape[1] ?? 1;
  const target = new Float32Array(values.length);
  for (let row = 0; row < (shape[0] ?? 0); row++) {
    const [head, i] = [Math.floor(row / headDim), row % headDim];
    const source = head * headDim + (i % 2) * (headDim / 2) + Math.floor(i / 2);
    target.set(values.subarray(source * nCols, (source + 1) * nCols), row * nCols);
  }
  return target;
}

/** Writes a GGUF file whose matrices have the type. @returns its path */
export function writeFamilyGguf(folder: string, { name, config }: Family, type: FamilyType): string {
  const isLlama = !config.model_type.startsWith('qwen');
  const headDim = headDimOf(config);
  const tensors = tensorsOf(config).map((tensor) => {
    const isRotated = isLlama && /[qk]_proj\.(weight|bias)$/.test(tensor.name);
    const values = isRotated ? permuted(tensor, headDim) : tensor.values;
    const isMatrix = tensor.shape.length === 2;
    const { id, data } = isMatrix ? quantise(values, type) : { id: 0, data: floats([...values]) };
    const ggufName = ggufNames.reduce((from, [pattern, to]) => from.replace(pattern, to), tensor.name);
    return { name: ggufName, dims: tensor.shape.toReversed(), type: id, data };
  });
  const model: WholeGguf = { version: 3, metadata: metadataOf(config, name), tensors };
  for (const [tensor, values] of ropeTensors(config)) {
    tensors.push({ name: tensor, dims: [values.length], type: 0, data: floats(values) });
  }
  const path = join(folder, `${name}.${type}.gguf`);
  writeWholeGguf(path, model);
  return path;
}

function metadataOf(config: FamilyConfig, name: string): WholeGguf['metadata'] {
  const type = config.model_type;
  const architecture = type === 'mistral' ? 'llama' : type === 'ministral3' ? 'mistral3' : type;
  const headDim = headDimOf(config);
  const rope = config.rope_parameters ?? config.rope_scaling ?? {};
  const metadata: WholeGguf['metadata'] = new Map([
    ['general.architecture', text(architecture)],
    ['general.name', text(name)],
  ]);
  const set = (key: string, value: ReturnType<typeof u32>) => metadata.set(`${architecture}.${key}`, value);
  set('block_count', u32(config.num_hidden_layers));
  set('context_length', u32(config.max_position_embeddings));
  set('embedding_length', u32(config.hidden_size));
  set('feed_forward_length', u32(config.intermediate_size));
  set('attention.head_count', u32(config.num_attention_heads));
  set('attention.head_count_kv', u32(config.num_key_value_heads));
  set('attention.key_length', u32(headDim));
  set('attention.value_length', u32(headDim));
  set('attention.layer_norm_rms_epsilon', f32(config.rms_norm_eps));
  set('rope.dimension_count', u32(headDim));
  set('rope.freq_base', f32(Number(rope.rope_theta ?? config.rope_theta)));
  set('vocab_size', u32(config.vocab_size));
  // llama3 is a tensor in GGUF files.
  if (typeof rope.rope_type === 'string' && rope.rope_type !== 'llama3') {
    set('rope.scaling.type', text(rope.rope_type));
    if (rope.factor !== undefined) set('rope.scaling.factor', f32(Number(rope.factor)));
    const original = rope.original_max_position_embeddings;
    if (original !== undefined) set('rope.scaling.original_context_length', u32(Number(original)));
  }
  if (rope.rope_type === 'longrope') set('rope.scaling.attn_factor', f32(longropeMagnitude(config)));
  if (rope.mscale_all_dim !== undefined) set('rope.scaling.yarn_log_multiplier', f32(Number(rope.mscale_all_dim)));
  if (rope.llama_4_scaling_beta !== undefined) {
    set('attention.temperature_scale', f32(Number(rope.llama_4_scaling_beta)));
  }
  addVocabulary(metadata, config.vocab_size);
  return metadata;
}

function longropeMagnitude({ max_position_embeddings: length, rope_scaling }: FamilyConfig): number {
  const original = Number(rope_scaling?.original_max_position_embeddings);
  return Math.sqrt(1 + Math.log(length / original) / Math.log(original));
}

/** Tensors of RoPE: the divisors of Llama 3.1's scaling, those of longrope. */
function ropeTensors(config: FamilyConfig): [string, readonly number[]][] {
  const rope = config.rope_scaling;
  if (rope?.rope_type === 'longrope') {
    return [
      ['rope_factors_long.weight', rope.long_factor as readonly number[]],
      ['rope_factors_short.weight', rope.short_factor as readonly number[]],
    ];
  }
  if (rope?.rope_type !== 'llama3') return [];
  const number = (key: string) => Number(rope[key]);
  const [factor, low, high] = [number('factor'), number('low_freq_factor'), number('high_freq_factor')];
  const headDim = headDimOf(config);
  const divisors = Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * config.rope_theta ** ((2 * i) / headDim);
    const original = number('original_max_position_embeddings');
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
  return [['rope_freqs.weight', divisors]];
}

/** Made-up pieces, so that llama.cpp opens the file. */
function addVocabulary(metadata: WholeGguf['metadata'], n: number): void {
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const pieces = ['<unk>', '<s>', '</s>', ...bytes];
  for (let i = 0; pieces.length < n; i++) pieces.push(`\u2581w${i}`);
  metadata.set('tokenizer.ggml.model', text('llama'));
  metadata.set('tokenizer.ggml.pre', text('default'));
  metadata.set('tokenizer.ggml.tokens', list(8, pieces));
  metadata.set(
    'tokenizer.ggml.scores',
    list(
      6,
      pieces.map((_, i) => -i),
    ),
  );
  metadata.set(
    'tokenizer.ggml.token_type',
    list(
      5,
      pieces.map((_, i) => (i < 3 ? 3 : i < 259 ? 6 : 1)),
    ),
  );
  metadata.set('tokenizer.ggml.bos_token_id', u32(1));
  metadata.set('tokenizer.ggml.eos_token_id', u32(2));
  metadata.set('tokenizer.ggml.add_bos_token', bool(0));
}
