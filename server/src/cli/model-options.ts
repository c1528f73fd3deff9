// The settings by which every command that loads a model lets it be adjusted.
import { findEntry } from '../catalogue.ts';
import type { LoadOptions } from '../load-model.ts';
import { find, openSources } from '../settings/resolve.ts';
import type { CommandValues } from './command.ts';
import { settingOptions } from './settings.ts';

/** For `options` of a command. */
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
]);

/** What flags, environment and file, and the catalogue for a model of this name, say about loading it. */
export function readModelOptions(
  values: CommandValues,
  name: string,
): Omit<LoadOptions, 'name' | 'path' | 'onProgress' | 'onNotice'> {
  const sources = openSources(process.env, values);
  const device = find('device', sources).value;
  const kvType = find('kvType', sources).value;
  const kvCacheBytes = find('kvCacheBytes', sources).value;
  const contextLength = find('context', sources).value;
  const slidingWindow = find('slidingWindow', sources).value;
  const knownSlidingWindow = findEntry(name)?.slidingWindow;
  return {
    config: {
      ...(contextLength !== null && { contextLength }),
      ...(slidingWindow !== null && { slidingWindow }),
      ...(knownSlidingWindow !== undefined && { knownSlidingWindow }),
    },
    ...(device !== null && { device }),
    ...(kvType !== null && { kvType }),
    ...(kvCacheBytes !== null && { kvCacheBytes }),
    cacheFolder: find('cacheFolder', sources).value,
    cachesWeights: !find('noWeightsCache', sources).value,
    precise: find('precise', sources).value,
    batchInvariant: find('batchInvariant', sources).value,
  };
}
