// The pieces in which a file is loaded, and room for them: the same bytes again and again, since what is left to the
// garbage collector stays in the process for long, and a model's pieces are many times its size.
import { rowAlignment } from '../kernels/tensor.ts';

/** About a piece's size: enough to keep a disk busy, and little beside any model. */
export const pieceBytes = 2 * 1024 * 1024;

/** [first row, rows] of pieces, in whole tiles of rows. */
export function* pieces(nRows: number, rowBytes: number): Generator<readonly [row: number, n: number]> {
  const pieceRows = Math.max(rowAlignment, Math.floor(pieceBytes / rowBytes / rowAlignment) * rowAlignment);
  for (let row = 0; row < nRows; row += pieceRows) yield [row, Math.min(pieceRows, nRows - row)];
}

export class PieceBuffers {
  readonly #buffers = new Map<string, Uint8Array<ArrayBuffer>>();

  /** Zeroed bytes for a use, good until the next call for the same use. */
  zeroed(use: string, nBytes: number): Uint8Array<ArrayBuffer> {
    return this.bytes(use, nBytes).fill(0);
  }

  /** The same, with whatever they hold. */
  bytes(use: string, nBytes: number): Uint8Array<ArrayBuffer> {
    let buffer = this.#buffers.get(use);
    if (!buffer || buffer.length < nBytes) {
      buffer = new Uint8Array(nBytes);
      this.#buffers.set(use, buffer);
    }
    return buffer.subarray(0, nBytes);
  }
}
