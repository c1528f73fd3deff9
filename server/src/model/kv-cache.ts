// Keys and values of every layer, for a fixed number of sequences. Each sequence has a ring of `capacity` positions:
// position p lies in slot p mod capacity, so with a sliding window the memory does not grow with the text.
import { alignUp, type LayerCache } from '../kernels/tensor.ts';
import type { Device } from '../vulkan/device.ts';
import { DeviceBuffer } from '../vulkan/memory.ts';
import type { MistralConfig } from './config.ts';

export class KvCache {
  readonly layers: readonly LayerCache[]; // [nLayers]
  readonly nPlaces: number;
  readonly capacity: number;
  readonly nBytes: number;
  readonly #buffers: DeviceBuffer[] = [];

  constructor(device: Device, config: MistralConfig, nPlaces: number, capacity: number) {
    const { nLayers, nKvHeads, headDim } = config;
    const layerBytes = nPlaces * nKvHeads * capacity * headDim * 4;
    this.nPlaces = nPlaces;
    this.capacity = capacity;
    this.nBytes = 2 * nLayers * layerBytes;
    const buffer = () => {
      const made = new DeviceBuffer(device, layerBytes, 'device');
      this.#buffers.push(made);
      return made.range();
    };
    try {
      this.layers = Array.from({ length: nLayers }, () => ({
        keys: buffer(),
        values: buffer(),
        nSequences: nPlaces,
        nKvHeads,
        capacity,
        headDim,
      }));
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}

/**
 * Positions a sequence needs room for. A step of n tokens is written before it is read: its first token must still find
 * the window before it, after its last has been written.
 */
export function cacheCapacity(config: MistralConfig, contextLength: number, maxBatchTokens: number): number {
  const { slidingWindow } = config;
  const whole = alignUp(contextLength, 4);
  return slidingWindow === undefined ? whole : Math.min(whole, alignUp(slidingWindow + maxBatchTokens - 1, 4));
}
