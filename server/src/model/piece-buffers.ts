// The pieces in which a file is loaded, and reusable buffers for them: memory left to the garbage collector would stay
// allocated for long.
import { rowAlignment } from '../kernels/tensor.ts';

/** The approximate size of a piece: large enough to keep a disk busy, small beside any model. */
export const pieceBytes = 2 * 1024 * 1024;

/** [first row, rows] of pieces, in whole tiles of rows. */
export function* pieces(nRows: number, rowBytes: number): Generator<readonly [row: number, n: number]> {
  const pieceRows = Math.max(rowAlignment, Math.floor(pieceBytes / rowBytes / rowAlignment) * rowAlignment);
  for (let row = 0; row < nRows; row += pieceRows) yield [row, Math.min(pieceRows, nRows - row)];
}

export class PieceBuffers {
  readonly #buffers = new Map<string, Uint8Array<ArrayBuffer>>();

  /** Zeroed bytes, valid until the next call for the same use. */
  zeroed(use: string, nBytes: number): Uint8Array<ArrayBuffer> {
    return this.bytes(use, nBytes).fill(0);
  }

  /** Bytes with undefined contents, valid until the next call for the same use. */
  bytes(use: string, nBytes: number): Uint8Array<ArrayBuffer> {
    let buffer = this.#buffers.get(use);
    if (!buffer || buffer.length < nBytes) {
      buffer = new Uint8Array(nBytes);
      this.#buffers.set(use, buffer);
    }
    return buffer.subarray(0, nBytes);
  }
}
