// Recorded work: kernels in order, each seeing what those before it wrote; what does not fit is refused on recording.
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { kernelInterfaces } from '../kernels/kernel-interfaces.gen.ts';
import { readKernel } from '../kernels/spirv-files.ts';
import { Device } from './device.ts';
import { DeviceLimitError } from './errors.ts';
import { Kernel } from './kernel.ts';
import { type BufferRange, DeviceBuffer } from './memory.ts';
import { type Grid, Recording } from './recording.ts';

const device = Device.open();
const { subgroupSize } = device.physical;
// y = x / sqrt(mean(x^2) + eps) * gain: with eps 0 and x of equal values, y is the gain times the sign of x.
const code = {
  name: 'rms-norm.ssbo',
  interface: kernelInterfaces['rms-norm'],
  spirv: readKernel('rms-norm.ssbo'),
};
const kernel = new Kernel(device, code, { workgroupSize: subgroupSize });
const buffers: DeviceBuffer[] = [];
afterEach(() => {
  for (const buffer of buffers.splice(0)) buffer.destroy();
});
afterAll(async () => {
  kernel.destroy();
  await device.close();
});

/** float32 [4] */
function floats(...values: number[]): BufferRange {
  const buffer = new DeviceBuffer(device, 16, 'readback');
  buffers.push(buffer);
  buffer.mapped?.set(new Uint8Array(Float32Array.from(values).buffer));
  return buffer.range();
}
const valuesOf = ({ buffer }: BufferRange) => [
  ...new Float32Array(buffer.mapped?.slice().buffer ?? new ArrayBuffer(0)),
];

const one: Grid = [1, 1, 1];
const values = { dim: 4, stride: 4, gathers: 0, eps: 0 };
/** y = gain, for x of ones. */
function norm(recording: Recording, [x, gain, y]: [BufferRange, BufferRange, BufferRange], grid = one): void {
  recording.dispatch(kernel, { x, gain, outputs: x, y }, values, grid);
}

async function run(record: (recording: Recording) => void, times = 1): Promise<void> {
  const recording = new Recording(device, record);
  for (let i = 0; i < times; i++) await device.submit(recording.handle);
  recording.free();
}

