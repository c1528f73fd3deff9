// One compute pipeline, made from SPIR-V and specialization constants, and the descriptor sets that bind buffers to it.
import { constants as VK } from '../generated/vulkan.gen.ts';
import { check } from './api.ts';
import type { Device } from './device.ts';
import { DeviceLimitError } from './errors.ts';
import type { BufferRange } from './memory.ts';
import type { PhysicalDevice } from './physical-device.ts';
import { type Binding, type Reflection, reflect } from './spirv.ts';

const setsPerPool = 64;
/** Specialization constant 0 is the workgroup's size in every kernel. */
const workgroupSizeId = 0;

const descriptorTypes: Record<Binding['kind'], number> = {
  'storage-buffer': VK.VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  'storage-texel-buffer': VK.VK_DESCRIPTOR_TYPE_STORAGE_TEXEL_BUFFER,
};

export class Kernel {
  readonly name: string;
  readonly reflection: Reflection;
  readonly pipeline: bigint;
  readonly layout: bigint;
  readonly #device: Device;
  readonly #setLayout: bigint;
  readonly #pools: bigint[] = [];
  readonly #sets = new Map<string, BigUint64Array>();

  /** @param specialization values of the kernel's specialization constants by id; id 0, the workgroup size, included. */
  constructor(device: Device, name: string, spirv: Uint32Array, specialization: Readonly<Record<number, number>>) {
    const { physical } = device;
    this.#device = device;
    this.name = name;
    this.reflection = reflect(spirv, name);
    const workgroupSize = specialization[workgroupSizeId] ?? 0;
    if (workgroupSize < 1 || workgroupSize > physical.limits.maxWorkgroupInvocations) {
      throw new DeviceLimitError(`kernel ${name}: workgroups of ${workgroupSize} on ${physical.name}`);
    }
    if (this.reflection.pushConstantWords * 4 > physical.limits.maxPushConstantsBytes) {
      throw new DeviceLimitError(`kernel ${name}: ${this.reflection.pushConstantWords} words of push constants`);
    }
    for (const id of Object.keys(specialization).map(Number)) {
      if (!this.reflection.specializationIds.includes(id)) throw new Error(`kernel ${name}: no constant_id ${id}`);
    }

    const made = makePipeline(device, name, spirv, this.reflection, specialization);
    this.#setLayout = made.setLayout;
    this.layout = made.layout;
    this.pipeline = made.pipeline;
  }

  /**
   * The descriptor set that binds these ranges, in the order of the kernel's slots; made once for each combination.
   * Sets of buffers that are gone stay behind, unused, until the kernel is destroyed.
   */
  descriptorSet(ranges: readonly BufferRange[]): BigUint64Array {
    const { bindings } = this.reflection;
    if (ranges.length !== bindings.length) {
      throw new Error(`kernel ${this.name} takes ${bindings.length} buffers, ${ranges.length} were given`);
    }
    const key = ranges.map(({ buffer, offset, nBytes }) => `${buffer.id}:${offset}+${nBytes}`).join(' ');
    let set = this.#sets.get(key);
    if (!set) {
      set = this.#allocate();
      this.#sets.set(key, set);
      for (const [i, range] of ranges.entries()) this.#write(set, bindings[i] as Binding, range);
    }
    return set;
  }

