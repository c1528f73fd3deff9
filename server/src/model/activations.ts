// The scratch tensors of one step, made once for the largest step and reused by every layer.
import { type Activations, alignUp, maxTileTokens, strideOf } from '../kernels/tensor.ts';
import type { Device } from '../vulkan/device.ts';
import { DeviceBuffer } from '../vulkan/memory.ts';
import { Recording } from '../vulkan/recording.ts';
import type { MistralConfig } from './config.ts';

export class StepActivations {
  readonly x: Activations; // [nTokens, dim] the residual stream
  readonly normed: Activations; // [nTokens, dim]
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly attended: Activations; // [nTokens, nHeads * headDim]
  readonly hidden: Activations; // [nTokens, hiddenDim]
  readonly nBytes: number;
  readonly #buffers: DeviceBuffer[] = [];

  private constructor(device: Device, config: MistralConfig, maxBatchTokens: number) {
    const nRows = alignUp(maxBatchTokens, maxTileTokens);
    const rows = (name: string, dim: number, stride: number): Activations => {
      const buffer = new DeviceBuffer(device, nRows * stride * 4, 'device');
      this.#buffers.push(buffer);
      return { name, range: buffer.range(), nRows, dim, stride };
    };
    const { dim, hiddenDim } = config;
    const queryDim = config.nHeads * config.headDim;
    this.x = rows('x', dim, strideOf(dim));
    this.normed = rows('normed', dim, strideOf(dim));
    this.queries = rows('queries', queryDim, queryDim);
    this.attended = rows('attended', queryDim, strideOf(queryDim));
    this.hidden = rows('hidden', hiddenDim, strideOf(hiddenDim));
    this.nBytes = this.#buffers.reduce((sum, buffer) => sum + buffer.nBytes, 0);
  }

  /** All zero: the padding between a row's end and its stride is never written, and must not hold a NaN. */
  static async create(device: Device, config: MistralConfig, maxBatchTokens: number): Promise<StepActivations> {
    const made = new StepActivations(device, config, maxBatchTokens);
    const recording = new Recording(device, (r) => {
      for (const buffer of made.#buffers) r.clear(buffer.range());
    });
    try {
      await device.submit(recording.handle);
    } finally {
      recording.free();
    }
    return made;
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}
