// The pipelines of one device: every kernel in one memory flavour, made on first use. Which flavour, and how large the
// tiles are, is decided here and nowhere else.
import { type Dtype, isQuantised } from '../dtype.ts';
import type { Device } from '../vulkan/device.ts';
import { Kernel } from '../vulkan/kernel.ts';
import { fitsSharedTile, type SharedTile, sharedTileConstants } from './shared-tile.ts';
import { readKernel } from './spirv-files.ts';
import { type ActivationFormat, alignUp, type Int8Format, type KvShape, kvPerUnit } from './tensor.ts';

/** How kernels read memory: see memory.glsl. */
export type Flavour = 'ssbo' | 'texel';

/** Query heads that one attention workgroup holds in registers; larger groups take several workgroups. */
const maxGroupTile = 8;
/** Subgroups that split a sequence's positions among them in attention, where lanes are plenty (GPUs). */
const attentionSubgroups = 4;
/** Subgroups that share out a row of logits: one row is all there is to do. At most MAX_SUBGROUPS, see memory.glsl. */
const selectSubgroups = 16;
/**
 * Workgroups that share out the positions a token sees in attention, where cores are plenty (GPUs): with Mistral's 8 key
 * heads they are 256 for a single token far on in its sequence.
 */
const maxAttentionSplits = 32;

/** The part of a kernel's file name that says what activations it takes or makes; float32 goes without. */
const formatName = (format: ActivationFormat) => (format === 'f32' ? undefined : 'int8');

/** The tile of a projection: ROWS x COLS of its kernel; rows are a multiple of 8. */
export interface Tile {
  readonly rows: number;
  readonly tokens: number;
}

/** The variant of the projection kernels: see tune.ts. */
export interface ProjectionTuning {
  /** The tile for a single token. */
  readonly single: Tile;
  /** The tile where there are several. */
  readonly several: Tile;
  /** Subgroups of a workgroup, which share out the columns. */
  readonly subgroups: number;
  /** The tile for steps of many tokens, at least so many; absent: `several` serves them too. */
  readonly many?: SharedTile & { readonly fromTokens: number };
}
export const usualProjection: ProjectionTuning = {
  single: { rows: 8, tokens: 1 },
  several: { rows: 8, tokens: 4 },
  subgroups: 1,
};

/** What is otherwise than usual. */
export interface KernelSetOptions {
  /** Activations stay float32 even where int8 is faster: for comparisons with other engines. */
  readonly precise?: boolean;
  /** Absent: what does well on most devices. */
  readonly projection?: ProjectionTuning;
  /** Subgroups in every workgroup; absent: one, and in attention what suits the device. At most 16, see memory.glsl. */
  readonly subgroupsPerWorkgroup?: number;
  /** Workgroups that share out the positions of the longest sequence in attention; absent: what suits the device. */
  readonly attentionSplits?: number;
  /** Whether the device selects the best logits; absent: where that spares a copy to the host. */
  readonly selects?: boolean;
  /** Where the SPIR-V of a kernel comes from; absent: the compiled kernels. */
  readonly readKernel?: (name: string) => Uint32Array;
}

export class KernelSet {
  readonly #kernels = new Map<string, Kernel>();
  readonly #options: KernelSetOptions;

  constructor(
    readonly device: Device,
    readonly flavour: Flavour,
    options: KernelSetOptions = {},
  ) {
    this.#options = options;
  }

  /** The tile for a step of so many tokens, where it does not go through shared memory. */
  tile(nTokens: number): Tile {
    return nTokens === 1 ? this.#projection.single : this.#projection.several;
  }