  #write(set: BigUint64Array, binding: Binding, { buffer, offset, nBytes }: BufferRange): void {
    const { vk, physical, handle } = this.#device;
    const write = {
      dstSet: set[0] ?? 0n,
      dstBinding: binding.slot,
      dstArrayElement: 0,
      descriptorCount: 1,
      descriptorType: descriptorTypes[binding.kind],
    };
    if (binding.kind === 'storage-texel-buffer') {
      const view = BigUint64Array.of(buffer.texelView(offset, nBytes));
      vk.vkUpdateDescriptorSets(handle, 1, [{ ...write, pTexelBufferView: view }], 0, null);
      return;
    }
    if (nBytes > physical.limits.maxStorageBufferRange) {
      throw new DeviceLimitError(
        `kernel ${this.name}, slot ${binding.slot}: ${nBytes} bytes, ${physical.name} allows ` +
          `${physical.limits.maxStorageBufferRange} in one storage buffer`,
      );
    }
    const bufferInfo = [{ buffer: buffer.handle, offset, range: nBytes }];
    vk.vkUpdateDescriptorSets(handle, 1, [{ ...write, pBufferInfo: bufferInfo }], 0, null);
  }

  #allocate(): BigUint64Array {
    const { vk, handle } = this.#device;
    const out = new BigUint64Array(1);
    if (this.#sets.size % setsPerPool === 0) {
      const counts = Object.entries(descriptorTypes)
        .map(([kind, type]) => ({
          type,
          descriptorCount: setsPerPool * this.reflection.bindings.filter((b) => b.kind === kind).length,
        }))
        .filter(({ descriptorCount }) => descriptorCount > 0);
      const pool = { maxSets: setsPerPool, poolSizeCount: counts.length, pPoolSizes: counts };
      check('vkCreateDescriptorPool', vk.vkCreateDescriptorPool(handle, pool, null, out));
      this.#pools.push(out[0] ?? 0n);
    }
    const info = {
      descriptorPool: this.#pools.at(-1) ?? 0n,
      descriptorSetCount: 1,
      pSetLayouts: BigUint64Array.of(this.#setLayout),
    };
    check('vkAllocateDescriptorSets', vk.vkAllocateDescriptorSets(handle, info, out));
    return out;
  }

  /** No recorded work may still use it. */
  destroy(): void {
    const { vk, handle } = this.#device;
    for (const pool of this.#pools) vk.vkDestroyDescriptorPool(handle, pool, null);
    vk.vkDestroyPipeline(handle, this.pipeline, null);
    vk.vkDestroyPipelineLayout(handle, this.layout, null);
    vk.vkDestroyDescriptorSetLayout(handle, this.#setLayout, null);
  }
}

/** The pipeline and what it stands on; when one of them cannot be made, none is left behind. */
function makePipeline(
  device: Device,
  name: string,
  spirv: Uint32Array,
  { bindings, pushConstantWords }: Reflection,
  specialization: Readonly<Record<number, number>>,
): { setLayout: bigint; layout: bigint; pipeline: bigint } {
  const { vk, physical, handle } = device;
  const out = new BigUint64Array(1);
  let [setLayout, layout, module] = [0n, 0n, 0n]; // VK_NULL_HANDLE, which may be destroyed
  try {
    const slots = bindings.map(({ slot, kind }) => ({
      binding: slot,
      descriptorType: descriptorTypes[kind],
      descriptorCount: 1,
      stageFlags: VK.VK_SHADER_STAGE_COMPUTE_BIT,
    }));
    const setInfo = { bindingCount: slots.length, pBindings: slots };
    check('vkCreateDescriptorSetLayout', vk.vkCreateDescriptorSetLayout(handle, setInfo, null, out));
    setLayout = out[0] ?? 0n;

    const layoutInfo = {
      setLayoutCount: 1,
      pSetLayouts: BigUint64Array.of(setLayout),
      pushConstantRangeCount: pushConstantWords ? 1 : 0,
      pPushConstantRanges: [{ stageFlags: VK.VK_SHADER_STAGE_COMPUTE_BIT, offset: 0, size: pushConstantWords * 4 }],
    };
    check('vkCreatePipelineLayout', vk.vkCreatePipelineLayout(handle, layoutInfo, null, out));
    layout = out[0] ?? 0n;

    const shader = { codeSize: spirv.byteLength, pCode: spirv };
    check('vkCreateShaderModule', vk.vkCreateShaderModule(handle, shader, null, out));
    module = out[0] ?? 0n;
    const stage = shaderStage(physical, module, specialization);
    const info = { stage, layout, basePipelineIndex: -1 };
    const result = vk.vkCreateComputePipelines(handle, device.pipelineCache.handle, 1, info, null, out);
    check(`vkCreateComputePipelines (${name})`, result);
    return { setLayout, layout, pipeline: out[0] ?? 0n };
  } catch (error) {
    vk.vkDestroyPipelineLayout(handle, layout, null);
    vk.vkDestroyDescriptorSetLayout(handle, setLayout, null);
    throw error;
  } finally {
    vk.vkDestroyShaderModule(handle, module, null);
  }
}

function shaderStage(physical: PhysicalDevice, module: bigint, specialization: Readonly<Record<number, number>>) {
  const entries = Object.entries(specialization);
  // With the size pinned, a workgroup of that size is exactly one subgroup.
  const pinned = physical.canPinSubgroupSize && (specialization[workgroupSizeId] ?? 0) % physical.subgroupSize === 0;
  return {
    stage: VK.VK_SHADER_STAGE_COMPUTE_BIT,
    module,
    pName: 'main',
    pSpecializationInfo: {
      mapEntryCount: entries.length,
      pMapEntries: entries.map(([id], i) => ({ constantID: Number(id), offset: i * 4, size: 4 })),
      dataSize: entries.length * 4,
      pData: Uint32Array.from(entries, ([, value]) => value),
    },
    ...(pinned && {
      pNext: {
        struct: 'VkPipelineShaderStageRequiredSubgroupSizeCreateInfo' as const,
        value: { requiredSubgroupSize: physical.subgroupSize },
      },
    }),
  };
}
