// The test at start: it lets right kernels through, gives up a flavour that computes wrongly, refuses a device on which
// both do. Kernels are broken on purpose here by changing one instruction of their SPIR-V.
import { afterAll, describe, expect, it, vi } from 'vitest';
import { KernelPool } from '../../test/kernels/kernel-pool.ts';
import { Device } from '../vulkan/device.ts';
import { VulkanError } from '../vulkan/errors.ts';
import type { Flavour } from './kernel-set.ts';
import { sharedTilesFrom } from './project.ts';
import { usualProjection } from './projection-tuning.ts';
import { type ChooseKernelsOptions, chooseKernels, type KernelNeeds, SelfTestError } from './self-test.ts';
import { readKernel } from './spirv-files.ts';

const device = Device.open();
const pool = new KernelPool(device);
const [preferred, other]: readonly Flavour[] = device.physical.type === 'cpu' ? ['texel', 'ssbo'] : ['ssbo', 'texel'];
const needs = { dtypes: ['F16'], nHeads: 4, nKvHeads: 2, headDim: 16 } as const;
afterAll(async () => {
  pool.destroy();
  await device.close();
});

/** Kernels for needs, from the pool: most tests break one of them and have the others in common. */
const choose = (wanted: KernelNeeds, options?: ChooseKernelsOptions) =>
  chooseKernels(device, wanted, { makeKernels: (flavour, precise) => pool.set(flavour, { precise }), ...options });

const opcode = { fAdd: 129, fMul: 133 };

/** The words with every `from` instruction made a `to`, which has the same operands. */
function breakWords(spirv: Uint32Array, from: number, to: number): Uint32Array {
  const broken = Uint32Array.from(spirv);
  let nBroken = 0;
  for (let at = 5; at < broken.length; at += (broken[at] ?? 0) >>> 16 || broken.length) {
    const head = broken[at] ?? 0;
    if ((head & 0xffff) !== from) continue;
    broken[at] = (head & 0xffff0000) | to;
    nBroken++;
  }
  if (nBroken === 0) throw new Error(`no instruction ${from} to break`);
  return broken;
}

/** Sets in which one kernel multiplies where it should add, in these flavours. */
function breaking(kernel: string, flavours: readonly (Flavour | undefined)[]) {
  return (flavour: Flavour) =>
    pool.set(flavour, {
      readKernel: (name) =>
        name.startsWith(kernel) && flavours.includes(flavour)
          ? breakWords(readKernel(name), opcode.fAdd, opcode.fMul)
          : readKernel(name),
    });
}

