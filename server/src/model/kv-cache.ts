// Keys and values of every layer, in blocks of 16 positions. engine/block-manager.ts assigns them to sequences; block tables
// (step-inputs.ts) tell the kernels.
import { fitsKvType, type KvType, kvBytes, type LayerCache } from '../kernels/tensor.ts';
import type { Device } from '../vulkan/device.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import type { MistralConfig } from './config.ts';

/** Half the memory and traffic of float32; its rounding matters far less than that of quantised weights. */
export const defaultKvType: KvType = 'f16';

export interface KvCacheOptions {
  readonly kvType: KvType;
  readonly nBlocks: number;
  /** Tokens of the largest step. */
  readonly maxBatchTokens: number;
}

export class KvCache {
  readonly layers: readonly LayerCache[]; // [nLayers]
  readonly nBytes: number;
  readonly #buffers: DeviceBuffer[] = [];

  constructor(device: Device, config: MistralConfig, { kvType: type, nBlocks, maxBatchTokens }: KvCacheOptions) {
    const { nLayers, nKvHeads, headDim } = config;
    const shape = { type, nBlocks, nKvHeads, headDim };
    const pair = (nBytes: number): { keys: BufferRange; values: BufferRange } => {
      const [keys, values] = [0, 1].map(() => {
        const made = new DeviceBuffer(device, nBytes, 'device');
        this.#buffers.push(made);
        return made.range();
      }) as [BufferRange, BufferRange];
      return { keys, values };
    };
    try {
      const staged = type === 'q8_0' ? pair(maxBatchTokens * nKvHeads * headDim * 4) : undefined;
      this.layers = Array.from({ length: nLayers }, () => ({ ...shape, ...pair(kvBytes(shape)), staged }));
    } catch (error) {
      this.destroy();
      throw error;
    }
    this.nBytes = this.#buffers.reduce((sum, buffer) => sum + buffer.nBytes, 0);
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}

/**
 * The type of keys and values: `wanted`, or a wider one if heads do not come in whole units of it.
 * @param onNotice told when it is not `wanted`
 */
export function chooseKvType(
  { headDim }: Pick<MistralConfig, 'headDim'>,
  wanted: KvType,
  onNotice: (notice: string) => void,
): KvType {
  if (fitsKvType(wanted, headDim)) return wanted;
  const type = fitsKvType('f16', headDim) ? 'f16' : 'f32';
  onNotice(
    `keys and values are stored as ${type}, not ${wanted}: heads of ${headDim} do not come in whole blocks of it`,
  );
  return type;
}
