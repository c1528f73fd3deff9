// What a workgroup takes of shared memory, as the SPIR-V says, beside what the host computes before it chooses a kernel.
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { attentionConstants, attentionSharedBytes } from '../kernels/attention.ts';
import { sharedTiles } from '../kernels/candidates.ts';
import { attentionTolerance, checkAttention } from '../kernels/checks/attention.ts';
import { Harness } from '../kernels/checks/harness.ts';
import { kernelInterfaces } from '../kernels/kernel-interfaces.gen.ts';
import { KernelSet } from '../kernels/kernel-set.ts';
import { sharedTileBytes, sharedTileConstants } from '../kernels/shared-tile.ts';
import { readKernel } from '../kernels/spirv-files.ts';
import { Device } from './device.ts';
import type { PhysicalDevice } from './physical-device.ts';
import { sharedMemoryBytes } from './shared-memory.ts';
import { reflect } from './spirv.ts';

const compiled = readdirSync(new URL('../../dist/kernels/', import.meta.url)).map((file) => file.replace(/\.spv$/, ''));

const device = Device.open();
afterAll(() => device.close());

/** A device with the limits of the one at hand, but for these; nothing is compiled on it. */
function setOn(subgroupSize: number, maxSharedMemoryBytes: number): KernelSet {
  const { limits } = device.physical;
  const lanes = { maxWorkgroupInvocations: 1024, maxWorkgroupWidth: 1024 };
  const physical = { type: 'discrete', subgroupSize, limits: { ...limits, ...lanes, maxSharedMemoryBytes } };
  return new KernelSet({ physical: physical as PhysicalDevice } as Device, 'ssbo');
}

function bytesOf(file: string, values: Readonly<Record<string, number | undefined>>): number {
  const [name = ''] = file.split('.');
  const { constants, optionalConstants } = kernelInterfaces[name as keyof typeof kernelInterfaces];
  const ids: Readonly<Record<string, number>> = { ...constants, ...optionalConstants };
  const named = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[ids[key] ?? -1, value]],
  );
  return sharedMemoryBytes(readKernel(file), file, new Map(named as [number, number][]));
}

const shapes = ([32, 64, 128] as const).flatMap((subgroupSize) =>
  (['f32', 'f16', 'q8_0'] as const).flatMap((type) =>
    [1, 3, 4, 8].flatMap((group) => [32, 64, 128, 256].map((headDim) => ({ subgroupSize, type, group, headDim }))),
  ),
);

describe('shared memory', () => {
  it('is known of every kernel, whatever its constants', () => {
    for (const name of compiled) {
      const { specializationIds } = reflect(readKernel(name), name);
      for (const value of [1, 4, 32]) {
        const constants = new Map(specializationIds.map((id) => [id, value]));
        expect(sharedMemoryBytes(readKernel(name), name, constants), name).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('of attention is what the host takes it for', () => {
    for (const { subgroupSize, type, group, headDim } of shapes) {
      const constants = attentionConstants(setOn(subgroupSize, 2 ** 20), group, { type, headDim });
      expect(constants.workgroupSize).toBe(4 * subgroupSize);
      expect(attentionSharedBytes(constants.workgroupSize, group, { type, headDim })).toBe(
        bytesOf('attention.ssbo', constants),
      );
    }
  });

  it("of attention is within the least that Vulkan's devices have", () => {
    const sizes = shapes.map(({ subgroupSize, type, group, headDim }) => {
      const constants = attentionConstants(setOn(subgroupSize, 16384), group, { type, headDim });
      expect(bytesOf('attention.ssbo', constants)).toBeLessThanOrEqual(16384);
      return constants.workgroupSize / subgroupSize;
    });
    expect(new Set(sizes)).toEqual(new Set([4, 2]));
  });

  it('of a tile is what the host takes it for', () => {
    for (const tile of sharedTiles.filter(({ by }) => by === 'lanes')) {
      const constants = sharedTileConstants(tile, { ...device.physical, ...setOn(32, 2 ** 20).device.physical });
      const used = { ...constants };
      expect(bytesOf('project-add.f16.tiled.ssbo', used)).toBe(sharedTileBytes(tile));
    }
  });

  it('that is scarce makes the workgroups of attention smaller, and they compute the same', async () => {
    const scarce = Device.open();
    const cached = { type: 'f32', headDim: 32 } as const;
    const nLanes = 4 * scarce.physical.subgroupSize;
    const nBytes = attentionSharedBytes(nLanes, 4, cached);
    Object.assign(scarce.physical.limits, { maxSharedMemoryBytes: nBytes - 1 });
    const kernels = new KernelSet(scarce, 'ssbo', { subgroupsPerWorkgroup: 4, sharesLanes: true });
    expect(attentionConstants(kernels, 4, cached).workgroupSize).toBe(nLanes / 2);
    const tokens = [9, 40, 77].map((position) => ({ position, sequence: 0 }));
    const shape = { nHeads: 8, nKvHeads: 2, headDim: 32, kvType: 'f32', tokens } as const;
    const harness = new Harness(kernels);
    expect(await checkAttention(harness, shape)).toBeLessThanOrEqual(attentionTolerance(shape));
    harness.clear();
    kernels.destroy();
    await scarce.close();
  });
});