describe('a recording', () => {
  it('lets each kernel see what the one before it wrote', async () => {
    const [a, b] = [floats(3, 3, 3, 3), floats(0, 0, 0, 0)];
    const gains = [2, 5, 7].map((gain) => floats(gain, gain, gain, gain)) as [BufferRange, BufferRange, BufferRange];
    await run((recording) => {
      norm(recording, [a, gains[0], b]);
      norm(recording, [b, gains[1], a]);
      norm(recording, [a, gains[2], b]);
      expect(recording.nDispatches).toBe(3);
    });
    expect([valuesOf(a), valuesOf(b)]).toEqual([
      [5, 5, 5, 5],
      [7, 7, 7, 7],
    ]);
  });

  it('reads what the host wrote between two submissions', async () => {
    const [x, gain, y] = [floats(1, 1, 1, 1), floats(1, 2, 3, 4), floats(0, 0, 0, 0)];
    const recording = new Recording(device, (r) => norm(r, [x, gain, y]));
    await device.submit(recording.handle);
    expect(valuesOf(y)).toEqual([1, 2, 3, 4]);
    gain.buffer.mapped?.set(new Uint8Array(Float32Array.of(9, 8, 7, 6).buffer));
    await device.submit(recording.handle);
    expect(valuesOf(y)).toEqual([9, 8, 7, 6]);
    recording.free();
  });

  it('does no work for a grid of none that the host wrote', async () => {
    const [x, gain, y] = [floats(1, 1, 1, 1), floats(1, 2, 3, 4), floats(0, 0, 0, 0)];
    const grid = new DeviceBuffer(device, 16, 'upload');
    buffers.push(grid);
    grid.mapped?.fill(0);
    await run((recording) => norm(recording, [x, gain, y], { buffer: grid, offset: 0 }));
    expect(valuesOf(y)).toEqual([0, 0, 0, 0]);
  });

  it('copies and clears between kernels', async () => {
    const [x, gain, y, z] = [floats(1, 1, 1, 1), floats(1, 2, 3, 4), floats(0, 0, 0, 0), floats(5, 5, 5, 5)];
    await run((recording) => {
      norm(recording, [x, gain, y]);
      recording.copy(y, z);
      recording.clear(y);
    });
    expect([valuesOf(y), valuesOf(z)]).toEqual([
      [0, 0, 0, 0],
      [1, 2, 3, 4],
    ]);
  });

  it('runs submissions in the order they were made, without waiting in between', async () => {
    const [x, y] = [floats(1, 1, 1, 1), floats(0, 0, 0, 0)];
    const gains = [1, 2, 3, 4].map((gain) => floats(gain, gain, gain, gain));
    const recordings = gains.map((gain) => new Recording(device, (r) => norm(r, [x, gain, y])));
    await Promise.all(recordings.map((recording) => device.submit(recording.handle)));
    expect(valuesOf(y)).toEqual([4, 4, 4, 4]);
    for (const recording of recordings) recording.free();
  });

  it('never binds a buffer that is gone, though the next one may have its handle', async () => {
    for (let i = 1; i <= 8; i++) {
      const y = floats(0, 0, 0, 0);
      await run((recording) => norm(recording, [floats(1, 1, 1, 1), floats(i, i, i, i), y]));
      expect(valuesOf(y)).toEqual([i, i, i, i]);
      for (const buffer of buffers.splice(0)) buffer.destroy();
    }
  });

  it('frees its command buffer when recording breaks off', () => {
    const free = vi.spyOn(device.vk, 'vkFreeCommandBuffers');
    const breaking = () =>
      new Recording(device, () => {
        throw new Error('no');
      });
    expect(breaking).toThrow('no');
    expect(free).toHaveBeenCalledOnce();
    free.mockRestore();
  });

  it.each<[string, [number, number, number]]>([
    ['larger than the device allows', [2 ** 32, 1, 1]],
    ['of none', [1, 0, 1]],
    ['of a fraction', [1.5, 1, 1]],
    ['of no number', [1, 1, Number.NaN]],
  ])('refuses a grid %s', (_, grid) => {
    const x = floats(1, 1, 1, 1);
    const recording = () => new Recording(device, (r) => norm(r, [x, x, floats(0, 0, 0, 0)], grid));
    expect(recording).toThrow(DeviceLimitError);
    expect(recording).toThrow(`kernel rms-norm.ssbo: a grid of ${grid.join(' x ')} workgroups`);
  });

  it.each([
    ['a buffer that is missing', { gain: undefined }, {}, 'the buffer gain is missing'],
    ['a buffer that it does not have', { scales: true }, {}, 'has no buffer scales'],
    ['an argument that is missing', {}, { dim: undefined }, 'the argument dim is missing'],
    ['an argument that it does not have', {}, { nRows: 1 }, 'has no argument nRows'],
    ['a negative uint', {}, { dim: -1 }, 'the argument dim is -1, not a uint'],
    ['a fraction as a uint', {}, { stride: 1.5 }, 'the argument stride is 1.5, not a uint'],
    ['a uint of more than 32 bits', {}, { gathers: 2 ** 32 }, 'the argument gathers is 4294967296, not a uint'],
  ])('refuses %s, where types were cast away', (_, wrongBuffers, wrongValues, reason) => {
    const x = floats(1, 1, 1, 1);
    const ranges = Object.fromEntries(Object.entries(wrongBuffers).map(([name, is]) => [name, is && x]));
    const given = { ...{ x, gain: x, outputs: x, y: x }, ...ranges };
    const words = { ...values, ...wrongValues } as typeof values;
    expect(() => new Recording(device, (r) => r.dispatch(kernel, given as never, words, one))).toThrow(reason);
  });

  it('writes arguments in the order and the types of the kernel, whatever order they are given in', () => {
    const words = kernel.encodeArguments({ eps: 1.5, gathers: 1, stride: 8, dim: 4 });
    expect([...words]).toEqual([4, 8, 1, 0x3fc00000]);
  });

  it('refuses a copy between sizes', () => {
    const x = floats(1, 1, 1, 1);
    const big = new DeviceBuffer(device, 32, 'upload');
    buffers.push(big);
    expect(() => new Recording(device, (r) => r.copy(x, big.range()))).toThrow('copy of 16 bytes into 32');
  });
});

