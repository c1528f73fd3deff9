// The bundled model as a Hugging Face folder that engines in Python load. Its heads have eight numbers, and vLLM's kernels
// for processors want thirty-two: the other ones are zeros, and change no score.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledModelPath } from '../src/bundled-model.ts';
import type { Checkpoint } from '../src/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../src/checkpoint/open-checkpoint.ts';
import { vocabularyFromGguf } from '../src/text/gguf-vocabulary.ts';
import { type RawTensor, safetensorsBytes } from '../test/checkpoint/hf-folders.ts';
import { tokenizerJsonOf } from '../test/checkpoint/tokenizer-json.ts';

const [nBlocks, nHeads, nKeyHeads, width, hidden] = [5, 8, 4, 64, 172];
const narrow = 8;
const wide = 32;

/** Takes no system message, as Mistral's first template does. */
const chatTemplate =
  "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}{{ m['content'] }}" +
  "{% elif m['role'] == 'assistant' %}{{ m['content'] }}{{ eos_token }}" +
  "{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}";

/** Writes the folder. */
export async function writeStoriesFolder(folder: string): Promise<string> {
  const checkpoint = await openCheckpoint(bundledModelPath);
  try {
    mkdirSync(folder, { recursive: true });
    const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
    write('config.json', {
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      vocab_size: 512,
      hidden_size: width,
      intermediate_size: hidden,
      num_hidden_layers: nBlocks,
      num_attention_heads: nHeads,
      num_key_value_heads: nKeyHeads,
      head_dim: wide,
      max_position_embeddings: 512,
      rms_norm_eps: 1e-5,
      rope_theta: 10_000,
      hidden_act: 'silu',
      tie_word_embeddings: true,
      bos_token_id: 1,
      eos_token_id: 2,
      torch_dtype: 'float32',
    });
    writeFileSync(join(folder, 'model.safetensors'), safetensorsBytes(await readTensors(checkpoint)));
    write('tokenizer.json', tokenizerJson(checkpoint));
    const special = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' };
    write('tokenizer_config.json', {
      tokenizer_class: 'PreTrainedTokenizerFast',
      ...special,
      chat_template: chatTemplate,
    });
    return folder;
  } finally {
    await checkpoint.close();
  }
}

function tokenizerJson(checkpoint: Checkpoint): object {
  const json = tokenizerJsonOf(vocabularyFromGguf(checkpoint.metadata), 'apart');
  const bos = { SpecialToken: { id: '<s>', type_id: 0 } };
  const text = (id: 'A' | 'B', type_id: number) => ({ Sequence: { id, type_id } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    ...json,
    post_processor: {
      type: 'TemplateProcessing',
      single: [bos, text('A', 0)],
      pair: [bos, text('A', 0), bos, text('B', 1)],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        // No blank is stripped at the beginning: vLLM decodes the tokens of log probabilities one by one.
      ],
    },
  };
}

async function readTensors(checkpoint: Checkpoint): Promise<RawTensor[]> {
  const read = async (name: string) => {
    const info = checkpoint.tensors.get(name);
    if (info?.dtype !== 'F32') throw new Error(`${checkpoint.path}: no '${name}' in 32 bits`);
    const bytes = new Uint8Array(info.nBytes);
    await checkpoint.read(info, bytes);
    return { values: new Float32Array(bytes.buffer), shape: info.shape };
  };
  const tensors: RawTensor[] = [];
  const add = (name: string, values: Float32Array, shape: readonly number[]) =>
    tensors.push({ name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) });
  const copy = async (theirs: string, ours: string) => {
    const { values, shape } = await read(theirs);
    add(ours, values, shape);
  };
  await copy('token_embd.weight', 'model.embed_tokens.weight');
  await copy('output_norm.weight', 'model.norm.weight');
  for (let i = 0; i < nBlocks; i++) {
    const [theirs, ours] = [`blk.${i}`, `model.layers.${i}`];
    for (const [from, to] of copied) await copy(`${theirs}.${from}.weight`, `${ours}.${to}.weight`);
    const [q, k, v, o] = await Promise.all(
      ['attn_q', 'attn_k', 'attn_v', 'attn_output'].map(
        async (name) => (await read(`${theirs}.${name}.weight`)).values,
      ),
    );
    const name = (part: string) => `${ours}.self_attn.${part}_proj.weight`;
    // Scores are divided by the root of the head's width, which is now twice as large.
    add(name('q'), widenRows(q as Float32Array, nHeads, rotatedRow, 2), [nHeads * wide, width]);
    add(name('k'), widenRows(k as Float32Array, nKeyHeads, rotatedRow), [nKeyHeads * wide, width]);
    add(
      name('v'),
      widenRows(v as Float32Array, nKeyHeads, (row) => row),
      [nKeyHeads * wide, width],
    );
    add(name('o'), widenColumns(o as Float32Array), [width, nHeads * wide]);
  }
  return tensors;
}

const copied = [
  ['attn_norm', 'input_layernorm'],
  ['ffn_norm', 'post_attention_layernorm'],
  ['ffn_gate', 'mlp.gate_proj'],
  ['ffn_up', 'mlp.up_proj'],
  ['ffn_down', 'mlp.down_proj'],
] as const;

/**
 * GGUF has the two rows of a rotated pair side by side; Hugging Face has them half a head apart. The i-th pair of the narrow
 * head turns as fast as the 4 i-th of the wide one.
 */
function rotatedRow(row: number): number {
  const pair = Math.floor(row / 2) * (wide / narrow);
  return row % 2 === 0 ? pair : pair + wide / 2;
}

/** [heads * narrow, width] to [heads * wide, width] */
function widenRows(values: Float32Array, n: number, rowOf: (row: number) => number, times = 1): Float32Array {
  const widened = new Float32Array(n * wide * width);
  for (let head = 0; head < n; head++) {
    for (let row = 0; row < narrow; row++) {
      const from = (head * narrow + row) * width;
      const to = (head * wide + rowOf(row)) * width;
      for (let i = 0; i < width; i++) widened[to + i] = (values[from + i] as number) * times;
    }
  }
  return widened;
}

/** [width, heads * narrow] to [width, heads * wide] */
function widenColumns(values: Float32Array): Float32Array {
  const widened = new Float32Array(width * nHeads * wide);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < nHeads * narrow; column++) {
      const to = Math.floor(column / narrow) * wide + (column % narrow);
      widened[row * nHeads * wide + to] = values[row * nHeads * narrow + column] as number;
    }
  }
  return widened;
}
