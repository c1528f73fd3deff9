// Pulls one file from the hub into the models folder: look, lock, download, check, move into place, record. This file says
// the order of the steps; the other files of this folder do them.
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DownloadOptions, download } from './download.ts';
import { StoppedError } from './errors.ts';
import { checkHubFile, type HubFile, pathOf, suffixes } from './hub-file.ts';
import { findInstalled, type InstalledFile, isAlreadyThere, writeRecord } from './installed.ts';
import { takeLock } from './lock.ts';

/** Options of a pull. */
export interface PullOptions extends DownloadOptions {
  /** Download the file even if it is installed. */
  readonly force?: boolean | undefined;
}

/** The result of a pull. */
export interface Pulled {
  readonly installed: InstalledFile;
  /** False if the file was installed already and nothing was downloaded. */
  readonly isNew: boolean;
}

/**
 * Downloads a file unless that revision of it is installed. An installed file is not checked against the hub, so that this
 * works without a network; `force` downloads it again.
 * @throws StoreError, StoppedError
 */
export async function pull(wanted: HubFile, options: PullOptions): Promise<Pulled> {
  const file = checkHubFile(wanted);
  const { modelsFolder, force = false } = options;
  const path = pathOf(modelsFolder, file);
  const found = await installedAlready(file, options);
  if (found) return { installed: found, isNew: false };
  await mkdir(dirname(path), { recursive: true });
  const release = await takeLock(path + suffixes.lock);
  try {
    // Another pull may have finished before the lock was taken.
    const foundNow = await installedAlready(file, options);
    if (foundNow) return { installed: foundNow, isNew: false };
    if (!force && (await stat(path).catch(() => null))) {
      const remote = await options.hub.stat(file, options.signal);
      if (await isAlreadyThere(modelsFolder, file, remote)) {
        return { installed: await writeRecord(modelsFolder, file, remote), isNew: false };
      }
    }
    const { part, remote } = await download(file, options);
    // In this order no file ever has another file's record, even after a power failure.
    await rm(path + suffixes.record, { force: true });
    await part.place(path);
    return { installed: await writeRecord(modelsFolder, file, remote), isNew: true };
  } catch (error) {
    throw error instanceof StoppedError ? await stoppedWith(path + suffixes.part) : error;
  } finally {
    await release();
  }
}

async function installedAlready(file: HubFile, { modelsFolder, force }: PullOptions): Promise<InstalledFile | null> {
  if (force) return null;
  const found = await findInstalled(modelsFolder, file);
  return found && (found.revision === file.revision || found.commit === file.revision) ? found : null;
}

async function stoppedWith(partPath: string): Promise<StoppedError> {
  const nBytes = (await stat(partPath).catch(() => null))?.size ?? 0;
  return new StoppedError(
    nBytes === 0
      ? 'stopped; nothing was downloaded yet'
      : `stopped; ${nBytes} bytes are kept in ${partPath}, and the same command resumes from there`,
  );
}
