// Every family of models against Hugging Face's transformers, as a folder and as a GGUF file, quantised ones too: logits by
// prefill and one token at a time, and greedy ids, which llama.cpp gives for the same GGUF files.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts';
import { type Flavour, KernelSet, type KernelSetOptions } from '../../src/kernels/kernel-set.ts';
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
import { blockTable, goldenFile, logitsOf, modelLimits } from './golden.ts';

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
  const best = (row: ArrayLike<number> = []) =>
    Array.from(row).reduce((top, logit, id, all) => (logit > (all[top] ?? 0) ? id : top), 0);
  const ids = [best((await logitsOf(model, prompt, model.maxBatchTokens)).at(-1))];
  while (ids.length < n) {
    const step = { positions: [prompt.length + ids.length - 1], sequences: [0], blockTables: [blockTable(model)] };
    const [scores] = await model.forward({ ...step, tokenIds: ids.slice(-1), outputs: [0] });
    ids.push(best(scores?.logits));
  }
  return ids;
}

const files = families
  .filter(({ gguf }) => gguf)
  .flatMap((family) => family.types.map((type) => [`${family.name}.${type}`, family, type] as const));
const filesOf = (...names: string[]) => files.filter(([name]) => names.includes(name));

/** Declares tests over one set of kernels, which is compiled once. */
function withKernels(
  flavour: Flavour,
  options: KernelSetOptions,
  declareTests: (kernels: () => KernelSet) => void,
): void {
  let kernels: KernelSet;
  beforeAll(() => {
    kernels = new KernelSet(device, flavour, options);
  });
  afterAll(() => kernels.destroy());
  declareTests(() => kernels);
}

describe('in float32, as transformers', () => {
  withKernels('texel', { precise: true }, (kernels) => {
    it.each(families.map((family) => [family.name, family] as const))('the folder of %s', async (name, family) => {
      const golden = models[`${name}.F32`] as Golden;
      await withModel(kernels(), writeFamilyFolder(folder, family), async (model) => {
        expect(await differenceFrom(model, promptOf(family, golden.seed), golden, 96)).toBeLessThan(tolerance);
      });
    });

    it.each(files)('the GGUF file of %s', async (name, family, type) => {
      const golden = models[name] as Golden;
      const prompt = promptOf(family, golden.seed);
      await withModel(kernels(), writeFamilyGguf(folder, family, type), async (model) => {
        for (const step of [96, 1]) {
          expect(await differenceFrom(model, prompt, golden, step), `steps of ${step}`).toBeLessThan(tolerance);
        }
        const ids = await greedy(model, prompt, golden.greedy.length);
        expect(ids).toEqual(golden.greedy);
        if (family.llamaCpp) expect(ids).toEqual(ofLlamaCpp[name]);
      });
    });
  });
});

describe('in float32 and the ssbo flavour', () => {
  withKernels('ssbo', { precise: true }, (kernels) => {
    const some = filesOf(
      'llama-biases.F32',
      'llama3-scaling.F32',
      'ministral-3.F32',
      'qwen2.F32',
      'qwen3-heads-of-80.F32',
    );
    it.each(some)('the GGUF file of %s', async (name, family, type) => {
      const golden = models[name] as Golden;
      await withModel(kernels(), writeFamilyGguf(folder, family, type), async (model) => {
        expect(await differenceFrom(model, promptOf(family, golden.seed), golden, 96)).toBeLessThan(tolerance);
      });
    });
  });
});

describe.each([
  ['as on CPUs', 'texel', usualProjection],
  [
    'as on GPUs, prompts in tiles in shared memory',
    'ssbo',
    { ...usualProjection, many: { by: 'lanes', rows: 16, tokens: 16, down: 4, across: 4, fromTokens: 16 } },
  ],
] as const)('with int8 activations and f16 keys and values, %s', (_, flavour, projection) => {
  withKernels(flavour, { projection }, (kernels) => {
    it.each(filesOf('qwen2.Q8_0', 'qwen3.Q4_0'))(
      'the GGUF file of %s has the ids of both',
      async (name, family, type) => {
        const golden = models[name] as Golden;
        const use = async (model: MistralModel) => {
          expect(await greedy(model, promptOf(family, golden.seed), golden.greedy.length)).toEqual(golden.greedy);
        };
        await withModel(kernels(), writeFamilyGguf(folder, family, type), use, 'f16');
      },
    );
  });
});

describe('small files in published shapes', () => {
  withKernels('texel', {}, (kernels) => {
    it.each(familyShapes.map((shape) => [`${shape.preset}.${shape.type}`, shape] as const))(
      '%s has the ids of llama.cpp',
      async (name, shape) => {
        const use = async (model: MistralModel) => {
          expect(await greedy(model, shape.prompt, 4)).toEqual(ofLlamaCpp[name]?.slice(0, 4));
        };
        await withModel(kernels(), writeFamilyShape(folder, shape), use, 'f16', 128);
      },
    );
  });
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