describe('the self-test', () => {
  it('takes the preferred flavour and says nothing when every kernel is right', async () => {
    const notices: string[] = [];
    const kernels = await chooseKernels(device, needs, { onNotice: (notice) => notices.push(notice) });
    expect([kernels.flavour, notices]).toEqual([preferred, []]);
    kernels.destroy();
  });

  it('goes over to the other flavour and says which kernel was off, by how much, and where', async () => {
    const notices: string[] = [];
    const log = (notice: string) => notices.push(notice);
    const kernels = await choose(needs, {
      onNotice: log,
      makeKernels: breaking('project-qkv', [preferred]),
    });
    expect(kernels.flavour).toBe(other);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(device.physical.name);
    expect(notices[0]).toContain(device.physical.driver);
    expect(notices[0]).toMatch(/kernel project-qkv \(F16\) is off by \S+, \S+e-6 is allowed/);
    expect(notices[0]).toContain(`the ${other} kernels are used instead`);
    kernels.destroy();
  });

  it.each(['rms-norm', 'attention', 'project-qkv', 'project-add', 'project-swiglu', 'project-logits'])(
    'refuses a device that gets %s wrong in both flavours',
    async (kernel) => {
      const choosing = choose(needs, { makeKernels: breaking(kernel, [preferred, other]) });
      const error = await choosing.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(SelfTestError);
      expect(String(error)).toContain(`${preferred} kernel ${kernel}`);
      expect(String(error)).toContain(`${other} kernel ${kernel}`);
      expect(String(error)).toContain(device.physical.driver);
    },
  );

  it.each(['finish-qkv', 'add-bias'])('tests %s where the model uses it', async (kernel) => {
    const makeKernels = breaking(kernel, [preferred, other]);
    const right = await choose(needs, { makeKernels });
    right.destroy();
    const adjusted = { ...needs, adjustsQkv: true, hasOutputBias: true };
    await expect(choose(adjusted, { makeKernels })).rejects.toThrow(`kernel ${kernel} is off by`);
  });

  it('catches an embedding that takes one type of weights for another', async () => {
    const makeKernels = (flavour: Flavour) =>
      pool.set(flavour, { readKernel: (name) => readKernel(name.replace('embed.f16', 'embed.bf16')) });
    await expect(choose(needs, { makeKernels })).rejects.toThrow('kernel embed (F16) is off by');
  });

  it('tests every type of weights that the model has', async () => {
    const makeKernels = (flavour: Flavour) =>
      pool.set(flavour, {
        readKernel: (name) => readKernel(name.replace('project-add.f32', 'project-add.f16')),
      });
    const twoTypes = { ...needs, dtypes: ['F16', 'F32'] } as const;
    await expect(choose(twoTypes, { makeKernels })).rejects.toThrow('kernel project-add (F32)');
  });

  it('does without int8 activations when their kernels compute wrongly, in the same flavour', async () => {
    const notices: string[] = [];
    const quantised = { ...needs, dtypes: ['Q4_0', 'Q6_K'] } as const;
    const makeKernels = (flavour: Flavour, precise: boolean) =>
      pool.set(flavour, {
        precise,
        readKernel: (name) => {
          const isInt8 = name.startsWith('project-add') && name.includes('int8');
          return isInt8 ? breakWords(readKernel(name), opcode.fAdd, opcode.fMul) : readKernel(name);
        },
      });
    const kernels = await choose(quantised, { onNotice: (notice) => notices.push(notice), makeKernels });
    expect([kernels.flavour, kernels.activationFormat(['Q4_0'])]).toEqual([preferred, 'f32']);
    // A device that cannot multiply bytes does not use them in the first place.
    const usesInt8 = preferred === 'texel' || device.physical.hasIntegerDot;
    const notice = /kernel project-add \(Q4_0, int8\) is off by .* with float32 activations are used/;
    expect(notices).toEqual(usesInt8 ? [expect.stringMatching(notice)] : []);
    kernels.destroy();
  });

  it('does without tiles in shared memory when their kernels compute wrongly, and keeps all else', async () => {
    const notices: string[] = [];
    const many = { by: 'lanes', rows: 16, tokens: 16, down: 4, across: 4, fromTokens: 16 } as const;
    const tuning = { flavour: 'ssbo', projection: { ...usualProjection, many } } as const;
    const makeKernels = (isBroken: boolean) => (flavour: Flavour, precise: boolean, sharedTiles: boolean) =>
      pool.set(flavour, {
        precise,
        projection: sharedTiles ? tuning.projection : undefined,
        readKernel: (name) => {
          const breaks = isBroken && name.startsWith('project-swiglu') && name.includes('.tiled.');
          return breaks ? breakWords(readKernel(name), opcode.fAdd, opcode.fMul) : readKernel(name);
        },
      });
    const log = (notice: string) => notices.push(notice);
    const right = await choose({ ...needs, tuning }, { onNotice: log, makeKernels: makeKernels(false) });
    expect([right.flavour, sharedTilesFrom(right), notices]).toEqual(['ssbo', 16, []]);
    right.destroy();
    const without = await choose({ ...needs, tuning }, { onNotice: log, makeKernels: makeKernels(true) });
    expect([without.flavour, sharedTilesFrom(without)]).toEqual(['ssbo', undefined]);
    expect(notices).toEqual([
      expect.stringMatching(/kernel project-swiglu \(F16, shared\) is off by .* ssbo kernels without tiles in shared/),
    ]);
    without.destroy();
  });

  it('tests int8 activations where the model would use them, and not when it shall be precise', async () => {
    const quantised = { ...needs, dtypes: ['Q4_K'] } as const;
    const kernels = await choose(quantised);
    expect(kernels.activationFormat(['Q4_K'])).toBe(kernels.usesInt8 ? kernels.int8Format : 'f32');
    expect(kernels.activationFormat(['Q4_K', 'F16'])).toBe('f32');
    kernels.destroy();
    const precise = await chooseKernels(device, { ...quantised, precise: true });
    expect(precise.activationFormat(['Q4_K'])).toBe('f32');
    precise.destroy();
  });

  it('goes over to the other flavour when a kernel cannot be compiled', async () => {
    const notices: string[] = [];
    const makeKernels = (flavour: Flavour) =>
      pool.set(flavour, {
        readKernel: (name) => {
          if (flavour === preferred) throw new VulkanError('vkCreateComputePipelines', -13);
          return readKernel(name);
        },
      });
    const kernels = await choose(needs, { onNotice: (notice) => notices.push(notice), makeKernels });
    expect(kernels.flavour).toBe(other);
    expect(notices[0]).toContain('does not run: vkCreateComputePipelines failed: VK_ERROR_UNKNOWN');
    kernels.destroy();
  });

  it('does not go on with another flavour on a device that is lost', async () => {
    const asked: Flavour[] = [];
    const makeKernels = (flavour: Flavour) => {
      asked.push(flavour);
      return pool.set(flavour);
    };
    const submit = vi.spyOn(device, 'submit').mockRejectedValue(new VulkanError('vkWaitForFences', -4));
    await expect(choose(needs, { makeKernels })).rejects.toThrow('vkWaitForFences failed: VK_ERROR_DEVICE_LOST');
    submit.mockRestore();
    expect(asked).toEqual([preferred]);
  });

  it('does not blame the driver for a kernel that is missing from the installation', async () => {
    const makeKernels = (flavour: Flavour) => pool.set(flavour, { readKernel: (name) => readKernel(`${name}.gone`) });
    await expect(choose(needs, { makeKernels })).rejects.toThrow('npm run build makes it');
  });
});
