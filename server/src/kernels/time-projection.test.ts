// What tuning times: the sizes of a trial, and a device that cannot run it.
import { afterAll, expect, it, vi } from 'vitest';
import { Device } from '../vulkan/device.ts';
import { DeviceBuffer } from '../vulkan/memory.ts';
import { KernelSet } from './kernel-set.ts';
import { usualProjection } from './projection-tuning.ts';
import { makeOperands, timeProjection } from './time-projection.ts';

const device = Device.open();
afterAll(() => device.close());

it.each(['Q4_0', 'Q6_K', 'F16'] as const)(
  'a trial of %s multiplies numbers of every size, not zeros',
  async (dtype) => {
    const kernels = new KernelSet(device, 'texel');
    const buffers: DeviceBuffer[] = [];
    const allocate = (nBytes: number) => {
      buffers.push(new DeviceBuffer(device, nBytes, 'device'));
      return (buffers.at(-1) as DeviceBuffer).range();
    };
    const trial = { dtype, dim: 256, flavour: 'texel', projection: usualProjection, nTokens: 4 } as const;
    const { matrices, inputs, residual } = await makeOperands(kernels, trial, allocate);
    expect(matrices.reduce((sum, { planes }) => sum + planes.weights.nBytes, 0)).toBeGreaterThan(50e6);
    // Lavapipe's memory is the host's own.
    const { weights, scales } = matrices.at(-1)?.planes ?? {};
    const ranges = [weights, scales, inputs.range, residual.range].filter((range) => range !== undefined);
    const zeros = ranges.map(({ buffer }) => {
      const bytes = buffer.mapped as Uint8Array;
      return bytes.reduce((n, byte) => n + (byte === 0 ? 1 : 0), 0) / bytes.length;
    });
    for (const share of zeros) expect(share).toBeLessThan(0.5);
    for (const buffer of buffers) buffer.destroy();
    kernels.destroy();
  },
);

it('a variant that the device cannot run takes for ever', async () => {
  const many = { by: 'lanes', rows: 4096, tokens: 64, down: 16, across: 16, fromTokens: 1 } as const;
  const trial = {
    dtype: 'F16',
    dim: 64,
    flavour: 'ssbo',
    projection: { ...usualProjection, many },
    nTokens: 4,
  } as const;
  expect(await timeProjection(device, trial)).toBe(Number.POSITIVE_INFINITY);
});

it('a slow device is timed by a few of the matrices', async () => {
  const submit = device.submit.bind(device);
  const slow = vi.spyOn(device, 'submit').mockImplementation(async (commandBuffer) => {
    await submit(commandBuffer);
    await new Promise((resolve) => setTimeout(resolve, 80));
  });
  const dispatched = vi.spyOn(device.vk, 'vkCmdDispatch');
  const trial = { dtype: 'F16', dim: 64, flavour: 'texel', projection: usualProjection, nTokens: 1 } as const;
  try {
    const ms = await timeProjection(device, trial);
    expect(ms).toBeGreaterThan(80);
    expect(ms).toBeLessThan(8_000);
    // Of 128: four to find that they are enough, and those twice more.
    expect(dispatched.mock.calls.length).toBeLessThan(20);
  } finally {
    slow.mockRestore();
    dispatched.mockRestore();
  }
});
