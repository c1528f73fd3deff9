// Loads a model for a command that runs once and ends: progress and notices go to the terminal's error stream.
import { readCacheFolder } from '../config.ts';
import { type LoadedModel, loadModel } from '../load.ts';
import { bytesProgress } from './progress.ts';

/** @param device its number or part of its name; undefined for the best there is */
export function loadForCommand(path: string, device: string | undefined): Promise<LoadedModel> {
  return loadModel({
    name: path,
    path,
    cacheFolder: readCacheFolder(process.env),
    onProgress: bytesProgress(`loading ${path}`),
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
    ...(device !== undefined && { device }),
  });
}
