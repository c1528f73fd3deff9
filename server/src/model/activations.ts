// The scratch tensors of a step, allocated once for the largest step and reused by every layer.
import { type AttentionExtent, attentionScratchBytes } from '../kernels/attention.ts';
import { qkvRows } from '../kernels/finish-qkv.ts';
import type { KernelSet } from '../kernels/kernel-set.ts';
import {
  type ActivationFormat,
  type Activations,
  alignUp,
  blockTableLength,
  type Int8Format,
  kvBlockSize,
  maxTileTokens,
  rowBytes,
  strideOf,
} from '../kernels/tensor.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import { Recording } from '../vulkan/recording.ts';
import type { MistralConfig } from './config.ts';

/** The largest step. */
export interface StepExtent {
  readonly maxBatchTokens: number;
  readonly contextLength: number;
}

export class StepActivations {
  readonly x: Activations; // [nTokens, dim] the residual stream
  readonly normed: Activations; // [nTokens, dim]
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  /** q, k and v before they are adjusted, [nTokens, rows of qkv]; undefined: the model does not adjust them. */
  readonly projected: Activations | undefined;
  readonly attended: Activations; // [nTokens, nHeads * headDim]
  readonly hidden: Activations; // [nTokens, hiddenDim]
  readonly scratch: BufferRange; // partial results of attention's splits
  readonly nBytes: number;
  readonly #buffers: DeviceBuffer[] = [];
  readonly #int8: DeviceBuffer;
  readonly #int8Format: Int8Format;
  readonly #nRows: number;

  private constructor(kernels: KernelSet, config: MistralConfig, { maxBatchTokens, contextLength }: StepExtent) {
    const { device, int8Format } = kernels;
    const nRows = alignUp(maxBatchTokens, maxTileTokens);
    this.#int8Format = int8Format;
    const bytes = (nBytes: number) => {
      const made = new DeviceBuffer(device, nBytes, 'device');
      this.#buffers.push(made);
      return made;
    };
    const buffer = (format: ActivationFormat, stride: number) => bytes(nRows * rowBytes(format, stride));
    const rows = (name: string, dim: number, stride: number): Activations => {
      return { name, format: 'f32', range: buffer('f32', stride).range(), nRows, dim, stride };
    };
    const { dim, hiddenDim } = config;
    const queryDim = config.nHeads * config.headDim;
    this.x = rows('x', dim, strideOf(dim));
    this.normed = rows('normed', dim, strideOf(dim));
    this.queries = rows('queries', queryDim, queryDim);
    const { endRow } = qkvRows(queryDim, config.nKvHeads * config.headDim);
    this.projected = config.adjustsQkv ? rows('projected', endRow, endRow) : undefined;
    this.attended = rows('attended', queryDim, strideOf(queryDim));
    this.hidden = rows('hidden', hiddenDim, strideOf(hiddenDim));
    this.scratch = bytes(
      attentionScratchBytes(kernels, attentionExtent(config, contextLength), maxBatchTokens),
    ).range();
    this.#nRows = nRows;
    this.#int8 = buffer(int8Format, strideOf(Math.max(dim, queryDim, hiddenDim)));
    this.nBytes = this.#buffers.reduce((sum, buffer) => sum + buffer.nBytes, 0);
  }

  /** All zero: kernels read the padding between a row's end and its stride but never write it, so it must not be NaN. */
  static async create(kernels: KernelSet, config: MistralConfig, extent: StepExtent): Promise<StepActivations> {
    const made = new StepActivations(kernels, config, extent);
    const { device } = kernels;
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

  /** Int8 rows for the next projection; all of them share one buffer. @param dim a multiple of 32 */
  int8Rows(dim: number): Activations {
    return { name: 'int8', format: this.#int8Format, range: this.#int8.range(), nRows: this.#nRows, dim, stride: dim };
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}

function attentionExtent(
  { nHeads, headDim, slidingWindow: window }: MistralConfig,
  nPositions: number,
): AttentionExtent {
  return { nHeads, headDim, contextLength: blockTableLength(nPositions) * kvBlockSize, window };
}
