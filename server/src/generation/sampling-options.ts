// Sampling options, which both APIs name alike, and the defaults of both. Requests have been validated; null counts as
// absent where a schema allows it.
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';
import type { TextGenerationInput } from '../text-generation.ts';

/** Sampling options as clients send them. */
export interface SamplingOptions {
  temperature?: number | null | undefined;
  top_p?: number | null | undefined;
  top_k?: number | null | undefined;
  seed?: number | null | undefined;
  repetition_penalty?: number | null | undefined;
  frequency_penalty?: number | null | undefined;
  presence_penalty?: number | null | undefined;
}

/** Stands for `top_p: 0`: only the likeliest token is within it. */
const leastTopP = 1e-6;

const { properties } = spec.components.schemas.AiTextGenerationOptions;

/** The defaults of both APIs. */
export const defaults = {
  raw: properties.raw.default,
  stream: properties.stream.default,
  maxTokens: properties.max_tokens.default,
  temperature: properties.temperature.default,
};

/** The engine's sampling parameters. Throws 5006 for a repetition penalty of 0, which would divide logits by 0. */
export function readSampling(options: SamplingOptions): TextGenerationInput['sampling'] {
  if (options.repetition_penalty === 0) throw new ServerError('badInput', `Error: '/repetition_penalty' must be > 0`);
  return {
    temperature: options.temperature ?? defaults.temperature,
    topP: options.top_p === 0 ? leastTopP : (options.top_p ?? undefined),
    topK: options.top_k ?? undefined,
    seed: options.seed ?? undefined,
    repetitionPenalty: options.repetition_penalty ?? undefined,
    frequencyPenalty: options.frequency_penalty ?? undefined,
    presencePenalty: options.presence_penalty ?? undefined,
  };
}
