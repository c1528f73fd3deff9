// Checks the free space before a download starts, so that it does not fail after an hour.
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreError } from './errors.ts';

/** @returns the free bytes. @throws StoreError if the folder of the file has too little free space */
export async function checkSpace(path: string, neededBytes: number, freeBytes = systemFreeBytes): Promise<number> {
  const folder = dirname(path);
  const free = await freeBytes(folder);
  if (free >= neededBytes) return free;
  throw new StoreError(
    `${gib(neededBytes)} more are needed in ${folder}, but only ${gib(free)} are free; make room, or set ` +
      'TRAMONTANE_MODELS to another folder',
  );
}

async function systemFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some network file systems report no sizes. Then a full disk only shows when a write fails.
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
