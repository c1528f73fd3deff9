// Whether the head that a folder brings is its embedding once more. Engines disagree on a tied folder whose head is
// another: some drop the head, others use it.
import { readFully } from './header-reader.ts';
import type { ShardTensor } from './hf-shards.ts';

const chunkBytes = 4 * 1024 * 1024;

/** Compares type, shape and bytes, up to the first difference. Rejects with a CheckpointError where a file ends early. */
export async function isSameTensor(one: ShardTensor, other: ShardTensor): Promise<boolean> {
  const { dtype, shape, nBytes } = one.info;
  if (dtype !== other.info.dtype || shape.join() !== other.info.shape.join()) return false;
  for (let offset = 0; offset < nBytes; offset += chunkBytes) {
    const length = Math.min(chunkBytes, nBytes - offset);
    const [ours, theirs] = await Promise.all([bytesOf(one, offset, length), bytesOf(other, offset, length)]);
    if (!ours.equals(theirs)) return false;
  }
  return true;
}

async function bytesOf({ info, handle, path }: ShardTensor, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  await readFully(handle, path, bytes, info.offsetBytes + offset);
  return bytes;
}
