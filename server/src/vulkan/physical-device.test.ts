// Which device is taken, out of made-up ones.
import { describe, expect, it } from 'vitest';
import { MissingVulkanError } from './errors.ts';
import { choosePhysicalDevice, type PhysicalDevice } from './physical-device.ts';

function device(index: number, name: string, type: PhysicalDevice['type'], missing: string[] = []): PhysicalDevice {
  return {
    handle: BigInt(index + 1),
    index,
    name,
    type,
    driver: 'made up',
    apiVersion: '1.3.0',
    vendorId: 1,
    deviceId: 1,
    driverVersion: 1,
    pipelineCacheUuid: '00',
    memoryBytes: 2 ** 30,
    memory: { memoryTypeCount: 0, memoryTypes: [], memoryHeapCount: 0, memoryHeaps: [] },
    subgroupSize: 32,
    canPinSubgroupSize: true,
    canFillSubgroups: true,
    hasIntegerDot: true,
    matrixShapes: [],
    queueFamily: 0,
    limits: {
      maxBufferBytes: 2 ** 30,
      maxStorageBufferRange: 2 ** 27,
      maxTexelBufferElements: 2 ** 27,
      maxPushConstantsBytes: 128,
      maxSharedMemoryBytes: 32768,
      maxWorkgroupInvocations: 1024,
      maxWorkgroupWidth: 1024,
      maxBindings: { 'storage-buffer': 16, 'storage-texel-buffer': 16, all: 200 },
      maxBuffers: 4096,
      maxWorkgroupCount: [65535, 65535, 65535],
      offsetAlignment: 16,
    },
    missing,
  };
}

const llvmpipe = device(0, 'llvmpipe (LLVM 15)', 'cpu');
const iris = device(1, 'Intel Iris Xe', 'integrated');
const radeon = device(2, 'AMD Radeon RX 7900', 'discrete');
const geforce = device(3, 'NVIDIA GeForce RTX 4090', 'discrete');
const old = device(4, 'NVIDIA GeForce GT 430', 'discrete', ['Vulkan 1.2 (it has 1.0.65)']);

describe('the choice of a device', () => {
  it('prefers a discrete GPU, then an integrated one, then the CPU', () => {
    expect(choosePhysicalDevice([llvmpipe, iris, radeon])).toBe(radeon);
    expect(choosePhysicalDevice([llvmpipe, iris])).toBe(iris);
    expect(choosePhysicalDevice([llvmpipe])).toBe(llvmpipe);
  });

  it('takes the first of two equals, as the loader lists them', () => {
    expect(choosePhysicalDevice([geforce, radeon])).toBe(radeon);
  });

  it('passes over a device that lacks something, however good its type', () => {
    expect(choosePhysicalDevice([old, llvmpipe])).toBe(llvmpipe);
  });

  it('takes the device of that number, not of that place in the array', () => {
    expect(choosePhysicalDevice([radeon, llvmpipe], '0')).toBe(llvmpipe);
  });

  it('takes the device whose name holds the words, whatever their case', () => {
    expect(choosePhysicalDevice([llvmpipe, iris, radeon], 'intel')).toBe(iris);
  });

  it('lists the devices when none matches', () => {
    expect(() => choosePhysicalDevice([llvmpipe, iris], 'arc')).toThrow(
      'no Vulkan device matches --device arc; there are: 0: llvmpipe (LLVM 15); 1: Intel Iris Xe',
    );
    expect(() => choosePhysicalDevice([llvmpipe], '7')).toThrow('--device 7');
  });

  it('says what the named device lacks', () => {
    expect(() => choosePhysicalDevice([llvmpipe, old], 'GT 430')).toThrow(
      'Vulkan device NVIDIA GeForce GT 430 lacks Vulkan 1.2 (it has 1.0.65)',
    );
  });

  it('says what to install when there is no device, and what each lacks when none will do', () => {
    expect(() => choosePhysicalDevice([])).toThrow(MissingVulkanError);
    expect(() => choosePhysicalDevice([])).toThrow(/no driver with a device.*Install/);
    expect(() => choosePhysicalDevice([old])).toThrow(/no Vulkan device can run the engine: 4: .*lacks Vulkan 1\.2/);
  });
});
