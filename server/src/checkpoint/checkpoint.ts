// What every kind of weight file gives: metadata, a table of tensors, and bytes on request. No Vulkan, no shapes
// beyond what the file says.
import type { Dtype } from '../dtype.ts';
import { shorten } from './shorten.ts';

/** A metadata value, as GGUF files have them. 64-bit integers beyond 2^53 stay bigint. */
export type MetadataValue = string | number | bigint | boolean | readonly MetadataValue[];

/** Where one tensor lies in its file. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  /** Rows first: [nRows, nCols] for a matrix, [n] for a vector. (GGUF's ne order, reversed.) */
  readonly shape: readonly number[];
  /** Absolute position in the file, or in the one of a folder's files that has the tensor. */
  readonly offsetBytes: number;
  readonly nBytes: number;
  /** The file's own name for it, where that is another. */
  readonly storedAs?: string | undefined;
}

/** An open weight file, or a folder of them that looks like one. */
export interface Checkpoint {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * Fills `target` with the tensor's bytes from `offsetBytes` within the tensor. Both are to be whole rows: where rows
   * are put in order while they are read, nothing else can be.
   */
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
    super(`${path}: ${shorten(problem)}`);
  }
}
