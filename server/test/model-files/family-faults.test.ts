// What a configuration or a file of these families asks for and the engine does not compute: applied where it comes to the
// same, or refused by its name.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts';
import { completeCheckpoint } from '../../src/model/complete-checkpoint.ts';
import { type MistralConfig, readConfig } from '../../src/model/config.ts';
import { readSafetensors, safetensorsBytes } from '../checkpoint/hf-folders.ts';
import { f32, list, readWholeGguf, text, u32, type WholeGguf, writeWholeGguf } from '../checkpoint/whole-gguf.ts';
import { type Family, families, writeFamilyFolder, writeFamilyGguf } from '../model/family-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'family-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

const familyOf = (name: string) => families.find((family) => family.name === name) as Family;

async function configOf(path: string): Promise<MistralConfig> {
  const checkpoint: Checkpoint = await openCheckpoint(path);
  try {
    const config = readConfig(checkpoint);
    return (await completeCheckpoint(checkpoint, config, config.vocabSize)).config;
  } finally {
    await checkpoint.close();
  }
}

/** The family's folder with its configuration changed. */
function folderWith(name: string, changes: Readonly<Record<string, unknown>>): string {
  const path = writeFamilyFolder(folder, familyOf(name));
  const config = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'));
  writeFileSync(join(path, 'config.json'), JSON.stringify({ ...config, ...changes }));
  return path;
}

/** The family's folder with the name of a tensor changed, or without it. */
function renamed(name: string, from: string, to: string | undefined): string {
  const path = writeFamilyFolder(folder, familyOf(name));
  const file = join(path, 'model.safetensors');
  const tensors = readSafetensors(file).flatMap((tensor) =>
    tensor.name === from ? (to === undefined ? [] : { ...tensor, name: to }) : tensor,
  );
  writeFileSync(file, safetensorsBytes(tensors));
  return path;
}

/** The family's GGUF file with something changed. */
function fileWith(name: string, change: (model: WholeGguf) => void): string {
  const path = writeFamilyGguf(folder, familyOf(name), 'F32');
  const model = readWholeGguf(path);
  change(model);
  writeWholeGguf(path, model);
  return path;
}

const window = { use_sliding_window: true, sliding_window: 16 };

describe('the window of a folder', () => {
  it.each([
    ['of Qwen that is not used', 'qwen3', { sliding_window: 16, max_window_layers: 0 }, undefined],
    ['of Qwen from the first layer on', 'qwen3', { ...window, max_window_layers: 0 }, 16],
    ['of Qwen from beyond the last layer on', 'qwen2', { ...window, max_window_layers: 2 }, undefined],
    ['of Qwen from where it begins when nothing is said', 'qwen2', window, undefined],
    ['of Qwen by a list', 'qwen2', { ...window, layer_types: ['sliding_attention', 'sliding_attention'] }, 16],
    [
      'of Qwen that a list does without',
      'qwen2',
      { ...window, max_window_layers: 0, layer_types: ['full_attention'] },
      undefined,
    ],
    ['of Ministral 3 when nothing is said', 'ministral-3', { sliding_window: undefined }, undefined],
    ['of Mistral when nothing is said', 'mistral-nemo', { sliding_window: undefined }, 4096],
    ['of Llama, whose code reads none', 'llama-gqa', { sliding_window: 16 }, undefined],
  ] as const)('%s', async (_, name, changes, expected) => {
    expect((await configOf(folderWith(name, changes))).slidingWindow).toBe(expected);
  });
});

