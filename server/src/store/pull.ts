// One file from the hub into the models folder: looked for, locked, downloaded, checked, put in its place in one step,
// recorded. The order of the steps is what this file is about; the steps are its neighbours'.
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DownloadOptions, download } from './download.ts';
import { StoppedError } from './errors.ts';
import { checkHubFile, type HubFile, pathOf, suffixes } from './hub-file.ts';
import { findInstalled, type InstalledFile, isAlreadyThere, writeRecord } from './installed.ts';
import { takeLock } from './lock.ts';

/** See DownloadOptions. */
export interface PullOptions extends DownloadOptions {
  /** Downloads again what is installed already. */
  readonly force?: boolean;
}

/** What came of a pull. */
export interface Pulled {
  readonly installed: InstalledFile;
  /** False: the file was there, and nothing was downloaded. */
  readonly isNew: boolean;
}

/**
 * Downloads a file unless it is installed. What is installed of that revision is not asked for again: that works
 * without a network, and `force` is there for whoever wants to know.
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
    // Another pull may have ended between the first look and the lock.
    const foundNow = await installedAlready(file, options);
    if (foundNow) return { installed: foundNow, isNew: false };
    if (!force && (await stat(path).catch(() => null))) {
      const remote = await options.hub.stat(file, options.signal);
      if (await isAlreadyThere(modelsFolder, file, remote)) {
        return { installed: await writeRecord(modelsFolder, file, remote), isNew: false };
      }
    }
    const { part, remote } = await download(file, options);
    // In this order a file never has another's record, wherever the power fails.
    await rm(path + suffixes.record, { force: true });
    await part.place(path);
    return { installed: await writeRecord(modelsFolder, file, remote), isNew: true };
  } catch (error) {
    throw error instanceof StoppedError ? await sayWhatIsKept(path + suffixes.part) : error;
  } finally {
    await release();
  }
}

async function installedAlready(file: HubFile, { modelsFolder, force }: PullOptions): Promise<InstalledFile | null> {
  if (force) return null;
  const found = await findInstalled(modelsFolder, file);
  return found && (found.revision === file.revision || found.commit === file.revision) ? found : null;
}

async function sayWhatIsKept(partPath: string): Promise<StoppedError> {
  const nBytes = (await stat(partPath).catch(() => null))?.size ?? 0;
  return new StoppedError(
    nBytes === 0
      ? 'stopped; nothing was downloaded yet'
      : `stopped; ${nBytes} bytes are kept in ${partPath}, and the same command goes on from there`,
  );
}
