// Deliberate misuse of Vulkan that the validation layer must report; otherwise its silence about the engine would mean
// nothing. Usage: validation-layer-control.ts invalid-argument / missing-barrier / right
import { kernelInterfaces } from '../src/kernels/kernel-interfaces.gen.ts';
import { readKernel } from '../src/kernels/spirv-files.ts';
import { Device } from '../src/vulkan/device.ts';
import { Kernel } from '../src/vulkan/kernel.ts';
import { DeviceBuffer } from '../src/vulkan/memory.ts';
import { Recording } from '../src/vulkan/recording.ts';

const use = process.argv[2];
const device = Device.open();
const { vk } = device;
if (use === 'invalid-argument') {
  const fence = new BigUint64Array(1);
  vk.vkCreateFence(device.handle, { flags: 0x40 }, null, fence);
  vk.vkDestroyFence(device.handle, fence[0] ?? 0n, null);
}

const code = { name: 'rms-norm', interface: kernelInterfaces['rms-norm'], spirv: readKernel('rms-norm.ssbo') };
const kernel = new Kernel(device, code, { workgroupSize: device.physical.subgroupSize });
const buffers = [0, 1].map(() => new DeviceBuffer(device, 16, 'upload'));
const [x, y] = buffers.map((buffer) => buffer.range());
if (!x || !y) throw new Error('two buffers were made');
const barrier = vk.vkCmdPipelineBarrier;
if (use === 'missing-barrier') vk.vkCmdPipelineBarrier = () => undefined;
const recording = new Recording(device, (r) => {
  const values = { dim: 4, stride: 4, gathers: 0, eps: 0 };
  r.dispatch(kernel, { x, gain: x, outputs: x, y }, values, [1, 1, 1]);
  r.dispatch(kernel, { x: y, gain: y, outputs: y, y: x }, values, [1, 1, 1]);
});
vk.vkCmdPipelineBarrier = barrier;
await device.submit(recording.handle);

recording.free();
kernel.destroy();
for (const buffer of buffers) buffer.destroy();
await device.close();
