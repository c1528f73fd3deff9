// The engine's program with a driver that fails on SIGUSR2. The first argument is a file that says how. Only the source
// of Vulkan's commands is replaced; everything else is the real program.
import { readFileSync } from 'node:fs';
import { loadVulkan } from '../../src/vulkan/api.ts';

const lost = -4; // VK_ERROR_DEVICE_LOST
const outOfDeviceMemory = -2; // VK_ERROR_OUT_OF_DEVICE_MEMORY

const vk = loadVulkan();

const faults: Readonly<Record<string, () => void>> = {
  'device lost'() {
    vk.waitForFence = async () => lost;
  },
  'out of device memory'() {
    vk.vkQueueSubmit = () => outOfDeviceMemory;
  },
  /** The device never finishes: the process lives, no step ends. */
  'device hangs'() {
    vk.waitForFence = () => new Promise(() => undefined);
  },
  /** A call into the driver never comes back: the process says nothing any more. */
  'driver hangs'() {
    vk.vkQueueSubmit = () => (Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) === 'ok' ? 0 : lost);
  },
  'out of host memory'() {
    const held: unknown[] = [];
    for (;;) held.push(new Array(100_000).fill(held.length));
  },
  'driver crashes'() {
    process.kill(process.pid, 'SIGSEGV');
  },
};

const file = process.argv[2] ?? '';
process.on('SIGUSR2', () => faults[readFileSync(file, 'utf8')]?.());
await import('../../src/engine-process/engine-host.ts');
