// The order in which the rows of q and k stand. RoPE turns pairs of a head's elements: row i with row i + headDim/2 in
// Hugging Face's folders and in GGUF files of Qwen's architectures ("halves"), row 2i with row 2i + 1 in GGUF files of
// Llama's ("neighbours"), which is how the kernels turn them. A head of 8 rows, by their numbers in the file:
//
//   halves         0 1 2 3 4 5 6 7
//   neighbours     0 4 1 5 2 6 3 7
//
// What belongs to the rows follows them: biases, and the gains of a norm over each head.
import { type Checkpoint, CheckpointError, type TensorInfo } from './checkpoint.ts';

/** True for the tensors that have a row, or an element, for each row of q or k. */
export function isRotated(ggufName: string): boolean {
  return /\.attn_[qk](\.weight|\.bias|_norm\.weight)$/.test(ggufName);
}

/**
 * The same checkpoint with pairs as neighbours, where the original has them as halves. Closing it closes the original.
 * @throws CheckpointError for a tensor that does not have whole heads of rows
 */
export function withNeighbours(checkpoint: Checkpoint, headDim: number): Checkpoint {
  for (const tensor of checkpoint.tensors.values()) if (isRotated(tensor.name)) checkHeads(checkpoint, tensor, headDim);
  return {
    path: checkpoint.path,
    metadata: checkpoint.metadata,
    tensors: checkpoint.tensors,
    async read(tensor, target, offsetBytes = 0) {
      if (!isRotated(tensor.name)) return checkpoint.read(tensor, target, offsetBytes);
      await readInPairs(checkpoint, tensor, { target, offsetBytes, headDim });
    },
    close: () => checkpoint.close(),
  };
}

function checkHeads({ path }: Checkpoint, { name, storedAs = name, shape }: TensorInfo, headDim: number): void {
  const [nRows = 0, ...rest] = shape;
  if (nRows > 0 && nRows % headDim === 0 && rest.length <= 1 && !rest.includes(0)) return;
  const problem = `tensor "${storedAs}" has shape [${shape.join(', ')}], expected whole heads of ${headDim} rows`;
  throw new CheckpointError(path, problem);
}

interface Rows {
  readonly target: Uint8Array;
  readonly offsetBytes: number;
  readonly headDim: number;
}

/** Of each head, its even rows come from the first half and its odd ones from the second. */
async function readInPairs(checkpoint: Checkpoint, tensor: TensorInfo, { target, offsetBytes, headDim }: Rows) {
  const rowBytes = tensor.nBytes / (tensor.shape[0] as number);
  if (offsetBytes % rowBytes !== 0 || target.length % rowBytes !== 0) {
    const asked = `asked for ${target.length} from ${offsetBytes}`;
    throw new RangeError(
      `${checkpoint.path}: tensor "${tensor.storedAs ?? tensor.name}" is read in rows of ${rowBytes} bytes; ${asked}`,
    );
  }
  const firstRow = offsetBytes / rowBytes;
  const endRow = firstRow + target.length / rowBytes;
  const half = headDim / 2;
  for (let row = firstRow; row < endRow; ) {
    const head = row - (row % headDim);
    const end = Math.min(endRow, head + headDim);
    for (const parity of [0, 1]) {
      // The rows head + 2i + parity for i from `from` to `to`, which stand side by side in the file.
      const from = Math.ceil((row - head - parity) / 2);
      const to = Math.ceil((end - head - parity) / 2);
      const rows = new Uint8Array((to - from) * rowBytes);
      await checkpoint.read(tensor, rows, (head + parity * half + from) * rowBytes);
      for (let i = from; i < to; i++) {
        const bytes = rows.subarray((i - from) * rowBytes, (i - from + 1) * rowBytes);
        target.set(bytes, (head + 2 * i + parity - firstRow) * rowBytes);
      }
    }
    row = end;
  }
}
