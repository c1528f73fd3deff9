// Weight files as they were found in the wild, each the bundled model with one thing changed. What each does here and in
// llama.cpp stands in test/goldens/odd-files.golden.json, which test/goldens/make-odd-files.ts makes.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bool,
  f32,
  floats,
  idOf,
  list,
  noise,
  outdo,
  readWholeGguf,
  setPiece,
  text,
  u32,
  vocabularyList,
  type WholeGguf,
  writeWholeGguf,
} from '../checkpoint/whole-gguf.ts';

const bundled = fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url));

type Change = (model: WholeGguf) => void;

const set =
  (...entries: [string, ReturnType<typeof u32>][]): Change =>
  ({ metadata }) => {
    for (const [key, value] of entries) metadata.set(key, value);
  };
const tensor =
  (name: string, dims: number[], values: readonly number[]): Change =>
  ({ tensors }) =>
    void tensors.push({ name, dims, type: 0, data: floats(values) });
const all =
  (...changes: Change[]): Change =>
  (model) => {
    for (const change of changes) change(model);
  };
const scaling = (type: string, factor = 4, ...more: [string, ReturnType<typeof u32>][]) =>
  set(
    ['llama.rope.scaling.type', text(type)],
    ['llama.rope.scaling.factor', f32(factor)],
    ['llama.rope.scaling.original_context_length', u32(16)],
    ...more,
  );
const layers = [0, 1, 2, 3, 4];
const ones = (n: number) => new Array<number>(n).fill(1);

const chatMl =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const turns =
  "{{ bos_token }}{% for message in messages %}{{ '<start_of_turn>' + message['role'] + '\n' + message['content'] | trim" +
  " + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>assistant\n'}}{% endif %}";
export const alternating =
  "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('in turns!') }}{% endif %}" +
  "{{ m.content + '\n' }}{% endfor %}";

const markers =
  (type: number): Change =>
  (model) => {
    setPiece(model, 510, '<|im_start|>', type);
    setPiece(model, 511, '<|im_end|>', type);
    model.metadata.set('tokenizer.chat_template', text(chatMl));
  };

