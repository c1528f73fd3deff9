// Every family of models against Hugging Face's transformers, as a folder and as a GGUF file, quantised ones too: logits by
// prefill and one token at a time, and greedy ids, which llama.cpp gives for the same GGUF files.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import { usualProjection } from '../../src/kernels/projection-tuning.ts';
import type { KvType } from '../../src/kernels/tensor.ts';
import { loadModel } from '../../src/load-model.ts';
import { completeCheckpoint } from '../../src/model/complete-checkpoint.ts';
import { readConfig } from '../../src/model/config.ts';
import { loadWeights } from '../../src/model/load-weights.ts';
import { MistralModel } from '../../src/model/mistral.ts';
import { Device } from '../../src/vulkan/device.ts';
import { families, promptOf, writeFamilyFolder, writeFamilyGguf } from './family-files.ts';
import { familyShapes, writeFamilyShape } from './family-shapes.ts';
import { goldenFile, logitsOf, modelLimits } from './golden.ts';

interface Golden {
  /** Of the prompt. */
  readonly seed: number;
  readonly greedy: readonly number[];
  /** Of every fourth id. */
  readonly rows: readonly { readonly pos: number; readonly logits: readonly number[] }[];
}

const { models } = JSON.parse(readFileSync(goldenFile('families.golden.json'), 'utf8')) as {
  models: Readonly<Record<string, Golden>>;
};
const ofLlamaCpp: Readonly<Record<string, readonly number[]>> = JSON.parse(
  readFileSync(goldenFile('families.llama-cpp.golden.json'), 'utf8'),
);

/** Float32 throughout, as in transformers: only the order of additions differs. */
const tolerance = 1e-4;

const folder = mkdtempSync(join(tmpdir(), 'families-'));
let device: Device;
beforeAll(() => {
  device = Device.open();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await device.close();
});

/** Opens a file or folder as the program does, but for the vocabulary. */
async function withModel<T>(
  kernels: KernelSet,
  path: string,
  use: (model: MistralModel) => Promise<T>,
  kvType: KvType = 'f32',
  contextLength?: number,
): Promise<T> {
  const file = await openCheckpoint(path);
  try {
    const read = readConfig(file, { contextLength });
    const { checkpoint, config } = await completeCheckpoint(file, read, read.vocabSize);
    const weights = await loadWeights(kernels.device, checkpoint, config);
    const model = await MistralModel.create(kernels, config, weights, modelLimits(1, 96, config.contextLength, kvType));
    try {
      return await use(model);
    } finally {
      model.destroy();
      weights.destroy();
    }
  } finally {
    await file.close();
  }
}

async function differenceFrom(model: MistralModel, ids: readonly number[], { rows }: Golden, step: number) {
  const ours = await logitsOf(model, ids, step);
  let largest = 0;
  for (const { pos, logits } of rows) {
    for (const [i, expected] of logits.entries()) {
      const difference = Math.abs((ours[pos]?.[4 * i] ?? Number.NaN) - expected);
      largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    }
  }
  return largest;
}

async function greedy(model: MistralModel, prompt: readonly number[], n: number): Promise<number[]> {
  const ids = [...prompt];
  while (ids.length < prompt.length + n) {
    const last = (await logitsOf(model, ids, model.maxBatchTokens)).at(-1) ?? new Float32Array();
    ids.push(last.reduce((best, logit, id) => (logit > (last[best] ?? 0) ? id : best), 0));
  }
  return ids.slice(prompt.length);
}

const files = families
  .filter(({ gguf }) => gguf)
  .flatMap((family) => family.types.map((type) => [`${family.name}.${type}`, family, type] as const));

