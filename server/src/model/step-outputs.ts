// The results of a step for the host: logits, or if the device selects, the best of them. One row per output.
import type { Batch, Scores } from '../engine/model.ts';
import type { KernelSet } from '../kernels/kernel-set.ts';
import { bestBytes, maxBest, readBest, select, selectsOnDevice } from '../kernels/select.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import type { StepInputs } from './step-inputs.ts';

export class StepOutputs {
  readonly nBytes: number;
  readonly #kernels: KernelSet;
  readonly #nRows: number;
  readonly #vocabSize: number;
  readonly #rows: DeviceBuffer; // f32 [nRows, vocabSize], for the host
  /** If the device selects: what it selects from, and what it selects. */
  readonly #selection: { readonly logits: DeviceBuffer; readonly best: DeviceBuffer } | undefined;

  constructor(kernels: KernelSet, nRows: number, vocabSize: number) {
    const { device } = kernels;
    this.#kernels = kernels;
    this.#nRows = nRows;
    this.#vocabSize = vocabSize;
    const nBytes = nRows * vocabSize * 4;
    this.#rows = new DeviceBuffer(device, nBytes, 'readback');
    if (selectsOnDevice(kernels)) {
      this.#selection = {
        logits: new DeviceBuffer(device, nBytes, 'device'),
        best: new DeviceBuffer(device, bestBytes(nRows), 'readback'),
      };
    }
    const { logits, best } = this.#selection ?? {};
    this.nBytes = nBytes + (logits?.nBytes ?? 0) + (best?.nBytes ?? 0);
  }

  /** Where the output head puts its logits, f32 [nRows, vocabSize]. */
  get logits(): BufferRange {
    return (this.#selection?.logits ?? this.#rows).range();
  }

  /** Memory that the host reads, free until the output head runs: f32 [nRows, vocabSize]. */
  get free(): BufferRange {
    return this.#rows.range();
  }

  /** What is in it, from its beginning. @param n floats */
  readFree(n: number): Float32Array {
    const { buffer, byteOffset } = mappedOf(this.#rows);
    return new Float32Array(buffer, byteOffset, n);
  }

  /** Records the selection, to follow the output head. */
  record(r: Recording, { nBest, outputsGrid: grid }: StepInputs): void {
    if (!this.#selection) return;
    const { logits, best } = this.#selection;
    const [nRows, vocabSize] = [this.#nRows, this.#vocabSize];
    const rows = this.#rows.range();
    select(r, this.#kernels, { logits: logits.range(), nBest, rows, best: best.range(), vocabSize, nRows, grid });
  }

  /** How many of the best are selected for each output of a step: 0 for all. */
  nBest({ outputs, nBest = outputs.map(() => 0) }: Batch): readonly number[] {
    return nBest.map((n) => (n > maxBest || (n > 0 && !this.#selection) ? 0 : n));
  }

  /** Reads the results of a step that ran with this `nBest`; valid until the next step. */
  read(nBest: readonly number[]): Scores[] {
    const rows = mappedOf(this.#rows);
    return nBest.map((n, i) =>
      n > 0 && this.#selection
        ? readBest(mappedOf(this.#selection.best), i, n)
        : { logits: new Float32Array(rows.buffer, rows.byteOffset + i * this.#vocabSize * 4, this.#vocabSize) },
    );
  }

  destroy(): void {
    this.#rows.destroy();
    this.#selection?.logits.destroy();
    this.#selection?.best.destroy();
  }
}

function mappedOf({ mapped }: DeviceBuffer): Uint8Array<ArrayBuffer> {
  if (!mapped) throw new Error('readback memory that the host cannot see');
  return mapped;
}
