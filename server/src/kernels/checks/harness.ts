// Runs a kernel for its check: buffers with known bytes, one submission, and the bytes afterwards. All buffers are in
// memory that the host sees.
import { type BufferRange, DeviceBuffer } from '../../vulkan/memory.ts';
import { Recording } from '../../vulkan/recording.ts';
import type { KernelSet } from '../kernel-set.ts';
import { packRows, unitsPerRow } from '../pack-weights.ts';
import { type Activations, alignUp, rowAlignment, strideOf, type WeightMatrix } from '../tensor.ts';
import type { CheckpointRows } from './checkpoint-rows.ts';

/** Fills outputs before a kernel runs; it must still be there wherever the kernel must not write. */
export const untouched = 12345;

/** Host writes to the fresh buffers need no barrier: a submission makes them visible. */
export class Harness {
  readonly #buffers: DeviceBuffer[] = [];

  constructor(readonly kernels: KernelSet) {}

  /** A buffer that holds these bytes. */
  buffer(content: ArrayBufferView): BufferRange {
    const buffer = new DeviceBuffer(this.kernels.device, Math.max(16, content.byteLength), 'readback');
    this.#buffers.push(buffer);
    bytesOf(buffer).set(new Uint8Array(content.buffer, content.byteOffset, content.byteLength));
    return buffer.range();
  }

  /** Rows [nRows, dim] laid out at their stride, the padding columns `padding`. */
  activations(
    name: string,
    values: ArrayLike<number>,
    dim: number,
    { padding = 0, stride = strideOf(dim) }: { readonly padding?: number; readonly stride?: number } = {},
  ): Activations {
    const nRows = values.length / dim;
    const padded = new Float32Array(nRows * stride).fill(padding);
    for (let row = 0; row < nRows; row++) {
      for (let i = 0; i < dim; i++) padded[row * stride + i] = values[row * dim + i] ?? Number.NaN;
    }
    return { name, format: 'f32', range: this.buffer(padded), nRows, dim, stride };
  }

  /** A (fused) matrix out of the rows of a checkpoint, every part from a multiple of rowAlignment on. */
  matrix(...parts: readonly [CheckpointRows, ...CheckpointRows[]]): WeightMatrix {
    const [{ dtype, nCols }] = parts;
    const packed = parts.map((part) => packRows(part));
    const nRows = parts.reduce((sum, part) => sum + alignUp(part.nRows, rowAlignment), 0);
    const weights = Buffer.concat(packed.map((planes) => planes.weights));
    const scales = Buffer.concat(packed.map((planes) => planes.scales));
    const planes = {
      weights: this.buffer(weights),
      scales: scales.length > 0 ? this.buffer(scales) : undefined,
    };
    return { name: 'checked', dtype, nRows, nCols, nUnits: unitsPerRow(dtype, nCols), planes };
  }

  /** Records the kernel under check, runs it once, and waits. */
  async run(record: (recording: Recording) => void): Promise<void> {
    const recording = new Recording(this.kernels.device, record);
    try {
      await this.kernels.device.submit(recording.handle);
    } finally {
      recording.free();
    }
  }

  /** A copy of what a buffer holds now. */
  bytes({ buffer, offset, nBytes }: BufferRange): Uint8Array<ArrayBuffer> {
    return bytesOf(buffer).slice(offset, offset + nBytes);
  }

  floats(range: BufferRange): Float32Array {
    return new Float32Array(this.bytes(range).buffer);
  }

  /** Frees the buffers. The harness can be used again. */
  clear(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers.length = 0;
  }
}

function bytesOf(buffer: DeviceBuffer): Uint8Array<ArrayBuffer> {
  if (!buffer.mapped) throw new Error('the memory of a check is not visible to the host');
  return buffer.mapped;
}

/**
 * The largest of |got[i] - expected[i]| / scale[i]; where the scale is 0, anything but the expected value counts as
 * infinite, and so does NaN.
 */
export function largestError(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale: ArrayLike<number> | number,
): number {
  if (got.length !== expected.length) throw new RangeError(`${got.length} values against ${expected.length}`);
  let largest = 0;
  for (let i = 0; i < got.length; i++) {
    const difference = Math.abs((got[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    const own = typeof scale === 'number' ? scale : (scale[i] ?? Number.NaN);
    const error = difference === 0 ? 0 : difference / own;
    if (!(error <= largest)) largest = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  return largest;
}

/** The relative error of a float32 result after n roundings in the same direction. */
export function roundings(n: number): number {
  return n * 2 ** -24;
}