describe('a folder is refused', () => {
  it.each([
    ['"max_window_layers": expected 0, or the 2 layers', 'qwen2', { ...window, max_window_layers: 1 }],
    [
      '"layer_types": expected layers of one type',
      'qwen3',
      { ...window, layer_types: ['sliding_attention', 'full_attention'] },
    ],
    ['"layer_types": expected full_attention, found', 'qwen3', { layer_types: ['sliding_attention'] }],
    ['"layer_types": expected full_attention, found', 'llama-gqa', { layer_types: ['chunked_attention'] }],
    ['"num_key_value_heads": expected a number', 'qwen2', { num_key_value_heads: null }],
    ['"use_mrope": expected null or false', 'qwen2', { use_mrope: true }],
    ['"dual_chunk_attention_config": expected null', 'qwen2', { dual_chunk_attention_config: {} }],
    ['"partial_rotary_factor": expected null or 1', 'qwen3', { partial_rotary_factor: 0.75 }],
    ['"num_experts": expected null or 0 or 1', 'qwen3', { num_experts: 128 }],
    ['"mlp_bias": expected null or false', 'llama-gqa', { mlp_bias: true }],
    ['"no_rope_layers": expected null', 'smollm2', { no_rope_layers: [1, 0] }],
    ['"attention_bias": expected null or false: this model type', 'mistral-nemo', { attention_bias: true }],
    ['blk.0.attn_q.bias is missing, which config.json says there is', 'llama-gqa', { attention_bias: true }],
    ['q_proj.bias": by config.json the model has no such bias', 'llama-biases', { attention_bias: false }],
    ['"rope_parameters": expected an object, found nothing', 'ministral-3', { rope_parameters: null }],
    [
      '"rope_scaling.llama_4_scaling_beta": expected 0',
      'qwen2',
      { rope_scaling: { rope_type: 'yarn', factor: 4, llama_4_scaling_beta: 0.1 } },
    ],
    ['"text_config": expected an object', 'mistral-small-3.1', { text_config: null }],
    [
      '"text_config.model_type": expected "mistral" or "ministral3"',
      'mistral-small-3.1',
      { text_config: { model_type: 'qwen2' } },
    ],
    ['quantised folders are not supported', 'mistral-small-3.1', { quantization_config: { quant_method: 'fp8' } }],
    ['have no norms of queries and keys', 'qwen3', { model_type: 'llama' }],
    [
      'attn_q_norm.weight is missing, which files of architecture qwen3 have',
      'llama-gqa',
      { model_type: 'qwen3', head_dim: 8 },
    ],
    ['_norm.weight" has shape [16], expected whole heads of 32 rows', 'qwen3', { head_dim: 32 }],
  ])('%s', async (words, name, changes) => {
    await expect(configOf(folderWith(name, changes))).rejects.toThrow(words);
  });

  it('for a bias that only one layer lacks, and for one of the output head', async () => {
    const bias = 'model.layers.1.self_attn.v_proj.bias';
    await expect(configOf(renamed('qwen2', bias, undefined))).rejects.toThrow('blk.1.attn_v.bias is missing');
    await expect(configOf(renamed('qwen2', bias, 'lm_head.bias'))).rejects.toThrow('tensor "lm_head.bias"');
  });
});

describe('a Mistral 3 folder', () => {
  it('may have the names that newer versions give, and its head tied', async () => {
    const path = writeFamilyFolder(folder, familyOf('mistral-small-3.1'));
    const file = join(path, 'model.safetensors');
    const tensors = readSafetensors(file).map((tensor) => {
      const name = tensor.name
        .replace(/^language_model\.model\./, 'model.language_model.')
        .replace(/^vision/, 'model.vision');
      return { ...tensor, name };
    });
    writeFileSync(file, safetensorsBytes(tensors));
    expect(await configOf(path)).toMatchObject({ nLayers: 2, headDim: 16 });
  });
});

describe('a GGUF file is refused', () => {
  const set = (key: string, value: ReturnType<typeof u32>) => (model: WholeGguf) => void model.metadata.set(key, value);
  it.each([
    [
      '"gemma3"; the engine runs "llama", "mistral3", "qwen2", "qwen3"',
      'qwen3',
      set('general.architecture', text('gemma3')),
    ],
    ['qwen3.rope.dimension_count is not the whole head of 16', 'qwen3', set('qwen3.rope.dimension_count', u32(8))],
    ['qwen3.expert_count is 128, which asks for mixtures', 'qwen3', set('qwen3.expert_count', u32(128))],
    [
      'qwen2.attention.temperature_scale is 0.1: only mistral3',
      'qwen2',
      set('qwen2.attention.temperature_scale', f32(0.1)),
    ],
    ['qwen3.attention.sliding_window_pattern', 'qwen3', set('qwen3.attention.sliding_window_pattern', list(7, [1, 0]))],
    ['the key qwen3.attention.kv_lora_rank (16) is not known', 'qwen3', set('qwen3.attention.kv_lora_rank', u32(16))],
    [
      'rope.scaling.original_context_length is missing',
      'ministral-3',
      (model: WholeGguf) => void model.metadata.delete('mistral3.rope.scaling.original_context_length'),
    ],
    [
      'the tensor blk.1.attn_k.bias is missing, which files of architecture qwen2 have',
      'qwen2',
      (model: WholeGguf) => {
        model.tensors = model.tensors.filter(({ name }) => name !== 'blk.1.attn_k.bias');
      },
    ],
    [
      'blk.1.attn_sinks.weight is not supported',
      'qwen3',
      ({ tensors }: WholeGguf) =>
        void tensors.push({ ...tensors[1], name: 'blk.1.attn_sinks.weight' } as (typeof tensors)[0]),
    ],
  ])('%s', async (words, name, change) => {
    await expect(configOf(fileWith(name, change))).rejects.toThrow(words);
  });
});
