// What every kind of weight file gives: metadata, a table of tensors, and bytes on request. No Vulkan, no shapes
// beyond what the file says.
import type { Dtype } from '../dtype.ts';

/** A metadata value of a GGUF file. 64-bit integers beyond 2^53 stay bigint. */
export type MetadataValue = string | number | bigint | boolean | readonly MetadataValue[];

/** Where one tensor lies in its file. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  /** Rows first: [nRows, nCols] for a matrix, [n] for a vector. (GGUF's ne order, reversed.) */
  readonly shape: readonly number[];
  /** Absolute position in the file. */
  readonly offsetBytes: number;
  readonly nBytes: number;
}

/** An open weight file. */
export interface Checkpoint {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Fills `target` with the tensor's bytes from `offsetBytes` within the tensor. */
  read(tensor: TensorInfo, target: Uint8Array, offsetBytes?: number): Promise<void>;
  close(): Promise<void>;
}

/** A weight file that cannot be used: says which file, what was expected, what was found, and where. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
  constructor(
    readonly path: string,
    problem: string,
  ) {
    super(`${path}: ${problem}`);
  }
}
