// What a driver decides, at the least cost: every kernel against float64, and a model of every type of weights against its
// golden logits, on pipelines that are compiled once. The validation layer's test runs this file, and so do the drivers on
// which the whole suite would take too long (scripts/test.mjs).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelVariants } from '../../scripts/kernel-variants.ts';
import { type Dtype, dtypes, isQuantised } from '../../src/dtype.ts';
import { checkEmbed, embedTolerance } from '../../src/kernels/checks/embed.ts';
import { Harness } from '../../src/kernels/checks/harness.ts';
import { checkProjectAdd } from '../../src/kernels/checks/project-add.ts';
import { projectTolerance } from '../../src/kernels/checks/projection.ts';
import { type Flavour, KernelSet, type KernelSetOptions } from '../../src/kernels/kernel-set.ts';
import { usualProjection } from '../../src/kernels/projection-tuning.ts';
import { chooseKernels, type KernelNeeds } from '../../src/kernels/self-test.ts';
import { readKernel } from '../../src/kernels/spirv-files.ts';
import { Device } from '../../src/vulkan/device.ts';
import { operands } from '../kernels/projection-edges.ts';
import { differences, goldenFile, type goldenModels, goldenPrompts, int8Limits, openModel } from '../model/golden.ts';

type Type = 'f32' | 'f16' | 'bf16' | 'q8_0' | 'q4_0' | 'q4_K' | 'q5_K' | 'q6_K' | 'q4_K_M';

const device = Device.open();
afterAll(() => device.close());

/** The heads of the golden models, so that their pipelines are those that were tested before. */
const heads = { nHeads: 8, nKvHeads: 2, headDim: 32 };
const rareTypes: readonly Dtype[] = ['Q4_1', 'Q5_0', 'Q5_1', 'Q2_K', 'Q3_K'];
const floatTypes: readonly Type[] = ['f32', 'f16', 'bf16'];
const quantisedTypes: readonly Type[] = ['q8_0', 'q4_0', 'q4_K', 'q5_K', 'q6_K', 'q4_K_M'];
/** One of each kind, where both flavours of all of them would take too long: how memory is read does not know more kinds. */
const someTypes: readonly Type[] = ['f32', 'q8_0', 'q4_K'];
const isFlavourOfDevice = (flavour: Flavour) => (flavour === 'texel') === (device.physical.type === 'cpu');

/** Every kernel that the needs take, against float64. What had to be given up would be a notice. */
async function tested(needs: KernelNeeds, options: KernelSetOptions = {}): Promise<KernelSet> {
  const notices: string[] = [];
  const kernels = await chooseKernels(device, needs, {
    onNotice: (notice) => notices.push(notice),
    makeKernels: (flavour, precise) => new KernelSet(device, flavour, { precise, ...options }),
  });
  expect(notices).toEqual([]);
  return kernels;
}

const dtypesOf = (types: readonly Type[]) =>
  Object.keys(dtypes).filter((dtype) => types.some((type) => type.toLowerCase() === dtype.toLowerCase())) as Dtype[];

it('takes every compiled kernel as a module', () => {
  const { vk, handle, physical } = device;
  const variants = kernelVariants().filter(({ isCoopmat }) => !isCoopmat || physical.matrixShapes.length > 0);
  expect(variants.length).toBeGreaterThan(200);
  for (const { name } of variants) {
    const spirv = readKernel(name);
    const out = new BigUint64Array(1);
    expect(vk.vkCreateShaderModule(handle, { codeSize: spirv.byteLength, pCode: spirv }, null, out), name).toBe(0);
    vk.vkDestroyShaderModule(handle, out[0] ?? 0n, null);
  }
});

describe.each<Flavour>(['texel', 'ssbo'])('in the %s flavour', (flavour) => {
  const ofFlavour = (types: readonly Type[]) =>
    isFlavourOfDevice(flavour) ? types : types.filter((type) => someTypes.includes(type));

  describe.each([
    ['float32', ofFlavour(floatTypes), true, { largest: 1e-4, rms: 1e-4 }],
    ['int8', ofFlavour(quantisedTypes), false, int8Limits],
  ] as const)('with %s activations', (_, types, precise, limits) => {
    let kernels: KernelSet;
    beforeAll(async () => {
      kernels = await tested({ dtypes: dtypesOf(types), ...heads, precise, flavours: [flavour] });
    }, 600_000);
    afterAll(() => kernels?.destroy());

    it.each(types)('every kernel agrees with float64, and %s weights give the golden logits', async (type) => {
      const name = `tiny-mistral-swa.${type}` as (typeof goldenModels)[number];
      const { model, config, close } = await openModel(kernels, goldenFile(`${name}.gguf`));
      try {
        expect({ ...config }).toMatchObject(heads);
        const prompts = goldenPrompts(name);
        // A CPU takes long for a step of a single token: the shortest prompt shows that it is right.
        for (const [step, some] of [
          [64, prompts],
          [1, prompts.slice(0, 1)],
        ] as const) {
          const found = await differences(model, some, step);
          expect(found.largest, `steps of ${step}`).toBeLessThan(limits.largest);
          if (step > 1) expect(found.rms, `steps of ${step}`).toBeLessThan(limits.rms);
        }
      } finally {
        close();
      }
    });
  });

  it('types that no golden model has', async () => {
    const kernels = new KernelSet(device, flavour);
    const harness = new Harness(kernels);
    for (const { dtype, format } of operands(harness, rareTypes)) {
      const shape = { dtype, format, nRows: 19, nCols: 256, nTokens: 5 };
      expect(await checkProjectAdd(harness, shape), `${dtype}, ${format}`).toBeLessThanOrEqual(projectTolerance(256));
      if (format === 'f32') {
        const table = { dtype, vocabSize: 19, dim: 256, nTokens: 3 };
        expect(await checkEmbed(harness, table), `embedding of ${dtype}`).toBeLessThanOrEqual(embedTolerance);
      }
      harness.clear();
    }
    kernels.destroy();
  });

  it.each(['f16', 'q8_0'] as const)('keys and values in %s', async (kvType) => {
    (await tested({ dtypes: ['F16'], ...heads, kvType, flavours: [flavour] })).destroy();
  });
});

it('attention in workgroups that share out positions, lanes that share rows, and the best logits', async () => {
  const options = { attentionSplits: 3, subgroupsPerWorkgroup: 2, sharesLanes: true, selects: true };
  (await tested({ dtypes: ['F16'], ...heads, nKvHeads: 1, flavours: ['ssbo'] }, options)).destroy();
});

it('tiles in shared memory', async () => {
  const many = { by: 'lanes', rows: 16, tokens: 16, down: 4, across: 4, fromTokens: 16 } as const;
  const needs = { ...heads, flavours: ['ssbo'] } as const;
  for (const dtype of ['F16', 'Q4_K'] as const) {
    const isPrecise = !isQuantised(dtype);
    const options = { projection: { ...usualProjection, many } };
    (await tested({ dtypes: [dtype], ...needs, precise: isPrecise }, options)).destroy();
  }
});