/** Written like the bundled model's text, or like llama.cpp's on the same file. */
export const readFiles: Readonly<Record<string, Change>> = {
  'rope-scale-linear-old': set(['llama.rope.scale_linear', f32(4)]),
  'rope-factor-only': set(['llama.rope.scaling.factor', f32(4)]),
  'rope-linear-1': scaling('linear', 1),
  'rope-linear-magnitude': scaling('linear', 4, ['llama.rope.scaling.attn_factor', f32(2)]),
  'rope-none': scaling('none'),
  'rope-freqs': tensor('rope_freqs.weight', [4], [4, 4, 1, 1]),
  'rope-freqs-ones': tensor('rope_freqs.weight', [4], ones(4)),
  'rope-freqs-linear': all(tensor('rope_freqs.weight', [4], [2, 1, 1, 1]), set(['llama.rope.scale_linear', f32(2)])),
  yarn: scaling('yarn'),
  'yarn-magnitude': scaling('yarn', 4, ['llama.rope.scaling.attn_factor', f32(2)]),
  longrope: all(
    scaling('longrope', 4, ['llama.rope.scaling.attn_factor', f32(1.2)]),
    tensor('rope_factors_long.weight', [4], [1, 2, 3, 4]),
    tensor('rope_factors_short.weight', [4], [1, 1, 1, 1.5]),
  ),
  'no-scores': ({ metadata }) => void metadata.delete('tokenizer.ggml.scores'),
  'head-lists': set(
    ['llama.attention.head_count_kv', list(5, [4, 4, 4, 4, 4])],
    ['llama.attention.head_count', list(5, [8, 8, 8, 8, 8])],
    ['llama.feed_forward_length', list(4, [172, 172, 172, 172, 172])],
  ),
  'norms-with-two-dimensions': ({ tensors }) => {
    for (const each of tensors) if (each.dims.length === 1) each.dims.push(1);
  },
  'eos-out': set(['tokenizer.ggml.eos_token_id', u32(4294967295)]),
  'bool-255': set(['tokenizer.ggml.add_bos_token', bool(255)]),
  'fused-qkv': (model) => {
    for (const i of layers) {
      const [q, k, v] = ['q', 'k', 'v'].map((part) => {
        const found = model.tensors.find(({ name }) => name === `blk.${i}.attn_${part}.weight`);
        if (!found) throw new Error('no such tensor');
        return found;
      });
      if (!q || !k || !v) continue;
      Object.assign(q, {
        name: `blk.${i}.attn_qkv.weight`,
        dims: [64, 128],
        data: Buffer.concat([q.data, k.data, v.data]),
      });
      model.tensors = model.tensors.filter((each) => each !== k && each !== v);
    }
  },
  'bias-of-zeros': tensor('blk.0.attn_output.bias', [64], new Array(64).fill(0)),
  'bias-of-queries': tensor('blk.0.attn_q.bias', [64], noise(64)),
  'biases-of-attention': all(
    ...[0, 2].flatMap((i) => [
      tensor(`blk.${i}.attn_q.bias`, [64], noise(64, i + 1)),
      tensor(`blk.${i}.attn_k.bias`, [32], noise(32, i + 2)),
      tensor(`blk.${i}.attn_v.bias`, [32], noise(32, i + 3)),
      tensor(`blk.${i}.attn_output.bias`, [64], noise(64, i + 4)),
    ]),
  ),
  'neutral-keys': set(
    ['llama.logit_scale', f32(1)],
    ['llama.expert_count', u32(0)],
    ['llama.attention.causal', bool(1)],
    ['llama.attention.scale', f32(1 / Math.sqrt(8))],
    ['llama.pooling_type', u32(0)],
    ['llama.rope.scaling.finetuned', bool(1)],
  ),
  'chatml-eot': all(markers(3), (m) => outdo(m, idOf(m, '.'), 511), set(['tokenizer.ggml.eot_token_id', u32(511)])),
  'chatml-no-eot': all(markers(3), (m) => outdo(m, idOf(m, '.'), 511)),
  'markers-typed-normal': all(markers(1), set(['tokenizer.ggml.eos_token_id', u32(511)])),
  'bytes-typed-normal': (m) => void vocabularyList(m, 'token_type').fill(1, 3, 259),
};

/** Files that llama.cpp refuses or reads otherwise, and that are read here as what they mean. */
export const ownFiles: Readonly<Record<string, Change>> = {
  'align-1': set(['general.alignment', u32(1)]),
  'no-token-type': ({ metadata }) => void metadata.delete('tokenizer.ggml.token_type'),
  'vocab-padded': (m) => {
    for (let id = 512; id < 576; id++) outdo(m, idOf(m, '.'), id);
  },
  'rotations-written-out': tensor('blk.0.attn_rot_embd.weight', [4], ones(4)),
  'piece-of-nothing': (m) => {
    setPiece(m, 511, '', 1);
    outdo(m, idOf(m, '.'), 511);
  },
};

/** Files of conversations. */
export const chatFiles: Readonly<Record<string, Change>> = {
  'turn-user-defined': (m) => {
    setPiece(m, 510, '<start_of_turn>', 4);
    setPiece(m, 511, '<end_of_turn>', 4);
    m.metadata.set('tokenizer.chat_template', text(turns));
  },
  'template-strict': set(['tokenizer.chat_template', text(alternating)], ['llama.context_length', u32(2048)]),
};

const strays = (model: WholeGguf) => {
  for (const each of model.tensors.filter(({ name }) => name.startsWith('blk.4.')))
    model.tensors.push({ ...each, name: each.name.replace('blk.4.', 'blk.5.') });
};

