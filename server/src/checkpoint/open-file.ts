// Opening files that somebody names: only regular ones, and what goes wrong is said as a CheckpointError.
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { CheckpointError } from './checkpoint.ts';

/** Opens a regular file for reading; `kind` says what was expected, such as "a GGUF file". */
export async function openFile(path: string, kind: string): Promise<FileHandle> {
  try {
    // Asked first, because opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) throw new CheckpointError(path, `expected ${kind}, found no regular file`);
    return await open(path, 'r');
  } catch (error) {
    throw error instanceof CheckpointError ? error : cannotBeOpened(path, error);
  }
}

/** The names in a folder, or undefined if `path` is something else. Throws a CheckpointError if nothing is there. */
export async function namesInFolder(path: string): Promise<Set<string> | undefined> {
  try {
    return (await stat(path)).isDirectory() ? new Set(await readdir(path)) : undefined;
  } catch (error) {
    throw cannotBeOpened(path, error);
  }
}

function cannotBeOpened(path: string, error: unknown): CheckpointError {
  return new CheckpointError(path, `cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
}
