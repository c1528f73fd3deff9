// A checkpoint of which some tensors are runs of rows of others: q, k and v out of one fused matrix, or the rows of an
// embedding that a vocabulary has pieces for.
import type { Checkpoint, TensorInfo } from './checkpoint.ts';

/** Rows of a tensor that are a tensor of their own; firstRow + nRows is at most the source's rows. */
export interface RowSlice {
  readonly name: string;
  readonly source: TensorInfo;
  readonly firstRow: number;
  readonly nRows: number;
}

/** The same checkpoint with the slices in the place of their sources. Closing it closes the original. */
export function withRowSlices(checkpoint: Checkpoint, slices: readonly RowSlice[]): Checkpoint {
  if (slices.length === 0) return checkpoint;
  const tensors = new Map(checkpoint.tensors);
  const origins = new Map<string, { source: TensorInfo; firstByte: number }>();
  for (const { source } of slices) tensors.delete(source.name);
  for (const { name, source, firstRow, nRows } of slices) {
    const [sourceRows = 1, ...rest] = source.shape;
    const rowBytes = source.nBytes / sourceRows;
    const firstByte = firstRow * rowBytes;
    const offsetBytes = source.offsetBytes + firstByte;
    tensors.set(name, { ...source, name, shape: [nRows, ...rest], nBytes: nRows * rowBytes, offsetBytes });
    origins.set(name, { source, firstByte });
  }
  return {
    path: checkpoint.path,
    metadata: checkpoint.metadata,
    tensors,
    async read(tensor, target, offsetBytes = 0) {
      const origin = origins.get(tensor.name);
      if (!origin) return checkpoint.read(tensor, target, offsetBytes);
      if (offsetBytes < 0 || offsetBytes + target.length > tensor.nBytes) {
        const asked = `asked for ${target.length} from ${offsetBytes}`;
        throw new RangeError(`${checkpoint.path}: tensor ${tensor.name} has ${tensor.nBytes} bytes; ${asked}`);
      }
      return checkpoint.read(origin.source, target, origin.firstByte + offsetBytes);
    },
    close: () => checkpoint.close(),
  };
}
