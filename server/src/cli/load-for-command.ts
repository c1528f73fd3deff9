// Loads a model into this process, for commands that run once and end.
import { basename } from 'node:path';
import { readSetting } from '../config.ts';
import { type LoadedModel, loadModel } from '../load-model.ts';
import type { CommandValues } from './command.ts';
import { type FoundWeights, findWeights } from './find-model.ts';
import { readModelOptions } from './model-options.ts';
import { loadProgress } from './progress.ts';
import { screen } from './screen.ts';

/** Finds the weights that --model names. */
export function findForCommand(model: string, values: CommandValues): Promise<FoundWeights> {
  return findWeights(model, readSetting('modelsFolder', process.env, values));
}

/** Loads weights; progress and notices go to the terminal's error stream. */
export async function loadForCommand({ path, entry }: FoundWeights, values: CommandValues): Promise<LoadedModel> {
  const name = entry?.name ?? path;
  try {
    return await loadModel({
      name,
      path,
      onProgress: loadProgress(basename(path)),
      onNotice: (notice) => screen.print(`${notice}\n`),
      ...readModelOptions(values, name),
    });
  } finally {
    screen.show('');
  }
}
