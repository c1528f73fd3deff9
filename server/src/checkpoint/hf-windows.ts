// The sliding window in a Hugging Face configuration. The engine has one window for all layers, or none; configurations
// whose layers differ are refused.
import type { JsonObject } from './json-file.ts';

/**
 * How a model type says its window: not at all, for every layer, or for the layers from `max_window_layers` on where
 * `use_sliding_window` is true.
 */
export type WindowRule = 'none' | 'every layer' | 'later layers';

/** What an absent `max_window_layers` means to Hugging Face's code. */
const usualFirstLayer = 28;

/** How a model type says its window, and what it is where the key is absent, which is not null. */
export interface Windows {
  readonly rule: WindowRule;
  readonly usual?: number;
}

/** @returns positions, or undefined for no window. @throws CheckpointError for layers that differ */
export function slidingWindow(config: JsonObject, { rule, usual }: Windows, nLayers: number): number | undefined {
  if (rule === 'none') {
    layerType(config, ['full_attention']);
    return undefined;
  }
  const window = config.has('sliding_window') ? config.number('sliding_window') : usual;
  if (window !== undefined && !(Number.isInteger(window) && window > 0)) {
    config.fail('sliding_window', 'null or a whole number above 0');
  }
  const isUsed = config.boolean('use_sliding_window') ?? rule === 'every layer';
  const type = layerType(config, isUsed ? ['full_attention', 'sliding_attention'] : ['full_attention']);
  if (!isUsed || window === undefined || type === 'full_attention') return undefined;
  if (rule === 'every layer' || type === 'sliding_attention') return window;
  const firstLayer = config.number('max_window_layers') ?? usualFirstLayer;
  if (firstLayer > 0 && firstLayer < nLayers) {
    config.fail(
      'max_window_layers',
      `0, or the ${nLayers} layers: windows that differ from layer to layer are not supported`,
    );
  }
  return firstLayer >= nLayers ? undefined : window;
}

/** The type that `layer_types` gives all layers; undefined where it says nothing. */
function layerType(config: JsonObject, accepted: readonly string[]): unknown {
  const types = new Set(config.array('layer_types') ?? []);
  if (types.size > 1) config.fail('layer_types', 'layers of one type: windows that differ are not supported');
  const [type] = types;
  if (type !== undefined && !accepted.includes(type as string)) config.fail('layer_types', accepted.join(' or '));
  return type;
}