describe('a kernel', () => {
  const foo = { ...code, name: 'foo' };

  it('refuses a workgroup that the device cannot run', () => {
    expect(() => new Kernel(device, foo, { workgroupSize: 2 ** 20 })).toThrow(DeviceLimitError);
    expect(() => new Kernel(device, foo, { workgroupSize: 0 })).toThrow('kernel foo: workgroups of 0 lanes');
  });

  it('refuses a constant that its SPIR-V does not have, and to go without one that it has', () => {
    const wrong = { workgroupSize: 8, ROWS: 1 } as { workgroupSize: number };
    expect(() => new Kernel(device, foo, wrong)).toThrow('kernel foo has no constant ROWS');
    expect(() => new Kernel(device, foo, {} as never)).toThrow('kernel foo: the constant workgroupSize is missing');
    expect(() => new Kernel(device, foo, { workgroupSize: 7.5 })).toThrow('the constant workgroupSize is 7.5');
  });

  it.each([
    ['a slot without a name', { buffers: { x: 0, gain: 1, outputs: 2 } }, 'slot 3 has no name'],
    ['a buffer that it lacks', { buffers: { ...code.interface.buffers, z: 4 } }, 'its SPIR-V lacks the buffer z'],
    ['fewer arguments', { arguments: { dim: 'uint' } }, '1 arguments for 4 push constants'],
  ])('refuses SPIR-V of another build than its names: %s', (_, other, reason) => {
    const names = { ...code.interface, ...other } as typeof code.interface;
    expect(() => new Kernel(device, { ...foo, interface: names }, { workgroupSize: 8 })).toThrow(reason);
  });

  it('leaves nothing behind when its pipeline cannot be made', () => {
    const calls = ['vkDestroyPipelineLayout', 'vkDestroyDescriptorSetLayout', 'vkDestroyShaderModule'] as const;
    const destroyed = calls.map((call) => vi.spyOn(device.vk, call));
    const make = vi.spyOn(device.vk, 'vkCreateComputePipelines').mockReturnValueOnce(-13);
    expect(() => new Kernel(device, foo, { workgroupSize: subgroupSize })).toThrow(
      'vkCreateComputePipelines (foo) failed: VK_ERROR_UNKNOWN',
    );
    for (const spy of destroyed) expect(spy).toHaveBeenCalledOnce();
    for (const spy of [...destroyed, make]) spy.mockRestore();
  });

  it('refuses a storage buffer larger than the device lets a kernel see', () => {
    const limits = { ...device.physical.limits, maxStorageBufferRange: 8 };
    const { vk, handle, pipelineCache } = device;
    const small = { vk, handle, pipelineCache, physical: { ...device.physical, limits } } as unknown as Device;
    const limited = new Kernel(small, foo, { workgroupSize: subgroupSize });
    const x = floats(1, 1, 1, 1);
    expect(() => limited.descriptorSet([x, x, x, x])).toThrow(/kernel foo, buffer x: 16 bytes, .* allows 8/);
    limited.destroy();
  });

  it('makes the set of the same ranges once, also beyond one pool of them', () => {
    const ranges = Array.from({ length: 70 }, () => floats(0, 0, 0, 0));
    const sets = ranges.map((range) => kernel.descriptorSet([range, range, range, range]));
    expect(new Set(sets.map((set) => set[0])).size).toBe(70);
    const [first] = ranges as [BufferRange];
    expect(kernel.descriptorSet([first, first, first, first])).toBe(sets[0]);
  });
});
