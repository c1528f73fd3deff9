// RoPE in a Hugging Face configuration: `rope_theta` and `rope_scaling` of version 4 of transformers, `rope_parameters` of
// version 5, `type` and `rope_type`; said in the keys of a GGUF file. Arithmetic: transformers' modeling_rope_utils.
import type { MetadataValue } from './checkpoint.ts';
import type { JsonObject } from './json-file.ts';

/** The values of rope_type that are read. */
export const ropeTypes = ['default', 'linear', 'dynamic', 'yarn', 'llama3', 'longrope'] as const;

/**
 * @param scalesQueries whether the model type's code scales queries by position, which it says here too
 * @throws CheckpointError naming the key, what was expected and what was found
 */
export function ropeMetadata(config: JsonObject, scalesQueries = false): Map<string, MetadataValue> {
  const metadata = new Map<string, MetadataValue>();
  const parameters = parametersOf(config);
  const theta = parameters?.number('rope_theta') ?? config.number('rope_theta') ?? 10_000;
  metadata.set('rope.freq_base', Math.fround(theta));
  if (scalesQueries && !parameters) config.fail('rope_parameters', 'an object');
  if (!parameters) return metadata;
  const said = parameters.string('rope_type') ?? parameters.string('type') ?? 'default';
  const type = ropeTypes.find((each) => each === (said === 'su' ? 'longrope' : said));
  const typeKey = parameters.has('type') && !parameters.has('rope_type') ? 'type' : 'rope_type';
  const isUntyped = parameters.get(typeKey) === undefined && parameters.get('factor') !== undefined;
  if (isUntyped) parameters.fail(typeKey, 'the type that the factor belongs to');
  if (!type) return parameters.fail(typeKey, ropeTypes.map((each) => JSON.stringify(each)).join(', '));
  if ((parameters.number('partial_rotary_factor') ?? 1) !== 1) parameters.fail('partial_rotary_factor', '1');
  const beta = parameters.number('llama_4_scaling_beta') ?? 0;
  if (beta !== 0 && !(scalesQueries && type === 'yarn')) {
    parameters.fail('llama_4_scaling_beta', '0, since queries scaled by position are not supported here');
  }
  if (beta !== 0) metadata.set('attention.temperature_scale', Math.fround(beta));
  if (type === 'default') return metadata;
  if (type === 'dynamic') {
    // It scales texts longer than the model was made for, which the engine does not take.
    if (originalLength(parameters, config) !== undefined) {
      parameters.fail(typeKey, 'another type: dynamic scaling beyond an original context is not supported');
    }
    return metadata;
  }
  const set = (key: string, value: number | readonly number[] | undefined) => {
    if (value !== undefined) metadata.set(`rope.scaling.${key}`, value);
  };
  metadata.set('rope.scaling.type', type);
  set('original_context_length', originalLength(parameters, config));
  if (type !== 'longrope') set('factor', positive(parameters, 'factor') ?? parameters.fail('factor', 'a number'));
  if (type === 'yarn') for (const [key, value] of yarn(parameters)) set(key, value);
  if (type === 'llama3') {
    set('low_freq_factor', parameters.number('low_freq_factor') ?? parameters.fail('low_freq_factor', 'a number'));
    set('high_freq_factor', parameters.number('high_freq_factor') ?? parameters.fail('high_freq_factor', 'a number'));
  }
  if (type === 'longrope') for (const [key, value] of longrope(parameters, config)) set(key, value);
  return metadata;
}

/** The object that says it all, in whichever of its places. Versions of transformers read different ones. */
function parametersOf(config: JsonObject): JsonObject | undefined {
  const now = config.object('rope_parameters');
  const old = config.object('rope_scaling');
  if (!now) return old;
  const byLayer = ['sliding_attention', 'full_attention'].find((key) => now.get(key) !== undefined);
  if (byLayer !== undefined) now.fail(byLayer, 'one set of parameters for all layers');
  if (!old || old.keys().length === 0) return now;
  const said = (each: JsonObject, key: string) => JSON.stringify(saidOf(each, key, config));
  for (const key of new Set([...now.keys(), ...old.keys()])) {
    if (said(old, key) !== said(now, key)) config.fail('rope_scaling', `what rope_parameters says of ${key}`);
  }
  return now;
}

/** What an object says under a key, by whichever name, and wherever the configuration says it instead. */
function saidOf(parameters: JsonObject, key: string, config: JsonObject): unknown {
  if (key === 'rope_type' || key === 'type') return parameters.get('rope_type') ?? parameters.get('type') ?? 'default';
  return parameters.get(key) ?? (key === 'rope_theta' ? config.get(key) : undefined);
}

function originalLength(parameters: JsonObject, config: JsonObject): number | undefined {
  const key = 'original_max_position_embeddings';
  const [own, outer] = [parameters.number(key), config.number(key)];
  // Versions of transformers differ in which of the two they read.
  if (own !== undefined && outer !== undefined && own !== outer) parameters.fail(key, `${outer}, as outside of it`);
  return own ?? outer;
}

/** A number that multiplies or divides. */
function positive(parameters: JsonObject, key: string): number | undefined {
  const value = parameters.number(key);
  return value === undefined || value > 0 ? value : parameters.fail(key, 'a number above 0');
}

/** The magnitude is said as a multiple of the paper's own, as GGUF files have it. */
function yarn(parameters: JsonObject): [string, number | undefined][] {
  if (parameters.boolean('truncate') === false) parameters.fail('truncate', 'true');
  const factor = parameters.number('factor') ?? 1;
  const [betaFast, betaSlow] = [parameters.number('beta_fast'), parameters.number('beta_slow')];
  if ((betaFast ?? 32) < (betaSlow ?? 1)) parameters.fail('beta_fast', 'a number that is not below beta_slow');
  const scaled = (multiplier: number) => (factor <= 1 ? 1 : 0.1 * multiplier * Math.log(factor) + 1);
  const mscale = parameters.number('mscale');
  const mscaleAll = parameters.number('mscale_all_dim');
  const byScales = mscale && mscaleAll ? scaled(mscale) / scaled(mscaleAll) : scaled(1);
  return [
    ['attn_factor', (positive(parameters, 'attention_factor') ?? byScales) / scaled(1)],
    ['yarn_beta_fast', betaFast],
    ['yarn_beta_slow', betaSlow],
  ];
}

function longrope(parameters: JsonObject, config: JsonObject): [string, number | readonly number[] | undefined][] {
  const list = (key: string): number[] => {
    const values = parameters.array(key) ?? parameters.fail(key, 'a list of numbers');
    return values.every((value) => typeof value === 'number') ? [...values] : parameters.fail(key, 'a list of numbers');
  };
  const length = config.number('max_position_embeddings') ?? config.fail('max_position_embeddings', 'a number');
  const original = originalLength(parameters, config);
  const magnitude = positive(parameters, 'attention_factor');
  const factor = positive(parameters, 'factor');
  const ratio = original === undefined ? undefined : length / original;
  // Versions of transformers differ in which of the two they read.
  if (magnitude === undefined && ratio !== undefined && (factor ?? ratio) !== ratio) {
    parameters.fail('factor', `${ratio}, as max_position_embeddings has it`);
  }
  const stretch = factor ?? ratio ?? 1;
  const usual = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original ?? length));
  return [
    ['attn_factor', magnitude ?? usual],
    ['short_factor', list('short_factor')],
    ['long_factor', list('long_factor')],
  ];
}
