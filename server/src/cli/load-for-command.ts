// Loads a model into this process, for commands that run once and end.
import { type LoadedModel, loadModel } from '../load-model.ts';
import type { CommandValues } from './command.ts';
import { readModelOptions } from './model-options.ts';
import { bytesProgress } from './progress.ts';

/** Loads a file; progress and notices go to the terminal's error stream. */
export function loadForCommand(path: string, values: CommandValues): Promise<LoadedModel> {
  return loadModel({
    name: path,
    path,
    onProgress: bytesProgress(`loading ${path}`),
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
    ...readModelOptions(values, path),
  });
}
