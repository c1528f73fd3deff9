// Files that a chat writes and reads at a user's word: only regular ones, and never half of one.
import { randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/** A conversation that fills the largest context many times over. */
const maxBytes = 64 * 1024 ** 2;

/**
 * Writes a file whole: one that is there keeps what it has until the new one is complete. A link stays, and the file that it
 * leads to is written. @throws Error with a message for the user
 */
export async function saveFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const there = await stat(target).catch(() => undefined);
  if (there && !there.isFile()) throw new Error(`${path} is not a regular file`);
  // What may not be written is not exchanged either, though its folder would let it be.
  if (there && (there.mode & 0o222) === 0) throw new Error(`${path} is read-only`);
  const draft = `${target}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx', ...(there && { mode: there.mode & 0o777 }) });
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new Error(`${path} could not be written: ${(cause as Error).message}`, { cause });
  }
}

/** Reads a file. Of a device or a pipe it might never see the end. @throws Error with a message for the user */
export async function loadFile(path: string): Promise<string> {
  const there = await stat(path).catch((cause: Error) => {
    throw new Error(`${path} could not be read: ${cause.message}`, { cause });
  });
  if (!there.isFile()) throw new Error(`${path} is not a regular file`);
  if (there.size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes, and no saved conversation`);
  return readFile(path, 'utf8');
}