/** Refused, with these words. */
export const refusedFiles: Readonly<Record<string, readonly [Change, string]>> = {
  'bias-of-the-network': [
    tensor('blk.0.ffn_up.bias', [172], noise(172)),
    'the tensor blk.0.ffn_up.bias is not supported',
  ],
  'bias-of-logits': [tensor('output.bias', [512], noise(512)), 'the tensor output.bias is not supported'],
  'bias-too-short': [tensor('blk.0.attn_k.bias', [16], noise(16)), 'attn_k.bias has shape [16], expected [32]'],
  'norms-of-queries': [tensor('blk.0.attn_q_norm.weight', [8], noise(8)), 'have no norms of queries and keys'],
  'a-scale': [tensor('blk.0.attn_q.scale', [1], [3]), 'the tensor blk.0.attn_q.scale is not supported'],
  'extra-layer': [strays, 'blk.5.attn_norm.weight is not supported: the metadata says the model has 5 layers'],
  'a-stray-tensor': [tensor('something.weight', [4], ones(4)), 'the tensor something.weight is not supported'],
  experts: [tensor('blk.0.ffn_gate_inp.weight', [64, 8], noise(512)), 'the engine has no mixtures of experts'],
  'logit-scale': [set(['llama.logit_scale', f32(-1)]), 'llama.logit_scale is -1, which asks for scaled logits'],
  'residual-scale': [set(['llama.residual_scale', f32(0.3)]), 'llama.residual_scale is 0.3, which'],
  'embedding-scale': [set(['llama.embedding_scale', f32(5)]), 'llama.embedding_scale is 5, which'],
  'attention-scale': [set(['llama.attention.scale', f32(0.9)]), 'llama.attention.scale is 0.9; accepted: 0, or 0.3535'],
  alibi: [set(['llama.attention.max_alibi_bias', f32(8)]), 'which asks for ALiBi'],
  clamp: [set(['llama.attention.clamp_kqv', f32(0.1)]), 'llama.attention.clamp_kqv is 0.1, which'],
  'not-causal': [set(['llama.attention.causal', bool(0)]), 'llama.attention.causal is false, which'],
  pooling: [set(['llama.pooling_type', u32(1)]), 'llama.pooling_type is 1, which asks for pooling'],
  'capped-scores': [set(['llama.attn_logit_softcapping', f32(50)]), 'llama.attn_logit_softcapping is 50, which'],
  'capped-logits': [set(['llama.final_logit_softcapping', f32(30)]), 'llama.final_logit_softcapping is 30, which'],
  'mixed-windows': [
    set(['llama.attention.sliding_window_pattern', list(7, [1, 0, 1, 0, 1])]),
    'windows that differ from layer to layer',
  ],
  'mixed-heads': [
    set(['llama.attention.head_count_kv', list(5, [4, 4, 4, 4, 2])]),
    'llama.attention.head_count_kv is 4,4,4,4,2: layers that differ',
  ],
  'layer-norm': [
    all(
      ({ metadata }) => void metadata.delete('llama.attention.layer_norm_rms_epsilon'),
      set(['llama.attention.layer_norm_epsilon', f32(1e-5)]),
    ),
    'layer norms are not supported',
  ],
  'partial-rotation': [set(['llama.rope.dimension_count', u32(4)]), 'llama.rope.dimension_count is not the whole head'],
  'dynamic-scaling': [scaling('dynamic'), 'llama.rope.scaling.type is dynamic; accepted: none, linear, yarn'],
  'longrope-without-factors': [
    scaling('longrope'),
    'rope_factors_short.weight and rope_factors_long.weight are missing',
  ],
  'divisors-of-zero': [tensor('rope_freqs.weight', [4], [1, 0, 1, 1]), 'rope_freqs.weight divides frequencies'],
  'divisors-too-few': [tensor('rope_freqs.weight', [2], [1, 1]), 'rope_freqs.weight has shape [2], expected [4]'],
  'an-unknown-key': [
    set(['llama.rope.freq_base_swa', f32(100)]),
    'the key llama.rope.freq_base_swa (100) is not known',
  ],
  'an-adapter': [set(['general.type', text('adapter')]), 'general.type is "adapter"'],
};

/** Writes one of them into the folder, and gives its path. */
export function writeOddFile(folder: string, name: string, change: Change): string {
  const model = readWholeGguf(bundled);
  change(model);
  const path = join(folder, `${name}.gguf`);
  writeWholeGguf(path, model, name === 'align-1' ? 1 : undefined);
  return path;
}
