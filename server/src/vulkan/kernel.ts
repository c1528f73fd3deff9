// One compute pipeline, made from SPIR-V and specialization constants, and the descriptor sets that bind buffers to it.
// Buffers, push constants and specialization constants go by the names that they have in the kernel's source.
import { constants as VK } from '../generated/vulkan.gen.ts';
import { check } from './api.ts';
import type { Device } from './device.ts';
import { DeviceLimitError } from './errors.ts';
import type { ArgumentsOf, BuffersOf, ConstantsOf, KernelInterface } from './kernel-interface.ts';
import type { BufferRange } from './memory.ts';
import type { PhysicalDevice } from './physical-device.ts';
import { sharedMemoryBytes } from './shared-memory.ts';
import { type Binding, type Reflection, reflect } from './spirv.ts';

const setsPerPool = 64;
/** Specialization constant 0 is the workgroup's size in every kernel. */
const workgroupSizeId = 0;

const descriptorTypes: Record<Binding['kind'], number> = {
  'storage-buffer': VK.VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  'storage-texel-buffer': VK.VK_DESCRIPTOR_TYPE_STORAGE_TEXEL_BUFFER,
};

/** A compiled kernel and the names that go with it. */
export interface KernelCode<I extends KernelInterface> {
  /** For error messages. */
  readonly name: string;
  readonly interface: I;
  readonly spirv: Uint32Array;
}

type NamedBinding = Binding & { readonly name: string };

export class Kernel<I extends KernelInterface = KernelInterface> {
  readonly name: string;
  readonly interface: I;
  readonly pipeline: bigint;
  readonly layout: bigint;
  readonly #device: Device;
  readonly #bindings: readonly NamedBinding[];
  readonly #setLayout: bigint;
  readonly #pools: bigint[] = [];
  readonly #sets = new Map<string, BigUint64Array>();

  /** @throws Error when names and SPIR-V do not belong together; DeviceLimitError, VulkanError */
  constructor(device: Device, { name, interface: names, spirv }: KernelCode<I>, constants: ConstantsOf<I>) {
    this.#device = device;
    this.name = name;
    this.interface = names;
    const reflection = reflect(spirv, name);
    this.#bindings = nameBindings(name, names, reflection);
    const specialization = specialize(name, names, constants, reflection);
    expectWithinLimits(name, device.physical, { specialization, spirv, reflection });
    const made = makePipeline(device, { name, spirv, reflection, specialization });
    this.#setLayout = made.setLayout;
    this.layout = made.layout;
    this.pipeline = made.pipeline;
  }

  /** These buffers in the order of the kernel's slots, and whether it writes them. @throws Error for a wrong name */
  bind(buffers: BuffersOf<I>): { readonly range: BufferRange; readonly isWritten: boolean }[] {
    const given = new Map(Object.entries(buffers).filter(([, range]) => range !== undefined));
    const bound = this.#bindings.map(({ name, isWritten }) => {
      const range = given.get(name);
      if (!range) throw new Error(`kernel ${this.name}: the buffer ${name} is missing`);
      given.delete(name);
      return { range, isWritten };
    });
    for (const name of given.keys()) throw new Error(`kernel ${this.name} has no buffer ${name}`);
    return bound;
  }

  /** The words of push constants, in their order. @throws Error for a wrong name, or a value that its type cannot hold */
  encodeArguments(values: ArgumentsOf<I>): Uint32Array {
    const types = Object.entries(this.interface.arguments);
    const given: Readonly<Record<string, number>> = values;
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(this.interface.arguments, name))
        throw new Error(`kernel ${this.name} has no argument ${name}`);
    }
    const words = new DataView(new ArrayBuffer(types.length * 4));
    for (const [i, [name, type]] of types.entries()) {
      const value = given[name];
      if (value === undefined) throw new Error(`kernel ${this.name}: the argument ${name} is missing`);
      if (type === 'float') words.setFloat32(i * 4, value, true);
      else if (isUint(value)) words.setUint32(i * 4, value, true);
      else throw new RangeError(`kernel ${this.name}: the argument ${name} is ${value}, not a uint`);
    }
    return new Uint32Array(words.buffer);
  }

  /**
   * The descriptor set that binds these ranges, in the order of the kernel's slots; made once for each combination.
   * Sets of buffers that are gone stay behind, unused, until the kernel is destroyed.
   */
  descriptorSet(ranges: readonly BufferRange[]): BigUint64Array {
    const key = ranges.map(({ buffer, offset, nBytes }) => `${buffer.id}:${offset}+${nBytes}`).join(' ');
    let set = this.#sets.get(key);
    if (!set) {
      set = this.#allocate();
      this.#sets.set(key, set);
      for (const [i, range] of ranges.entries()) this.#write(set, this.#bindings[i] as NamedBinding, range);
    }
    return set;
  }

  #write(set: BigUint64Array, binding: NamedBinding, { buffer, offset, nBytes }: BufferRange): void {
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
        `kernel ${this.name}, buffer ${binding.name}: ${nBytes} bytes, ${physical.name} allows ` +
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
          descriptorCount: setsPerPool * this.#bindings.filter((b) => b.kind === kind).length,
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

function isUint(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}

const stale = 'npm run generate and npm run build bring them together';

