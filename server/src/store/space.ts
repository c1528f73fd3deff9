// Whether a download has room, asked before it begins: a disk that is full after an hour helps nobody.
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreError } from './errors.ts';

/** @throws StoreError when the folder of the file has fewer bytes free than are needed */
export async function checkSpace(path: string, neededBytes: number, freeBytes = systemFreeBytes): Promise<void> {
  const folder = dirname(path);
  const free = await freeBytes(folder);
  if (free >= neededBytes) return;
  throw new StoreError(
    `${gib(neededBytes)} more are needed in ${folder}, and ${gib(free)} are free there; make room, or set ` +
      'TRAMONTANE_MODELS to another folder',
  );
}

async function systemFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some network file systems know no numbers: nothing is known then, and the write will tell.
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
