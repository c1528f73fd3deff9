// The options of a generation that both APIs have under the same names, brought into ours. The schemas have been
// checked; null, where they let it pass, counts as absent.
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';
import type { TextGenerationInput } from '../text-generation.ts';

/** How the tokens are chosen, on the wire. */
interface WireSampling {
  temperature?: number | null;
  top_p?: number | null;
  top_k?: number | null;
  seed?: number | null;
  repetition_penalty?: number | null;
  frequency_penalty?: number | null;
  presence_penalty?: number | null;
}

/** So small a part of the probability that only the likeliest token has it. */
const leastTopP = 1e-6;

/** The defaults of both APIs. */
export const defaults = {
  raw: spec.components.schemas.AiTextGenerationOptions.properties.raw.default,
  stream: spec.components.schemas.AiTextGenerationOptions.properties.stream.default,
  maxTokens: spec.components.schemas.AiTextGenerationOptions.properties.max_tokens.default,
  temperature: spec.components.schemas.AiTextGenerationOptions.properties.temperature.default,
} as const;

export function readSampling(wire: WireSampling): TextGenerationInput['sampling'] {
  // No schema says so for Workers AI; dividing by it would say nothing.
  if (wire.repetition_penalty === 0) throw new ServerError('badInput', `Error: '/repetition_penalty' must be > 0`);
  return {
    temperature: wire.temperature ?? defaults.temperature,
    ...defined('topP', wire.top_p === 0 ? leastTopP : wire.top_p),
    ...defined('topK', wire.top_k),
    ...defined('seed', wire.seed),
    ...defined('repetitionPenalty', wire.repetition_penalty),
    ...defined('frequencyPenalty', wire.frequency_penalty),
    ...defined('presencePenalty', wire.presence_penalty),
  };
}

/** An option that is only there when it is set. */
export function defined<K extends string, V>(key: K, value: V | null | undefined): { [key in K]?: V } {
  return value === undefined || value === null ? {} : ({ [key]: value } as { [key in K]?: V });
}
