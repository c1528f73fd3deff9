// The flags by which every command that loads a model lets it be adjusted.
import { findEntry } from '../catalogue.ts';
import { readCachesWeights, readKvType } from '../config.ts';
import type { LoadOptions } from '../load.ts';
import { type CommandOption, type CommandValues, numberFlag, stringFlag } from './command.ts';

/** For `options` of a command. */
export const modelOptions = {
  device: { type: 'string', value: 'DEVICE', help: 'GPU to use: its number or name in `tramontane devices`.' },
  context: {
    type: 'string',
    value: 'N',
    help: 'Positions of a sequence, prompt and answer; default what the file says.',
  },
  'sliding-window': {
    type: 'string',
    value: 'N',
    help: 'Positions that attention looks back, 0 for all; default what the file or the catalogue says.',
  },
  'kv-type': {
    type: 'string',
    value: 'TYPE',
    help: 'How keys and values are stored: f32, f16 or q8_0. Default f16, with --precise f32.',
  },
  'no-weights-cache': {
    type: 'boolean',
    help: 'Do not keep packed weights for the next start; they take as much room as the file.',
  },
  precise: {
    type: 'boolean',
    help: 'Activations, keys and values in float32: slower, and as exact as the weights are.',
  },
  'batch-invariant': {
    type: 'boolean',
    help: 'The same answer whatever runs beside it: no kernels that round differently in longer steps.',
  },
} as const satisfies Record<string, CommandOption>;

/** What those flags, and the catalogue for a model of this name, say about loading it. */
export function readModelOptions(
  values: CommandValues,
  name: string,
): Pick<LoadOptions, 'batchInvariant' | 'cachesWeights' | 'config' | 'device' | 'kvType' | 'precise'> {
  const device = stringFlag(values, 'device');
  const kvType = readKvType(process.env, stringFlag(values, 'kv-type'));
  const contextLength = numberFlag(values, 'context', { min: 1, integer: true });
  const slidingWindow = numberFlag(values, 'sliding-window', { min: 0, integer: true });
  const knownSlidingWindow = findEntry(name)?.slidingWindow;
  return {
    config: {
      ...(contextLength !== undefined && { contextLength }),
      ...(slidingWindow !== undefined && { slidingWindow }),
      ...(knownSlidingWindow !== undefined && { knownSlidingWindow }),
    },
    ...(device !== undefined && { device }),
    ...(kvType !== undefined && { kvType }),
    cachesWeights: values['no-weights-cache'] !== true && readCachesWeights(process.env),
    precise: values.precise === true,
    batchInvariant: values['batch-invariant'] === true,
  };
}
