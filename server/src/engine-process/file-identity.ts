// What tells whether the weights are still the file that was loaded: a restarted engine reads them again, but the server
// keeps the vocabulary of its start.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Changes when the file, or one in the folder, is exchanged or written to; never rejects. */
export async function identityOf(path: string): Promise<string> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isDirectory()) return [found.dev, found.ino, found.size, found.mtimeNs].join();
    const names = (await readdir(path)).sort();
    return (await Promise.all(names.map(async (name) => `${name}:${await fileIdentity(join(path, name))}`))).join(';');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

async function fileIdentity(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs].join();
}
