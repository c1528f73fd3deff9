// Models as OpenRouter takes them from a provider: models/search?format=openrouter.
import { spec } from '../generated/spec.gen.ts';
import type { ServedModel } from '../served-models.ts';

const notSampling = ['raw', 'stream', 'options'];

/** One model. Prices are what a server of one's own takes. */
export function openRouterModel({ name, entry, createdAt, generator }: ServedModel): object {
  const options = Object.keys(spec.components.schemas.AiTextGenerationOptions.properties);
  return {
    id: name,
    name,
    created: Math.floor(createdAt.getTime() / 1000),
    description: entry.description,
    context_length: generator.contextWindow,
    max_output_length: generator.contextWindow - 1, // there is always a prompt of one token
    input_modalities: ['text'],
    output_modalities: ['text'],
    pricing: { prompt: '0', completion: '0' },
    supported_sampling_parameters: [...options.filter((option) => !notSampling.includes(option)), 'stop'],
    supported_features: ['tools', 'json_mode', 'structured_outputs'],
  };
}