  get #projection(): ProjectionTuning {
    return this.#options.projection ?? usualProjection;
  }

  /** Whether codes are multiplied with codes; in bytes only where the device has an instruction for it. */
  get usesInt8(): boolean {
    return !this.#options.precise && (this.flavour === 'texel' || this.device.physical.hasIntegerDot);
  }

  /** The one int8 format that this flavour knows. */
  get int8Format(): Int8Format {
    return this.flavour === 'texel' ? 'int8-pairs' : 'int8-bytes';
  }

  /** How activations are stored that matrices of these types are multiplied with. */
  activationFormat(dtypes: readonly Dtype[]): ActivationFormat {
    return this.usesInt8 && dtypes.every(isQuantised) ? this.int8Format : 'f32';
  }

  /** A kernel whose workgroup is one subgroup. */
  plain(name: string, dtype?: Dtype): Kernel {
    return this.#get([name, dtype], { 0: this.#workgroupSize(1) });
  }

  /** The norm kernel, by the format of what it writes. */
  norm(format: ActivationFormat): Kernel {
    return this.#get(['rms-norm', formatName(format)], { 0: this.#workgroupSize(1) });
  }

  /** The kernel that makes int8 activations of float32 ones, and its lanes. */
  quantize(): { kernel: Kernel; nLanes: number } {
    const nLanes = this.#workgroupSize(1);
    return { kernel: this.#get(['quantize'], { 0: nLanes }), nLanes };
  }

  /**
   * The projection kernel for a step of nTokens, by the types of its weights and inputs, and the tile of its grid.
   * Of one kernel a token's result does not depend on what other tokens there are. The tile for one token and that for
   * several give the same to the last bit; the shared one, which takes over from `fromTokens` on, rounds differently.
   */
  stepProjection(
    name: string,
    dtype: Dtype,
    format: ActivationFormat,
    nTokens: number,
  ): { kernel: Kernel; tile: Tile } {
    const { many } = this.#projection;
    if (!many || nTokens < many.fromTokens || !this.usesSharedTiles || !fitsSharedTile(dtype)) {
      const tile = this.tile(nTokens);
      return { kernel: this.projection(name, dtype, format, tile), tile };
    }
    const kind = many.by === 'coopmat' ? 'coopmat' : 'tiled';
    const specialization = sharedTileConstants(many, this.device.physical);
    return { kernel: this.#get([name, dtype, formatName(format), kind], specialization), tile: many };
  }

  /** Whether steps of many tokens go through shared memory, as halves: only where that was found faster. */
  get usesSharedTiles(): boolean {
    return this.#projection.many !== undefined && this.flavour === 'ssbo' && !this.#options.precise;
  }

  /** Tokens from which on they do; undefined where they never do. */
  get sharedTilesFrom(): number | undefined {
    return this.usesSharedTiles ? this.#projection.many?.fromTokens : undefined;
  }

  /** A projection kernel (project.glsl), by the types of its weights and inputs. */
  projection(name: string, dtype: Dtype, format: ActivationFormat, tile: Tile): Kernel {
    const nLanes = this.#workgroupSize(this.#projection.subgroups);
    const specialization = { 0: nLanes, 1: tile.rows, 2: tile.tokens };
    return this.#get([name, dtype, formatName(format)], specialization);
  }

  /** The kernel that quantises keys and values of heads of headDim, and its lanes. */
  storeKv(headDim: number): { kernel: Kernel; nLanes: number } {
    const nLanes = this.#workgroupSize(1);
    return { kernel: this.#get(['store-kv'], { 0: nLanes, 1: headDim % 64 === 0 ? 2 : 1 }), nLanes };
  }

  /** The attention kernel for heads that share the keys and values of such a cache. */
  attention(nHeads: number, { type, nKvHeads, headDim }: KvShape): { kernel: Kernel; groupTile: number } {
    const groupTile = Math.min(nHeads / nKvHeads, maxGroupTile);
    const { subgroupSize } = this.device.physical;
    const specialization = {
      0: this.#attentionLanes,
      1: groupTile,
      2: headDim / 4,
      3: subgroupSize,
      4: kvPerUnit[type],
    };
    return { kernel: this.#get(['attention'], specialization), groupTile };
  }

  /**
   * How workgroups share out the positions that a token sees, `longest` at most: so many to each. The step has no say in
   * it: the order of a sequence's sums, and so its result to the bit, must not depend on what else is in a step.
   */
  attentionSplits(longest: number): { positions: number; most: number } {
    // The heads are enough for the few threads of a CPU device, and a merge costs a dispatch.
    const wanted = this.#options.attentionSplits ?? (this.device.physical.type === 'cpu' ? 1 : maxAttentionSplits);
    if (wanted === 1) return { positions: longest, most: 1 };
    const positions = alignUp(Math.ceil(longest / wanted), this.#attentionLanes);
    return { positions, most: Math.ceil(longest / positions) };
  }

  get #attentionLanes(): number {
    return this.#workgroupSize(this.device.physical.type === 'cpu' ? 1 : attentionSubgroups);
  }

  /** The kernel that picks the best logits of a row. */
  select(): Kernel {
    return this.#get(['select'], { 0: this.#workgroupSize(selectSubgroups) });
  }

  /** Whether that is done on the device: one whose memory is the host's own gains nothing by it. */
  get selects(): boolean {
    return this.#options.selects ?? this.device.physical.type !== 'cpu';
  }

  /** The kernel that puts split attention together, and its lanes. */
  attentionMerge(): { kernel: Kernel; nLanes: number } {
    const nLanes = this.#workgroupSize(1);
    return { kernel: this.#get(['attention-merge'], { 0: nLanes }), nLanes };
  }

  #workgroupSize(nSubgroups: number): number {
    const { subgroupSize, limits } = this.device.physical;
    return Math.min(subgroupSize * (this.#options.subgroupsPerWorkgroup ?? nSubgroups), limits.maxWorkgroupInvocations);
  }

  #get(parts: readonly (string | undefined)[], specialization: Readonly<Record<number, number>>): Kernel {
    const file = [...parts, this.flavour].filter(Boolean).join('.').toLowerCase();
    const key = `${file} ${Object.values(specialization).join(' ')}`;
    let kernel = this.#kernels.get(key);
    if (!kernel) {
      kernel = new Kernel(this.device, file, (this.#options.readKernel ?? readKernel)(file), specialization);
      this.#kernels.set(key, kernel);
    }
    return kernel;
  }

  /** No recorded work may still use them. */
  destroy(): void {
    for (const kernel of this.#kernels.values()) kernel.destroy();
    this.#kernels.clear();
  }
}
