// Loads a model into this process, for commands that run once and end.
import { basename } from 'node:path';
import { type LoadedModel, loadModel } from '../load-model.ts';
import type { CommandValues } from './command.ts';
import { readModelOptions } from './model-options.ts';
import { loadProgress } from './progress.ts';
import { screen } from './screen.ts';

/** Loads a file; progress and notices go to the terminal's error stream. */
export function loadForCommand(path: string, values: CommandValues): Promise<LoadedModel> {
  return loadModel({
    name: path,
    path,
    onProgress: loadProgress(basename(path)),
    onNotice: (notice) => screen.print(`${notice}\n`),
    ...readModelOptions(values, path),
  });
}
