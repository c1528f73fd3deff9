// Models on devices that allow less: which memory flavour is taken, what is said where none can be, and a driver that
// refuses what its limits allow. The limits of the device at hand are lowered for each test.
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import { type Flavour, KernelSet } from '../../src/kernels/kernel-set.ts';
import { modelBindings } from '../../src/model/bindings.ts';
import { type MistralConfig, readConfig } from '../../src/model/config.ts';
import { openModel } from '../../src/model/open-model.ts';
import { Device } from '../../src/vulkan/device.ts';
import { DeviceLimitError, VulkanError } from '../../src/vulkan/errors.ts';
import { DeviceBuffer } from '../../src/vulkan/memory.ts';
import type { DeviceLimits } from '../../src/vulkan/physical-device.ts';
import { goldenFile } from './golden.ts';

const kvType = 'f16';
/** What is largest is a pair of weight matrices in one, and what a step of many tokens has in the other. */
const files = ['tiny-mistral-swa.f32', 'tiny-mistral-swa.q4_K_M'] as const;
const enough = { maxStorageBufferRange: 2 ** 30, maxTexelBufferElements: 2 ** 26 };

interface Opened {
  readonly device: Device;
  readonly checkpoint: Checkpoint;
  readonly config: MistralConfig;
  readonly notices: string[];
  /** Bytes of weights that were read. */
  nRead: number;
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (let step = undo.pop(); step; step = undo.pop()) await step();
});

async function setUp(file: string, limits: Partial<DeviceLimits>): Promise<Opened> {
  const device = Device.open();
  undo.push(() => device.close());
  Object.assign(device.physical.limits, enough, limits);
  const original = await openGguf(goldenFile(`${file}.gguf`));
  undo.push(() => original.close());
  const opened: Opened = { device, checkpoint: original, config: readConfig(original), notices: [], nRead: 0 };
  const read: Checkpoint['read'] = (tensor, target, offset) => {
    opened.nRead += target.length;
    return original.read(tensor, target, offset);
  };
  const { path, metadata, tensors } = original;
  return Object.assign(opened, { checkpoint: { path, metadata, tensors, read, close: () => original.close() } });
}

async function open({ device, checkpoint, config, notices }: Opened) {
  const onNotice = (notice: string) => notices.push(notice);
  const opened = await openModel({ device, checkpoint, config, kvType, onNotice });
  undo.push(opened.destroy);
  return opened;
}

/** Bytes of the largest range that a model binds. */
async function largestBinding(file: string, flavour: Flavour): Promise<number> {
  const { device, checkpoint, config } = await setUp(file, {});
  const limits = { kvType, contextLength: config.contextLength } as const;
  const bindings = modelBindings(new KernelSet(device, flavour), checkpoint, config, limits);
  return Math.max(...bindings.map(({ nBytes }) => nBytes));
}

describe.each(files)('%s on a device', (file) => {
  it('that allows texel buffers just as large as it needs runs on them, else on storage buffers', async () => {
    const elements = Math.ceil((await largestBinding(file, 'texel')) / 16);
    const isCpu = Device.open().physical.type === 'cpu';
    const fitting = await open(await setUp(file, { maxTexelBufferElements: elements }));
    if (isCpu) expect(fitting.kernels.flavour).toBe('texel');
    const tight = await setUp(file, { maxTexelBufferElements: elements - 1 });
    expect((await open(tight)).kernels.flavour).toBe('ssbo');
    expect(tight.notices).toEqual([]);
  });

  it('that allows storage buffers just as large as it needs runs on them, and smaller ones are refused', async () => {
    const nBytes = await largestBinding(file, 'ssbo');
    const little = { maxTexelBufferElements: 16 };
    expect((await open(await setUp(file, { ...little, maxStorageBufferRange: nBytes }))).kernels.flavour).toBe('ssbo');
    // A shorter context would not help, unless keys and values are what is largest.
    const least = Math.min(nBytes - 1, 20_000);
    const refused = await setUp(file, { ...little, maxStorageBufferRange: least });
    const refusal = await open(refused).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DeviceLimitError);
    expect((refusal as Error).message).toMatch(
      new RegExp(
        `cannot run .*${file}.gguf: .* takes \\d+ bytes, texel kernels can bind 256; .* ${least}\\. Take a smaller`,
      ),
    );
    expect(refused.nRead).toBe(0);
  });
});

describe('a driver that refuses what its limits allow', () => {
  const file = 'tiny-mistral-swa.q4_0';

  /** No view can be made any more once the weights are read: the self-test is over then. */
  function refuseViews(opened: Opened): void {
    const texelView = DeviceBuffer.prototype.texelView;
    vi.spyOn(DeviceBuffer.prototype, 'texelView').mockImplementation(function (this: DeviceBuffer, offset, nBytes) {
      if (opened.nRead > 0) throw new VulkanError('vkCreateBufferView', -2);
      return texelView.call(this, offset, nBytes);
    });
  }

  it('in the first steps gets the other flavour, and the operator is told', async () => {
    const refusing = await setUp(file, {});
    refuseViews(refusing);
    const { kernels, model } = await open(refusing);
    if (refusing.device.physical.type !== 'cpu') return; // GPUs take storage buffers first
    expect(kernels.flavour).toBe('ssbo');
    expect(refusing.notices).toEqual([
      expect.stringMatching(
        /texel kernels: vkCreateBufferView failed: VK_ERROR_OUT_OF_DEVICE_MEMORY; the ssbo kernels are/,
      ),
    ]);
    expect(model.memory.weights).toBeGreaterThan(0);
  });

  it('in both flavours is named, with both reasons, and nothing is kept', async () => {
    const refusing = await setUp(file, {});
    const before = refusing.device.nBuffers;
    // The self-test's grids are smaller than those of the largest step.
    Object.assign(refusing.device.physical.limits, { maxWorkgroupCount: [65535, 65535, 100] });
    await expect(open(refusing)).rejects.toThrow(
      /texel kernels: kernel attention.* a grid of .* x 128 .*; ssbo kernels: kernel attention.* a grid of|ssbo.*; texel/s,
    );
    expect(refusing.device.nBuffers).toBe(before);
  });
});

describe('a kernel on a device that allows fewer', () => {
  it.each<[Partial<DeviceLimits>, RegExp]>([
    [
      { maxBindings: { 'storage-buffer': 4, 'storage-texel-buffer': 4, all: 200 } },
      /has \d bindings of storage \w+ ?buffers, .* allows 4/,
    ],
    [{ maxBindings: { 'storage-buffer': 64, 'storage-texel-buffer': 64, all: 3 } }, /has \d bindings, .* allows 3/],
    [{ maxSharedMemoryBytes: 8 }, /has \d+ bytes of shared memory, .* allows 8/],
    [{ maxPushConstantsBytes: 8 }, /has \d+ bytes of push constants, .* allows 8/],
    [{ maxBuffers: 3 }, /allows 3 allocations of memory/],
  ])('is refused by name where it allows %j', async (limits, message) => {
    const refused = await setUp('tiny-mistral-swa.q4_0', limits);
    await expect(open(refused)).rejects.toThrow(message);
  });
});

it('a buffer as large as the device says can be made', async () => {
  const device = Device.open();
  const nBytes = Math.min(device.physical.limits.maxBufferBytes, 2 ** 30);
  const buffer = new DeviceBuffer(device, nBytes, 'device');
  expect(buffer.nBytes).toBe(nBytes);
  buffer.destroy();
  await device.close();
});
