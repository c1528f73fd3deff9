// A command buffer that is recorded once and submitted many times. Barriers are not written by hand: they follow from
// what each kernel's SPIR-V says it reads and writes.
import { constants as VK } from '../generated/vulkan.gen.ts';
import { check, encodeStruct } from './api.ts';
import type { Device } from './device.ts';
import { DeviceLimitError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { ArgumentsOf, BuffersOf, KernelInterface } from './kernel-interface.ts';
import type { BufferRange, DeviceBuffer } from './memory.ts';

/** Workgroups: fixed, or three uint32 that the host writes into a buffer before each submission. */
export type Grid = readonly [number, number, number] | { readonly buffer: DeviceBuffer; readonly offset: number };

const shaderAccess = VK.VK_ACCESS_SHADER_READ_BIT | VK.VK_ACCESS_SHADER_WRITE_BIT;
const transferAccess = VK.VK_ACCESS_TRANSFER_READ_BIT | VK.VK_ACCESS_TRANSFER_WRITE_BIT;
const workStages =
  VK.VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK.VK_PIPELINE_STAGE_TRANSFER_BIT | VK.VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT;
const workAccess = shaderAccess | transferAccess | VK.VK_ACCESS_INDIRECT_COMMAND_READ_BIT;

export class Recording {
  readonly #device: Device;
  readonly #handle = new BigUint64Array(1);
  readonly #workBarrier = encodeStruct('VkMemoryBarrier', { srcAccessMask: workAccess, dstAccessMask: workAccess });
  readonly #hostBarrier = encodeStruct('VkMemoryBarrier', {
    srcAccessMask: workAccess,
    dstAccessMask: VK.VK_ACCESS_HOST_READ_BIT | VK.VK_ACCESS_HOST_WRITE_BIT,
  });
  /** Buffers touched since the last barrier. */
  readonly #read = new Set<DeviceBuffer>();
  readonly #written = new Set<DeviceBuffer>();
  #nDispatches = 0;

  /** Opens the command buffer; `record` fills it in; then it is closed and can be submitted. */
  constructor(device: Device, record: (recording: Recording) => void) {
    this.#device = device;
    const { vk } = device;
    const info = {
      commandPool: device.commandPool,
      level: VK.VK_COMMAND_BUFFER_LEVEL_PRIMARY,
      commandBufferCount: 1,
    };
    check('vkAllocateCommandBuffers', vk.vkAllocateCommandBuffers(device.handle, info, this.#handle));
    try {
      check('vkBeginCommandBuffer', vk.vkBeginCommandBuffer(this.handle, {}));
      // What earlier submissions wrote is made visible to this one.
      this.#barrier();
      record(this);
      this.#showToHost();
      check('vkEndCommandBuffer', vk.vkEndCommandBuffer(this.handle));
    } catch (error) {
      this.free();
      throw error;
    }
  }

  get handle(): bigint {
    return this.#handle[0] ?? 0n;
  }

  /** Kernel launches that it holds. */
  get nDispatches(): number {
    return this.#nDispatches;
  }

  /**
   * Runs a kernel over a grid of workgroups.
   * @param buffers by the names of the kernel's source; those that its variant does not have are undefined
   * @param values its push constants, by name
   * @throws Error for a name that is missing or that the kernel does not know; DeviceLimitError
   */
  dispatch<I extends KernelInterface>(
    kernel: Kernel<I>,
    buffers: NoInfer<BuffersOf<I>>,
    values: NoInfer<ArgumentsOf<I>>,
    grid: Grid,
  ): void {
    const { vk, physical } = this.#device;
    const bound = kernel.bind(buffers);
    const words = kernel.encodeArguments(values);
    const set = kernel.descriptorSet(bound.map(({ range }) => range));
    const touched = bound.map(({ range: { buffer }, isWritten }) => ({ buffer, isWritten }));
    if (!('buffer' in grid)) {
      const tooMany = grid.some(
        (n, i) => !Number.isInteger(n) || n < 1 || n > (physical.limits.maxWorkgroupCount[i] ?? 0),
      );
      if (tooMany) throw new DeviceLimitError(`kernel ${kernel.name}: a grid of ${grid.join(' x ')} workgroups`);
    }
    const clashes = touched.some(
      ({ buffer, isWritten }) => this.#written.has(buffer) || (isWritten && this.#read.has(buffer)),
    );
    if (clashes) this.#barrier();
    for (const { buffer, isWritten } of touched) (isWritten ? this.#written : this.#read).add(buffer);

    vk.vkCmdBindPipeline(this.handle, VK.VK_PIPELINE_BIND_POINT_COMPUTE, kernel.pipeline);
    vk.vkCmdBindDescriptorSets(this.handle, VK.VK_PIPELINE_BIND_POINT_COMPUTE, kernel.layout, 0, 1, set, 0, null);
    if (words.length > 0) {
      vk.vkCmdPushConstants(this.handle, kernel.layout, VK.VK_SHADER_STAGE_COMPUTE_BIT, 0, words.byteLength, words);
    }
    if ('buffer' in grid) vk.vkCmdDispatchIndirect(this.handle, grid.buffer.handle, grid.offset);
    else vk.vkCmdDispatch(this.handle, ...grid);
    this.#nDispatches++;
  }

  /** Copies bytes between buffers. */
  copy(source: BufferRange, target: BufferRange): void {
    if (source.nBytes !== target.nBytes) throw new RangeError(`copy of ${source.nBytes} bytes into ${target.nBytes}`);
    this.#barrier();
    const region = { srcOffset: source.offset, dstOffset: target.offset, size: source.nBytes };
    this.#device.vk.vkCmdCopyBuffer(this.handle, source.buffer.handle, target.buffer.handle, 1, [region]);
    this.#written.add(target.buffer);
    this.#read.add(source.buffer);
  }

  /** Fills bytes with zero. */
  clear({ buffer, offset, nBytes }: BufferRange): void {
    this.#barrier();
    this.#device.vk.vkCmdFillBuffer(this.handle, buffer.handle, offset, nBytes, 0);
    this.#written.add(buffer);
  }

  #barrier(): void {
    const { vk } = this.#device;
    vk.vkCmdPipelineBarrier(this.handle, workStages, workStages, 0, 1, this.#workBarrier, 0, null, 0, null);
    this.#read.clear();
    this.#written.clear();
  }

  #showToHost(): void {
    const { vk } = this.#device;
    const hostStage = VK.VK_PIPELINE_STAGE_HOST_BIT;
    vk.vkCmdPipelineBarrier(this.handle, workStages, hostStage, 0, 1, this.#hostBarrier, 0, null, 0, null);
  }

  /** It must not be in flight. */
  free(): void {
    this.#device.vk.vkFreeCommandBuffers(this.#device.handle, this.#device.commandPool, 1, this.#handle);
  }
}