describe.each(['texel', 'ssbo'] as const)('in the %s flavour', (flavour) => {
  let kernels: KernelSet;
  beforeAll(() => {
    kernels = new KernelSet(device, flavour, { precise: true });
  });
  afterAll(() => kernels.destroy());

  it.each(families.map((family) => [family.name, family] as const))('the folder of %s', async (name, family) => {
    const golden = models[`${name}.F32`] as Golden;
    await withModel(kernels, writeFamilyFolder(folder, family), async (model) => {
      for (const step of [96, 1]) {
        expect(
          await differenceFrom(model, promptOf(family, golden.seed), golden, step),
          `steps of ${step}`,
        ).toBeLessThan(tolerance);
      }
    });
  });

  it.each(files)('the GGUF file of %s', async (name, family, type) => {
    const golden = models[name] as Golden;
    const prompt = promptOf(family, golden.seed);
    await withModel(kernels, writeFamilyGguf(folder, family, type), async (model) => {
      for (const step of [96, 1]) {
        expect(await differenceFrom(model, prompt, golden, step), `steps of ${step}`).toBeLessThan(tolerance);
      }
      if (flavour === 'ssbo') return; // the same logits give the same ids
      const ids = await greedy(model, prompt, golden.greedy.length);
      expect(ids).toEqual(golden.greedy);
      if (family.llamaCpp) expect(ids).toEqual(ofLlamaCpp[name]);
    });
  });
});

describe('as they are served, with int8 activations and f16 keys and values', () => {
  const many = { by: 'lanes', rows: 16, tokens: 16, down: 4, across: 4, fromTokens: 16 } as const;
  const quantised = files.filter(([, , type]) => type !== 'F32');
  describe.each([
    ['texel', 'texel', usualProjection],
    ['ssbo', 'ssbo', usualProjection],
    ['ssbo, prompts in tiles in shared memory', 'ssbo', { ...usualProjection, many }],
  ] as const)('%s', (_, flavour, projection) => {
    it.each(quantised)('the GGUF file of %s has the ids of both', async (name, family, type) => {
      const golden = models[name] as Golden;
      const kernels = new KernelSet(device, flavour, { projection });
      try {
        const use = async (model: MistralModel) => {
          expect(await greedy(model, promptOf(family, golden.seed), golden.greedy.length)).toEqual(golden.greedy);
        };
        await withModel(kernels, writeFamilyGguf(folder, family, type), use, 'f16');
      } finally {
        kernels.destroy();
      }
    });
  });
});

describe.each([true, false])('small files in published shapes, precise: %s', (precise) => {
  let kernels: KernelSet;
  beforeAll(() => {
    kernels = new KernelSet(device, 'texel', { precise });
  });
  afterAll(() => kernels.destroy());

  it.each(familyShapes.map((shape) => [`${shape.preset}.${shape.type}`, shape] as const))(
    '%s has the ids of llama.cpp',
    async (name, shape) => {
      const use = async (model: MistralModel) => {
        expect(await greedy(model, shape.prompt, 4)).toEqual(ofLlamaCpp[name]?.slice(0, 4));
      };
      await withModel(kernels, writeFamilyShape(folder, shape), use, 'f16', 128);
    },
  );
});

it.each(['qwen3.Q4_0', 'llama-biases.F32', 'ministral-3.F32'])(
  '%s is loaded as the program loads it, its kernels tested first',
  async (name) => {
    const golden = models[name] as Golden;
    const [, family, type] = files.find(([own]) => own === name) as (typeof files)[number];
    const notices: string[] = [];
    const onNotice = (notice: string) => notices.push(notice);
    const loaded = await loadModel({ name, path: writeFamilyGguf(folder, family, type), onNotice });
    try {
      const ids: number[] = [];
      const promptIds = promptOf(family, golden.seed);
      const request = { promptIds, maxTokens: golden.greedy.length, stopIds: [], sampling: { temperature: 0 } };
      for await (const { id } of loaded.engine.generate(request)) ids.push(id);
      expect(ids).toEqual(golden.greedy);
      expect(notices.filter((notice) => notice.includes('kernel'))).toEqual([]);
    } finally {
      await loaded.close();
    }
  },
);