/** The bindings that the SPIR-V has, by the names of the interface. */
function nameBindings(kernel: string, names: KernelInterface, { bindings, pushConstantWords }: Reflection) {
  const slots = [...Object.entries(names.buffers), ...Object.entries(names.optionalBuffers)];
  const nameOf = new Map(slots.map(([name, slot]) => [slot, name]));
  const named = bindings.map((binding) => {
    const name = nameOf.get(binding.slot);
    if (name === undefined) throw new Error(`kernel ${kernel}: slot ${binding.slot} has no name; ${stale}`);
    return { ...binding, name };
  });
  const nArguments = Object.keys(names.arguments).length;
  if (nArguments !== pushConstantWords) {
    throw new Error(`kernel ${kernel}: ${nArguments} arguments for ${pushConstantWords} push constants; ${stale}`);
  }
  for (const [name, slot] of Object.entries(names.buffers)) {
    if (!bindings.some((binding) => binding.slot === slot)) {
      throw new Error(`kernel ${kernel}: its SPIR-V lacks the buffer ${name}; ${stale}`);
    }
  }
  return named;
}

/** Specialization constants: id -> value. */
function specialize(
  kernel: string,
  names: KernelInterface,
  values: Readonly<Record<string, number | undefined>>,
  { specializationIds }: Reflection,
): ReadonlyMap<number, number> {
  const ids: Readonly<Record<string, number>> = { ...names.constants, ...names.optionalConstants };
  const specialization = new Map<number, number>();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const id = Object.hasOwn(ids, name) ? ids[name] : undefined;
    if (id === undefined || !specializationIds.includes(id))
      throw new Error(`kernel ${kernel} has no constant ${name}`);
    if (!isUint(value)) throw new RangeError(`kernel ${kernel}: the constant ${name} is ${value}, not a uint`);
    specialization.set(id, value);
  }
  const missing = Object.keys(ids).find((name) => {
    const id = ids[name] as number;
    return specializationIds.includes(id) && !specialization.has(id);
  });
  if (missing !== undefined) throw new Error(`kernel ${kernel}: the constant ${missing} is missing`);
  return specialization;
}

function expectWithinLimits(
  kernel: string,
  { name, limits }: PhysicalDevice,
  { specialization, spirv, reflection: { bindings, pushConstantWords } }: Omit<PipelineSource, 'name'>,
): void {
  const lanes = specialization.get(workgroupSizeId) ?? 0;
  const counts: [what: string, n: number, most: number][] = [
    ['lanes in a workgroup', lanes, Math.min(limits.maxWorkgroupInvocations, limits.maxWorkgroupWidth)],
    ['bytes of shared memory', sharedMemoryBytes(spirv, kernel, specialization), limits.maxSharedMemoryBytes],
    ['bytes of push constants', pushConstantWords * 4, limits.maxPushConstantsBytes],
    ['bindings', bindings.length, limits.maxBindings.all],
    ...(['storage-buffer', 'storage-texel-buffer'] as const).map((kind): [string, number, number] => [
      `bindings of ${kind.replaceAll('-', ' ')}s`,
      bindings.filter((binding) => binding.kind === kind).length,
      limits.maxBindings[kind],
    ]),
  ];
  for (const [what, n, most] of counts) {
    if (n > most) throw new DeviceLimitError(`kernel ${kernel} has ${n} ${what}, ${name} allows ${most}`);
  }
  if (lanes < 1) throw new RangeError(`kernel ${kernel}: workgroups of ${lanes} lanes`);
}

/** What a pipeline is made from. */
interface PipelineSource {
  readonly name: string;
  readonly spirv: Uint32Array;
  readonly reflection: Reflection;
  readonly specialization: ReadonlyMap<number, number>;
}

/** The pipeline and what it stands on; when one of them cannot be made, none is left behind. */
function makePipeline(
  device: Device,
  { name, spirv, reflection: { bindings, pushConstantWords }, specialization }: PipelineSource,
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
    const flags = device.capturesStatistics ? VK.VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR : 0;
    const info = { flags, stage, layout, basePipelineIndex: -1 };
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

function shaderStage(physical: PhysicalDevice, module: bigint, specialization: ReadonlyMap<number, number>) {
  const entries = [...specialization];
  // With the size pinned and all lanes required, a workgroup of n times that size is exactly n subgroups.
  const pinned =
    physical.canPinSubgroupSize && (specialization.get(workgroupSizeId) ?? 0) % physical.subgroupSize === 0;
  const isFull = pinned && physical.canFillSubgroups;
  return {
    flags: isFull ? VK.VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT : 0,
    stage: VK.VK_SHADER_STAGE_COMPUTE_BIT,
    module,
    pName: 'main',
    pSpecializationInfo: {
      mapEntryCount: entries.length,
      pMapEntries: entries.map(([constantID], i) => ({ constantID, offset: i * 4, size: 4 })),
      dataSize: entries.length * 4,
      pData: Uint32Array.from(entries, ([, value]) => value),
    },
    pNext: pinned
      ? {
          struct: 'VkPipelineShaderStageRequiredSubgroupSizeCreateInfo' as const,
          value: { requiredSubgroupSize: physical.subgroupSize },
        }
      : null,
  };
}
