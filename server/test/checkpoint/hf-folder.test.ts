// Hugging Face folders compared with the GGUF file that other code made of them: the same names, keys and bytes. Also
// folders that are not valid.
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Checkpoint, CheckpointError, type TensorInfo } from '../../src/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts';
import { readConfig } from '../../src/model/config.ts';
import { goldenFile } from '../model/golden.ts';
import { convertTensor, safetensorsBytes, tinyFolder, tinyTensors, writeFolder } from './hf-folders.ts';

const temporary = mkdtempSync(join(tmpdir(), 'hf-folder-'));
afterAll(() => rm(temporary, { recursive: true }));
const fresh = () => mkdtempSync(join(temporary, 'model-'));

async function opened<T>(path: string, use: (checkpoint: Checkpoint) => Promise<T> | T): Promise<T> {
  const checkpoint = await openCheckpoint(path);
  try {
    return await use(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

async function read(checkpoint: Checkpoint, tensor: TensorInfo, offset = 0, nBytes = tensor.nBytes): Promise<Buffer> {
  const target = Buffer.alloc(nBytes);
  await checkpoint.read(tensor, target, offset);
  return target;
}

async function refusal(path: string): Promise<string> {
  const error = await openCheckpoint(path).then(
    () => new Error('opened'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return (error as CheckpointError).message;
}

const tensors = tinyTensors();
const f32 = tensors.map((tensor) => convertTensor(tensor, 'F32'));
const thirds = [0, 1, 2].map((shard) => f32.filter((_, i) => i % 3 === shard));

describe('a folder of Hugging Face’s equals its GGUF file', () => {
  it.each([
    ['in one file', [f32]],
    ['in three', thirds],
  ])('%s, in every byte', async (_, shards) => {
    const folder = writeFolder(fresh(), shards);
    await opened(folder, (ours) =>
      opened(goldenFile('tiny-mistral-swa.f32.gguf'), async (theirs) => {
        expect([...ours.tensors.keys()].sort()).toEqual([...theirs.tensors.keys()].sort());
        for (const tensor of theirs.tensors.values()) {
          const own = ours.tensors.get(tensor.name) as TensorInfo;
          expect(own).toMatchObject({ dtype: 'F32', shape: tensor.shape, nBytes: tensor.nBytes });
          expect((await read(ours, own)).equals(await read(theirs, tensor)), tensor.name).toBe(true);
        }
        expect(readConfig(ours)).toEqual(readConfig(theirs));
      }),
    );
  });

  it('in the rows of q and k from wherever they are read', async () => {
    await opened(tinyFolder, (ours) =>
      opened(goldenFile('tiny-mistral-swa.bf16.gguf'), async (theirs) => {
        for (const name of ['blk.0.attn_q.weight', 'blk.1.attn_k.weight', 'blk.1.attn_v.weight']) {
          const own = ours.tensors.get(name) as TensorInfo;
          const [nRows = 0] = own.shape;
          const rowBytes = own.nBytes / nRows;
          const expected = await read(theirs, theirs.tensors.get(name) as TensorInfo);
          for (const [first, n] of [
            [0, 8],
            [8, 40],
            [1, 1],
            [31, 2],
            [16, 1],
            [5, 0],
            [3, nRows - 3],
            [nRows - 1, 1],
          ] as const) {
            const rows = await read(ours, own, first * rowBytes, n * rowBytes);
            expect(rows.equals(expected.subarray(first * rowBytes, (first + n) * rowBytes)), `${name} ${first}`).toBe(
              true,
            );
          }
        }
      }),
    );
  });

  it('and refuses to read what is no row of q, or beyond a tensor', async () => {
    await opened(tinyFolder, async (checkpoint) => {
      const q = checkpoint.tensors.get('blk.0.attn_q.weight') as TensorInfo;
      const v = checkpoint.tensors.get('blk.0.attn_v.weight') as TensorInfo;
      await expect(read(checkpoint, q, 2, 512)).rejects.toThrow('q_proj.weight" is read in rows of 512 bytes');
      await expect(read(checkpoint, q, 0, 100)).rejects.toThrow(RangeError);
      await expect(read(checkpoint, v, v.nBytes - 2, 4)).rejects.toThrow('v_proj.weight" has 32768 bytes; asked for 4');
      expect(await read(checkpoint, v, 6, 100)).toHaveLength(100);
      await expect(read(checkpoint, { ...v, name: 'x' })).rejects.toThrow('no tensor "x"');
    });
  });

  it('also when a file of it is named', async () => {
    const folder = writeFolder(fresh(), thirds);
    for (const name of ['config.json', 'model.safetensors.index.json', 'model-00002-of-00003.safetensors']) {
      expect(await opened(join(folder, name), ({ path }) => path)).toBe(folder);
    }
  });
});

describe('what a config.json says', () => {
  const cases: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['no window', { sliding_window: null }, { slidingWindow: undefined }],
    ['nothing of a window, as for Mistral 7B v0.1', { sliding_window: undefined }, { slidingWindow: 4096 }],
    ['Llama, which has no window', { model_type: 'llama', sliding_window: 7 }, { slidingWindow: undefined }],
    ['no head_dim', { head_dim: undefined }, { headDim: 32 }],
    ['no theta', { rope_theta: undefined }, { ropeTheta: 10_000 }],
    [
      'theta by its new name',
      { rope_theta: undefined, rope_parameters: { rope_type: 'default', rope_theta: 1e6 } },
      { ropeTheta: 1e6 },
    ],
    [
      'scaling of the default type',
      { rope_scaling: { rope_type: 'default' } },
      { ropeScaling: { factor: 1, magnitude: 1 } },
    ],
    ['scaling by 1', { rope_scaling: { type: 'linear', factor: 1 } }, { ropeScaling: { factor: 1, magnitude: 1 } }],
    ['linear scaling', { rope_scaling: { type: 'linear', factor: 4 } }, { ropeScaling: { factor: 4, magnitude: 1 } }],
    [
      'scaling of texts longer than any',
      { rope_scaling: { type: 'dynamic', factor: 4 } },
      { ropeScaling: { factor: 1 } },
    ],
    [
      'scaling as Llama 3.1 has it',
      {
        rope_scaling: {
          rope_type: 'llama3',
          factor: 8,
          low_freq_factor: 1,
          high_freq_factor: 4,
          original_max_position_embeddings: 64,
        },
      },
      { ropeScaling: { factor: 8, llama3: { lowFreqFactor: 1, highFreqFactor: 4, originalContextLength: 64 } } },
    ],
    [
      'YaRN',
      { rope_parameters: { rope_type: 'yarn', rope_theta: 1e6, factor: 4, beta_fast: 16, attention_factor: 2 } },
      { ropeTheta: 1e6, ropeScaling: { factor: 4, magnitude: 2, yarn: { betaFast: 16, betaSlow: 1 } } },
    ],
    ['layers that all see everything', { layer_types: ['full_attention'] }, { slidingWindow: undefined }],
    ['a window that is not used', { use_sliding_window: false }, { slidingWindow: undefined }],
    [
      'the same scaling twice',
      {
        rope_theta: 5000,
        rope_parameters: { rope_type: 'linear', factor: 2, rope_theta: 5000 },
        rope_scaling: { type: 'linear', factor: 2 },
      },
      { ropeTheta: 5000, ropeScaling: { factor: 2 } },
    ],
    ['an empty rope_scaling', { rope_parameters: { rope_theta: 5000 }, rope_scaling: {} }, { ropeTheta: 5000 }],
    ['rope_scaling of null', { rope_scaling: null, rope_theta: 5e5 }, { ropeTheta: 5e5 }],
  ];
  it.each(cases)('%s', async (_, config, expected) => {
    const folder = writeFolder(fresh(), [tensors], config);
    expect(await opened(folder, readConfig)).toMatchObject(expected);
  });

  it('that the head is tied to the embedding', async () => {
    const bare = tensors.filter(({ name }) => name !== 'lm_head.weight');
    const embedding = tensors.find(({ name }) => name === 'model.embed_tokens.weight') as (typeof tensors)[number];
    const tied = (some: typeof tensors) => writeFolder(fresh(), [some], { tie_word_embeddings: true });
    for (const some of [[...bare, { ...embedding, name: 'lm_head.weight' }], bare]) {
      expect(await opened(tied(some), (checkpoint) => checkpoint.tensors.has('output.weight'))).toBe(false);
    }
    // One bit apart, in the last byte.
    const other = Buffer.from(embedding.bytes);
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    for (const head of [
      { ...embedding, bytes: other },
      { ...embedding, dtype: 'F16' },
    ]) {
      expect(await refusal(tied([...bare, { ...head, name: 'lm_head.weight' }]))).toContain(
        'tensor "lm_head.weight" is not the embedding, and tie_word_embeddings is true: engines differ',
      );
    }
    expect(await refusal(writeFolder(fresh(), [bare]))).toContain('lm_head.weight is missing, and tie_word_embeddings');
  });

  const faults: [words: string, Record<string, unknown>][] = [
    ['config.json: "model_type": expected "llama" or "mistral" or', { model_type: 'gemma2' }],
    ['"qwen3" or "mistral3", found "gemma2"', { model_type: 'gemma2' }],
    ['"qwen3" or "mistral3", found nothing', { model_type: undefined }],
    ['"model_type": expected a string, found an array', { model_type: [] }],
    ['"hidden_size": expected a number, found "256"', { hidden_size: '256' }],
    ['"num_hidden_layers": expected a number, found nothing', { num_hidden_layers: undefined }],
    ['"num_key_value_heads": expected a number, found nothing', { num_key_value_heads: undefined }],
    ['"rope_scaling.rope_type": expected the type that the factor belongs to', { rope_scaling: { factor: 2 } }],
    ['"rope_scaling.type": expected "default", "linear"', { rope_scaling: { type: 'mrope', factor: 2 } }],
    ['"rope_scaling.factor": expected a number, found nothing', { rope_scaling: { type: 'linear' } }],
    [
      '"rope_scaling.type": expected another type: dynamic scaling beyond an original context',
      { rope_scaling: { type: 'dynamic', factor: 2, original_max_position_embeddings: 64 } },
    ],
    [
      '"rope_scaling": expected what rope_parameters says of rope_type',
      { rope_parameters: { rope_type: 'yarn', factor: 2 }, rope_scaling: { type: 'linear', factor: 2 } },
    ],
    [
      '"rope_scaling": expected what rope_parameters says of factor',
      { rope_parameters: { rope_type: 'yarn', factor: 2 }, rope_scaling: { type: 'yarn', factor: 4 } },
    ],
    [
      '"rope_scaling": expected what rope_parameters says of beta_fast',
      { rope_parameters: { type: 'yarn', factor: 2 }, rope_scaling: { type: 'yarn', factor: 2, beta_fast: 16 } },
    ],
    [
      '"rope_scaling": expected what rope_parameters says of rope_theta',
      { rope_theta: 1e4, rope_parameters: { rope_theta: 5000 }, rope_scaling: { type: 'default' } },
    ],
    [
      '"rope_scaling.original_max_position_embeddings": expected 32, as outside of it, found 64',
      {
        original_max_position_embeddings: 32,
        rope_scaling: { type: 'yarn', factor: 2, original_max_position_embeddings: 64 },
      },
    ],
    [
      '"rope_scaling.factor": expected 2, as max_position_embeddings has it, found 4',
      {
        max_position_embeddings: 128,
        rope_scaling: {
          type: 'longrope',
          factor: 4,
          original_max_position_embeddings: 64,
          short_factor: [],
          long_factor: [],
        },
      },
    ],
    ['"rope_scaling.factor": expected a number above 0, found 0', { rope_scaling: { type: 'linear', factor: 0 } }],
    [
      '"rope_scaling.attention_factor": expected a number above 0, found 0',
      { rope_scaling: { type: 'yarn', factor: 2, attention_factor: 0 } },
    ],
    [
      '"rope_scaling.beta_fast": expected a number that is not below beta_slow, found 1',
      { rope_scaling: { type: 'yarn', factor: 2, beta_fast: 1, beta_slow: 2 } },
    ],
    [
      '"rope_parameters.full_attention": expected one set of parameters',
      { rope_parameters: { full_attention: { rope_type: 'linear', factor: 2 } } },
    ],
    [
      '"rope_parameters.sliding_attention": expected one set of parameters',
      { rope_parameters: { full_attention: {}, sliding_attention: {} } },
    ],
    [
      '"rope_parameters.truncate": expected true',
      { rope_parameters: { rope_type: 'yarn', factor: 2, truncate: false } },
    ],
    ['"layer_types": expected layers of one type', { layer_types: ['full_attention', 'sliding_attention'] }],
    ['"layer_types": expected full_attention or', { layer_types: ['chunked_attention'] }],
    ['"num_local_experts": expected null or 0 or 1, since a mixture of experts', { num_local_experts: 8 }],
    ['"embedding_multiplier": expected null or 1', { embedding_multiplier: 12 }],
    ['"attention_multiplier": expected null', { attention_multiplier: 0.1 }],
    ['"final_logit_softcapping": expected null or 0', { final_logit_softcapping: 30 }],
    ['"clip_qkv": expected null', { clip_qkv: 8 }],
    ['"partial_rotary_factor": expected null or 1', { partial_rotary_factor: 0.5 }],
    ['"mlp_bias": expected null or false', { mlp_bias: true }],
    ['"sliding_window": expected null or a whole number above 0, found -1', { sliding_window: -1 }],
    [
      '"hidden_act": expected null or "silu" or "swish", since another activation is not supported, found "gelu"',
      { hidden_act: 'gelu' },
    ],
    ['"attention_bias": expected null or false', { attention_bias: true }],
    ['quantised folders are not supported', { quantization_config: { bits: 4 } }],
    ['expected heads of an even number of elements, found 31', { head_dim: 31 }],
    ['q_proj.weight" has shape [256, 256], expected whole heads of 96 rows', { head_dim: 96 }],
  ];
  it.each(faults)('is refused: %s', async (words, config) => {
    expect(await refusal(writeFolder(fresh(), [tensors.slice().reverse()], config))).toContain(words);
  });
});

describe('a folder that cannot be used', () => {
  const index = (folder: string, map: unknown) =>
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));

  it('is no model, or nothing', async () => {
    const folder = fresh();
    expect(await refusal(folder)).toBe(`${folder}: expected a model folder with a config.json, found none`);
    writeFileSync(join(folder, 'a.gguf'), '');
    expect(await refusal(folder)).toContain('it has a.gguf: name the file');
    expect(await refusal(join(folder, 'absent'))).toContain('cannot be opened: ENOENT');
    expect(await refusal(join(folder, 'absent.safetensors'))).toContain('cannot be opened: ENOENT');
  });

  it('has weights of another kind', async () => {
    const folder = fresh();
    writeFileSync(join(folder, 'config.json'), readFileSync(join(tinyFolder, 'config.json')));
    const words = 'expected model.safetensors or model.safetensors.index.json, found';
    expect(await refusal(folder)).toContain(`${words} neither`);
    writeFileSync(join(folder, 'pytorch_model.bin'), '');
    expect(await refusal(folder)).toContain(`${words} "pytorch_model.bin"`);
  });

  it('has a config.json that is no JSON object', async () => {
    const folder = writeFolder(fresh(), [tensors]);
    writeFileSync(join(folder, 'config.json'), '{"model_type": ');
    expect(await refusal(folder)).toContain('config.json: is not valid JSON');
    writeFileSync(join(folder, 'config.json'), '[]');
    expect(await refusal(folder)).toContain('config.json: expected an object, found an array');
  });

  it.each(['../other/model.safetensors', '/etc/model.safetensors', 'sub\\model.safetensors', '..', '', 'model.bin', 7])(
    'has an index that names the file %j',
    async (file) => {
      const folder = writeFolder(fresh(), thirds);
      index(folder, { 'lm_head.weight': file });
      expect(await refusal(folder)).toContain('"weight_map.lm_head.weight": expected ');
    },
  );

  it('has an index that does not fit its files', async () => {
    const folder = writeFolder(fresh(), thirds);
    const [one, two] = ['model-00001-of-00003.safetensors', 'model-00002-of-00003.safetensors'];
    index(folder, { 'lm_head.weight': two });
    expect(await refusal(folder)).toContain(
      `${two}: has no tensor "lm_head.weight", which model.safetensors.index.json`,
    );
    index(folder, { 'lm_head.weight': 'absent.safetensors' });
    expect(await refusal(folder)).toContain('absent.safetensors: cannot be opened: ENOENT');
    index(folder, {});
    expect(await refusal(folder)).toContain('"weight_map": expected the names of tensors');
    writeFileSync(join(folder, two), readFileSync(join(folder, one)));
    index(folder, { 'lm_head.weight': one, [(thirds[1] ?? [])[0]?.name ?? '']: two });
    expect(await refusal(folder)).toContain('is in "');
  });

  it('has shards that are links out of it, but for the hub’s cache', async () => {
    const cache = fresh();
    const blobs = writeFolder(join(cache, 'blobs'), thirds);
    const snapshot = writeFolder(join(cache, 'snapshots', 'main'), thirds);
    const stray = writeFolder(join(cache, 'stray'), thirds);
    const shard = 'model-00003-of-00003.safetensors';
    await rm(join(snapshot, shard));
    symlinkSync(join(blobs, shard), join(snapshot, shard));
    expect(await opened(snapshot, ({ tensors: all }) => all.size)).toBe(tensors.length);
    await rm(join(snapshot, shard));
    symlinkSync(join(stray, shard), join(snapshot, shard));
    expect(await refusal(snapshot)).toContain(`${shard}: expected a file within the folder, found a link to "`);
  });

  it('has tensors that no such model has', async () => {
    const [first] = tensors;
    if (!first) throw new Error('no tensors');
    const named = (name: string) => writeFolder(fresh(), [[...tensors, { ...first, name }]]);
    expect(await refusal(named('model.layers.0.self_attn.q_proj.bias'))).toContain(
      'tensor "model.layers.0.self_attn.q_proj.bias": by config.json the model has no such bias',
    );
    const frequencies = 'model.layers.0.self_attn.rotary_emb.inv_freq';
    expect(await opened(named(frequencies), ({ tensors: all }) => all.size)).toBe(tensors.length);
  });

  it('holds weights cut short', async () => {
    const folder = writeFolder(fresh(), [tensors]);
    const bytes = safetensorsBytes(tensors);
    writeFileSync(join(folder, 'model.safetensors'), bytes.subarray(0, bytes.length - 1));
    expect(await refusal(folder)).toMatch(
      /model\.safetensors: tensor "model\.norm\.weight": 512 bytes from byte \d+ do/,
    );
  });
});
