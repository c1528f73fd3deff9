// Models in the form that OpenRouter reads from its providers: models/search?format=openrouter.
import { spec } from '../generated/spec.gen.ts';
import type { ServedModel } from '../served-models.ts';

const notSampling = ['raw', 'stream', 'options'];

/** One model. Its price is 0: the server is the caller's own. */
export function openRouterModel({ name, entry, createdAt, generator }: ServedModel): object {
  const { contextWindow } = generator;
  const options = Object.keys(spec.components.schemas.AiTextGenerationOptions.properties);
  return {
    id: name,
    name,
    created: Math.floor(createdAt.getTime() / 1000),
    description: entry.description,
    context_length: contextWindow ?? undefined,
    max_output_length: contextWindow === null ? undefined : contextWindow - 1, // a prompt has at least one token
    input_modalities: ['text'],
    output_modalities: ['text'],
    pricing: { prompt: '0', completion: '0' },
    supported_sampling_parameters: [...options.filter((option) => !notSampling.includes(option)), 'stop'],
    supported_features: ['tools', 'json_mode', 'structured_outputs'],
  };
}
