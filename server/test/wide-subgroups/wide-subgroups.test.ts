// Every kernel with subgroups as large as GPUs have them, which no software driver has: 32 lanes (NVIDIA, RDNA), 64 (GCN)
// and 128 (Adreno), in the variants that a GPU takes.
import { afterAll, describe, expect, it } from 'vitest';
import { attentionTolerance, checkAttention } from '../../src/kernels/checks/attention.ts';
import { Harness } from '../../src/kernels/checks/harness.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import { chooseKernels } from '../../src/kernels/self-test.ts';
import { heads, masks, shared, types } from '../kernels/attention-cases.ts';
import { differences, goldenFile, goldenPrompts, openModel } from '../model/golden.ts';
import { openAsGpu, WideKernels } from './wide-subgroups.ts';

const single = new WideKernels(1);
afterAll(() => single.destroy());

describe.each([
  [32, 'f16'],
  [64, 'q8_0'],
  [128, 'f16'],
] as const)('subgroups of %i', (subgroupSize, kvType) => {
  const device = openAsGpu(subgroupSize);
  afterAll(() => device.close());
  /** One subgroup to a workgroup, and all that a GPU's workgroups do otherwise. */
  const lone = { subgroupsPerWorkgroup: 1, readKernel: single.read };

  it(`every kernel agrees with float64, keys and values in ${kvType}`, async () => {
    const adjusted = { adjustsQkv: true, hasOutputBias: true };
    const needs = { dtypes: ['F16', 'Q4_K'], nHeads: 8, nKvHeads: 2, headDim: 128, kvType, ...adjusted } as const;
    const notices: string[] = [];
    const kernels = await chooseKernels(device, needs, {
      onNotice: (notice) => notices.push(notice),
      makeKernels: (flavour, precise) => new KernelSet(device, flavour, { precise, ...lone }),
    });
    expect([kernels.flavour, notices]).toEqual(['ssbo', []]);
    kernels.destroy();
  });

  describe('attention', () => {
    const kernels = new KernelSet(device, 'ssbo', lone);
    const harness = new Harness(kernels);
    afterAll(() => kernels.destroy());
    // Each shape of heads takes half a second to compile: of 128 lanes the masks are tested.
    const cases = subgroupSize < 128 ? [...masks, ...heads, ...types, ...shared] : masks;
    it.each(cases)('agrees with float64 for $edge', async ({ edge: _, ...shape }) => {
      expect(await checkAttention(harness, shape)).toBeLessThanOrEqual(attentionTolerance(shape));
      harness.clear();
    });
  });
});

it('a model on subgroups of 32 gives the golden logits', async () => {
  const device = openAsGpu(32);
  const kernels = new KernelSet(device, 'ssbo', { subgroupsPerWorkgroup: 1, readKernel: single.read, precise: true });
  const name = 'tiny-mistral-swa.f32';
  const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`), 1, 8);
  expect((await differences(model, goldenPrompts(name).slice(0, 1), 3)).largest).toBeLessThan(1e-4);
  close();
  kernels.destroy();
  await device.close();
});

describe('workgroups of four subgroups of 32', () => {
  const device = openAsGpu(32);
  const four = new WideKernels(4);
  const kernels = new KernelSet(device, 'ssbo', { subgroupsPerWorkgroup: 4, readKernel: four.read });
  const harness = new Harness(kernels);
  afterAll(async () => {
    kernels.destroy();
    four.destroy();
    await device.close();
  });

  // The lanes of a workgroup must meet at every operation: each subgroup goes through as many positions as the others.
  it.each([
    { positions: [127], headDim: 128, kvType: 'f16' },
    { positions: [127, 255], headDim: 64, kvType: 'q8_0' },
    { positions: [383], headDim: 16, kvType: 'f32' },
  ] as const)('attention merges what they saw: %o', async ({ positions, headDim, kvType }) => {
    const tokens = positions.map((position) => ({ position, sequence: 0 }));
    const shape = { nHeads: 8, nKvHeads: 2, headDim, kvType, tokens };
    expect(await checkAttention(harness, shape)).toBeLessThanOrEqual(attentionTolerance(shape));
    harness.clear();
  });
});
