// The names that Workers AI has for models of this family, with their ids and facts: what a name means, not which
// models this server has. Facts are those of the public catalogue as of autumn 2026.
import { createHash } from 'node:crypto';

/** A fact about a model, as models/search lists it: a string, except the price. */
export interface ModelProperty {
  property_id: string;
  value: string | { unit: string; price: number; currency: string }[];
}

/** A model of the catalogue. */
export interface CatalogueEntry {
  readonly id: string;
  /** 1: @cf/, 2: @hf/. */
  readonly source: 1 | 2;
  readonly name: string;
  /** Other names under which the API knows the same model. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** UTC, as the API writes it; left out where the catalogue's is not known. */
  readonly createdAt?: string;
  /** Without context_window, which is the served file's, and without deprecation dates: what is served is alive. */
  readonly properties: readonly ModelProperty[];
}

/** The task of every model here. */
export const textGenerationTask = {
  id: 'c329a1f9-323d-4e91-b2aa-582dd4188d34',
  name: 'Text Generation',
  description: 'Models that continue or answer a text.',
} as const;

/** The model that comes with the server. */
export const bundledModelName = '@cf/tinystories/stories-260k';

const lora: ModelProperty = { property_id: 'lora', value: 'true' };
const beta: ModelProperty = { property_id: 'beta', value: 'true' };

/** Every model whose name means something without being told. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: '5a9c39d0-1d3b-4c8e-9b62-2f7d3a51c260',
    source: 1,
    name: bundledModelName,
    aliases: [],
    description: "A Llama-shaped model of 260 thousand parameters that tells children's stories.",
    createdAt: '2023-07-27 00:00:00.000',
    properties: [],
  },
  {
    id: 'c907d0f9-d69d-4e93-b501-4daeb4fd69eb',
    source: 1,
    name: '@cf/mistral/mistral-7b-instruct-v0.1',
    aliases: ['@cf/mistral/mistral-7b-instruct-v0.1-vllm'],
    description: 'Mistral 7B v0.1, tuned to follow instructions.',
    createdAt: '2023-11-07 00:00:00.000',
    properties: [lora, { property_id: 'info', value: 'https://mistral.ai/news/announcing-mistral-7b/' }],
  },
  {
    id: 'b97d7069-48d9-461c-80dd-445d20a632eb',
    source: 2,
    name: '@hf/mistral/mistral-7b-instruct-v0.2',
    aliases: ['@hf/mistralai/mistral-7b-instruct-v0.2'],
    description: 'Mistral 7B v0.2, tuned to follow instructions, without a sliding window.',
    createdAt: '2024-04-02 13:00:59.244',
    properties: [beta, lora],
  },
  {
    id: 'c58c317b-0c15-4bda-abb6-93e275f282d9',
    source: 1,
    name: '@cf/mistral/mistral-7b-instruct-v0.2-lora',
    aliases: [],
    description: 'Mistral 7B v0.2, tuned to follow instructions, as a base for LoRA adapters.',
    createdAt: '2024-04-01 22:14:40.529',
    properties: [lora],
  },
  {
    id: '980ec5e9-33c2-483a-a2d8-cd092fdf273f',
    source: 2,
    name: '@hf/thebloke/mistral-7b-instruct-v0.1-awq',
    aliases: [],
    description: 'Mistral 7B v0.1, tuned to follow instructions, with weights of four bits.',
    createdAt: '2023-11-24 00:27:15.869',
    properties: [beta],
  },
  {
    id: '9c95c39d-45b3-4163-9631-22f0c0dc3b14',
    source: 1,
    name: '@cf/meta/llama-2-7b-chat-int8',
    aliases: [],
    description: 'Llama 2 7B, tuned for chat, with weights of eight bits.',
    properties: [],
  },
  {
    id: 'ca54bcd6-0d98-4739-9b3b-5c8b4402193d',
    source: 1,
    name: '@cf/meta/llama-2-7b-chat-fp16',
    aliases: [],
    description: 'Llama 2 7B, tuned for chat, with weights of sixteen bits.',
    properties: [],
  },
  {
    id: '7ed8d8e8-6040-4680-843a-aef402d6b013',
    source: 1,
    name: '@cf/meta-llama/llama-2-7b-chat-hf-lora',
    aliases: [],
    description: 'Llama 2 7B, tuned for chat, as a base for LoRA adapters.',
    properties: [lora],
  },
];

/** The catalogue's entry of that name or alias. */
export function findEntry(name: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.name === name || entry.aliases.includes(name));
}

/** An entry for a model that the catalogue does not know: the name is all there is to say about it. */
export function entryForName(name: string, createdAt: Date): CatalogueEntry {
  const hex = createHash('sha256').update(`model\0${name}`).digest('hex');
  return {
    // The name's digest in the shape of a version 8 UUID: the same name always has the same id.
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    source: name.startsWith('@hf/') ? 2 : 1,
    name,
    aliases: [],
    description: `${name}, from a file of this server's owner.`,
    createdAt: createdAt.toISOString().replace('T', ' ').replace('Z', ''),
    properties: [],
  };
}
