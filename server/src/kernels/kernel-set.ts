// The pipelines of one device: every kernel in one memory flavour, compiled on first use. Also what the device can do and
// what was found fastest on it, from which each kernel's host function computes its specialization constants.
import { type Dtype, isQuantised } from '../dtype.ts';
import type { Device } from '../vulkan/device.ts';
import { Kernel, type KernelCode } from '../vulkan/kernel.ts';
import type { ConstantsOf, KernelInterface } from '../vulkan/kernel-interface.ts';
import { kernelInterfaces } from './kernel-interfaces.gen.ts';
import { type ProjectionTuning, usualProjection } from './projection-tuning.ts';
import { readKernel } from './spirv-files.ts';
import type { ActivationFormat, Int8Format } from './tensor.ts';

/** How kernels read memory: see memory.glsl. */
export type Flavour = 'ssbo' | 'texel';

type KernelInterfaces = typeof kernelInterfaces;
/** The name of a .comp file. */
export type KernelName = keyof KernelInterfaces;

/** One of the compilations of a kernel's source, which scripts/kernel-variants.ts lists. */
export interface Variant {
  /** The type of the weights. */
  readonly dtype?: Dtype | undefined;
  /** The format of the activations that it reads (rms-norm: writes); undefined: f32. */
  readonly format?: ActivationFormat | undefined;
  /** What multiplies tiles in shared memory; undefined: tiles are in registers. */
  readonly tiles?: 'tiled' | 'coopmat' | undefined;
}

/** Overrides of what would be chosen for the device. */
export interface KernelSetOptions {
  /** Activations stay float32, and no tile has halves: for comparisons with other engines. */
  readonly precise?: boolean | undefined;
  /** False: activations stay float32 even where int8 is faster, but shared tiles of halves may be used. */
  readonly int8?: boolean | undefined;
  /** Undefined: what does well on most devices. */
  readonly projection?: ProjectionTuning | undefined;
  /** Subgroups in every workgroup, at most MAX_SUBGROUPS of memory.glsl; undefined: what suits the kernel. */
  readonly subgroupsPerWorkgroup?: number | undefined;
  /** Workgroups that share out the positions of the longest sequence in attention; undefined: what suits the device. */
  readonly attentionSplits?: number | undefined;
  /** Whether attention gives lanes that a row leaves over other work; undefined: on GPUs, whose subgroups are large. */
  readonly sharesLanes?: boolean | undefined;
  /** Whether the device selects the best logits; undefined: where that saves a copy to the host. */
  readonly selects?: boolean | undefined;
  /** Where the SPIR-V of a kernel comes from; undefined: the compiled kernels. */
  readonly readKernel?: ((name: string) => Uint32Array) | undefined;
}

export class KernelSet {
  readonly #kernels = new Map<string, Kernel>();

  constructor(
    readonly device: Device,
    readonly flavour: Flavour,
    readonly options: KernelSetOptions = {},
  ) {}

  get projection(): ProjectionTuning {
    return this.options.projection ?? usualProjection;
  }

  /** Whether the device is a CPU: few threads that run one workgroup each, and the host's own memory. */
  get isCpu(): boolean {
    return this.device.physical.type === 'cpu';
  }

  /** Whether int8 codes of weights and activations are multiplied; for bytes the device needs an instruction for it. */
  get usesInt8(): boolean {
    const { precise = false, int8 = true } = this.options;
    return !precise && int8 && (this.flavour === 'texel' || this.device.physical.hasIntegerDot);
  }

  /** The int8 format of this flavour. */
  get int8Format(): Int8Format {
    return this.flavour === 'texel' ? 'int8-pairs' : 'int8-bytes';
  }

  /** The format of activations that are multiplied with matrices of these types. */
  activationFormat(dtypes: readonly Dtype[]): ActivationFormat {
    return this.usesInt8 && dtypes.every(isQuantised) ? this.int8Format : 'f32';
  }

  /** Lanes of a workgroup of nSubgroups, within the device's limit. */
  workgroupSize(nSubgroups: number): number {
    const { subgroupSize, limits } = this.device.physical;
    return Math.min(
      subgroupSize * (this.options.subgroupsPerWorkgroup ?? nSubgroups),
      limits.maxWorkgroupInvocations,
      limits.maxWorkgroupWidth,
    );
  }

  /** The pipeline of a kernel's variant with these specialization constants. */
  get<Name extends KernelName>(
    name: Name,
    { dtype, format, tiles }: Variant,
    constants: ConstantsOf<KernelInterfaces[Name]>,
  ): Kernel<KernelInterfaces[Name]> {
    const int8 = format === undefined || format === 'f32' ? undefined : 'int8';
    const file = [name, dtype, int8, tiles, this.flavour].filter(Boolean).join('.').toLowerCase();
    const key = `${file} ${JSON.stringify(constants)}`;
    let kernel = this.#kernels.get(key) as Kernel<KernelInterfaces[Name]> | undefined;
    if (!kernel) {
      const spirv = (this.options.readKernel ?? readKernel)(file);
      kernel = this.compile({ name: file, interface: kernelInterfaces[name], spirv }, constants);
      this.#kernels.set(key, kernel as unknown as Kernel);
    }
    return kernel;
  }

  /** Makes a pipeline that this set does not have yet; tests take it from a set that has. */
  protected compile<I extends KernelInterface>(code: KernelCode<I>, constants: ConstantsOf<I>): Kernel<I> {
    return new Kernel(this.device, code, constants);
  }

  /** No recorded work may still use them. */
  destroy(): void {
    for (const kernel of this.#kernels.values()) kernel.destroy();
    this.#kernels.clear();
  }
}
