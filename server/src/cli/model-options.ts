// The settings of loading a model, which every command that loads one takes as flags.
import { findEntry } from '../catalogue.ts';
import type { LoadOptions } from '../load-model.ts';
import { find, openSources } from '../settings/resolve.ts';
import type { CommandOption, CommandValues } from './command.ts';
import { settingOptions } from './settings.ts';

/** The flags, for the `options` of a command. */
export const modelOptions = settingOptions([
  'device',
  'context',
  'slidingWindow',
  'kvType',
  'kvCacheBytes',
  'precise',
  'batchInvariant',
  'noWeightsCache',
  'cacheFolder',
  'modelsFolder',
]);

/** The flag of the commands that load one model; serve has its own. */
export const modelFlag: CommandOption = {
  type: 'string',
  value: 'MODEL',
  help: 'A .gguf file, a Hugging Face folder, or the name of an installed model.',
};

/** The options of loading a model, from flags, environment, file, and the catalogue's facts about this name. */
export function readModelOptions(
  values: CommandValues,
  name: string,
): Omit<LoadOptions, 'name' | 'path' | 'onProgress' | 'onNotice'> {
  const sources = openSources(process.env, values);
  return {
    config: {
      contextLength: find('context', sources).value ?? undefined,
      slidingWindow: find('slidingWindow', sources).value ?? undefined,
      knownSlidingWindow: findEntry(name)?.slidingWindow,
    },
    device: find('device', sources).value ?? undefined,
    kvType: find('kvType', sources).value ?? undefined,
    kvCacheBytes: find('kvCacheBytes', sources).value ?? undefined,
    cacheFolder: find('cacheFolder', sources).value,
    cachesWeights: !find('noWeightsCache', sources).value,
    precise: find('precise', sources).value,
    batchInvariant: find('batchInvariant', sources).value,
  };
}

/** The same flags once more, for a program that this one starts. */
export function passedModelOptions(values: CommandValues): string[] {
  return Object.keys(modelOptions).flatMap((flag) => {
    const value = values[flag];
    return value === true ? [`--${flag}`] : typeof value === 'string' ? [`--${flag}`, value] : [];
  });
}
