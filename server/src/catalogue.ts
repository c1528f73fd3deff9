// Workers AI's names for models of this family, with their ids and facts, as in the public catalogue of autumn 2026. It says
// what a name means; which models a server has is another matter.
import { createHash } from 'node:crypto';
import type { TaskName } from './model-task.ts';

/** A property of a model, as models/search lists it: a string, except for the price. */
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
  /** Absent where only the name is known. */
  readonly task?: TaskName;
  /** UTC, in the API's format; absent if the catalogue does not say it. */
  readonly createdAt?: string;
  /** Family of its chat template; absent if the file must say it. The vocabulary tells the versions of a family apart. */
  readonly template?: 'plain' | 'mistral' | 'llama-2';
  /** The sliding window it was trained with, in positions, if published files may lack it. */
  readonly slidingWindow?: number;
  /** Without context_window, which depends on the served file, and without deprecation dates. */
  readonly properties: readonly ModelProperty[];
  /** The files that `tramontane pull` downloads; absent if there are none. */
  readonly published?: PublishedWeights;
}

/** Weights published on Hugging Face, one GGUF file per quantisation. */
export interface PublishedWeights {
  readonly repo: string;
  /** Quantisation -> file in the repository; the first is the default. */
  readonly files: Readonly<Record<string, string>>;
}

/** The model that comes with the server. */
export const bundledModelName = '@cf/tinystories/stories-260k';

const lora: ModelProperty = { property_id: 'lora', value: 'true' };
const beta: ModelProperty = { property_id: 'beta', value: 'true' };

/** TheBloke's repositories share one form: NAME-GGUF, with files name.QUANT.gguf. */
function theBloke(name: string, quants: readonly string[]): PublishedWeights {
  const files = quants.map((quant) => [quant, `${name.toLowerCase()}.${quant}.gguf`] as const);
  return { repo: `TheBloke/${name}-GGUF`, files: Object.fromEntries(files) };
}

// The most popular first, then by size.
const fourBits = ['Q4_K_M', 'Q4_K_S', 'Q4_0'];
const everyQuant = [...fourBits, 'Q2_K', 'Q3_K_S', 'Q3_K_M', 'Q3_K_L', 'Q5_0', 'Q5_K_S', 'Q5_K_M', 'Q6_K', 'Q8_0'];

/** The text generation models that are known by name. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: '5a9c39d0-1d3b-4c8e-9b62-2f7d3a51c260',
    source: 1,
    name: bundledModelName,
    aliases: [],
    description: "A Llama-shaped model of 260 thousand parameters that tells children's stories.",
    createdAt: '2023-07-27 00:00:00.000',
    template: 'plain',
    properties: [],
  },
  {
    id: 'c907d0f9-d69d-4e93-b501-4daeb4fd69eb',
    source: 1,
    name: '@cf/mistral/mistral-7b-instruct-v0.1',
    aliases: ['@cf/mistral/mistral-7b-instruct-v0.1-vllm'],
    description: 'Mistral 7B v0.1, tuned to follow instructions.',
    createdAt: '2023-11-07 00:00:00.000',
    template: 'mistral',
    slidingWindow: 4096,
    properties: [lora, { property_id: 'info', value: 'https://mistral.ai/news/announcing-mistral-7b/' }],
    published: theBloke('Mistral-7B-Instruct-v0.1', everyQuant),
  },
  {
    id: 'b97d7069-48d9-461c-80dd-445d20a632eb',
    source: 2,
    name: '@hf/mistral/mistral-7b-instruct-v0.2',
    aliases: ['@hf/mistralai/mistral-7b-instruct-v0.2'],
    description: 'Mistral 7B v0.2, tuned to follow instructions, without a sliding window.',
    createdAt: '2024-04-02 13:00:59.244',
    template: 'mistral',
    properties: [beta, lora],
    published: theBloke('Mistral-7B-Instruct-v0.2', everyQuant),
  },
  {
    id: 'c58c317b-0c15-4bda-abb6-93e275f282d9',
    source: 1,
    name: '@cf/mistral/mistral-7b-instruct-v0.2-lora',
    aliases: [],
    description: 'Mistral 7B v0.2, tuned to follow instructions, as a base for LoRA adapters.',
    createdAt: '2024-04-01 22:14:40.529',
    template: 'mistral',
    properties: [lora],
    published: theBloke('Mistral-7B-Instruct-v0.2', everyQuant),
  },
  {
    id: '980ec5e9-33c2-483a-a2d8-cd092fdf273f',
    source: 2,
    name: '@hf/thebloke/mistral-7b-instruct-v0.1-awq',
    aliases: [],
    description: 'Mistral 7B v0.1, tuned to follow instructions, with weights of four bits.',
    createdAt: '2023-11-24 00:27:15.869',
    template: 'mistral',
    slidingWindow: 4096,
    properties: [beta],
    published: theBloke('Mistral-7B-Instruct-v0.1', fourBits),
  },
  {
    id: '9c95c39d-45b3-4163-9631-22f0c0dc3b14',
    source: 1,
    name: '@cf/meta/llama-2-7b-chat-int8',
    aliases: [],
    description: 'Llama 2 7B, tuned for chat, with weights of eight bits.',
    template: 'llama-2',
    properties: [],
    published: theBloke('Llama-2-7B-Chat', ['Q8_0']),
  },
  {
    id: 'ca54bcd6-0d98-4739-9b3b-5c8b4402193d',
    source: 1,
    name: '@cf/meta/llama-2-7b-chat-fp16',
    aliases: [],
    description: 'Llama 2 7B, tuned for chat, with weights of sixteen bits.',
    template: 'llama-2',
    properties: [],
    // The repository has no file of sixteen bits; eight bits are the closest.
    published: theBloke('Llama-2-7B-Chat', ['Q8_0']),
  },
  {
    id: '7ed8d8e8-6040-4680-843a-aef402d6b013',
    source: 1,
    name: '@cf/meta-llama/llama-2-7b-chat-hf-lora',
    aliases: [],
    description: 'Llama 2 7B, tuned for chat, as a base for LoRA adapters.',
    template: 'llama-2',
    properties: [lora],
    published: theBloke('Llama-2-7B-Chat', everyQuant),
  },
];

function encoder(name: string, id: string, task: TaskName, description: string): CatalogueEntry {
  return { id, source: 1, name, aliases: [], description, task, properties: [] };
}

const embeds = 'text-embeddings';

/** The embedding and reranking models that are known by name. They run on engines elsewhere only. */
export const encoders: readonly CatalogueEntry[] = [
  encoder(
    '@cf/baai/bge-small-en-v1.5',
    '57fbd08a-a4c4-411c-910d-b9459ff36c20',
    embeds,
    'English texts as vectors of 384 numbers.',
  ),
  encoder(
    '@cf/baai/bge-base-en-v1.5',
    '429b9e8b-d99e-44de-91ad-706cf8183658',
    embeds,
    'English texts as vectors of 768 numbers.',
  ),
  encoder(
    '@cf/baai/bge-large-en-v1.5',
    '01bc2fb0-4bca-4598-b985-d2584a3f46c0',
    embeds,
    'English texts as vectors of 1024 numbers.',
  ),
  encoder(
    '@cf/baai/bge-m3',
    'eed32bc1-8775-4985-89ce-dd1405508ad8',
    embeds,
    'Long texts of many languages as vectors of 1024 numbers.',
  ),
  encoder(
    '@cf/google/embeddinggemma-300m',
    '15631501-2742-4346-a469-22fe202188a2',
    embeds,
    'Texts of many languages as vectors of 768 numbers.',
  ),
  encoder(
    '@cf/qwen/qwen3-embedding-0.6b',
    'cb254e3b-372b-4d4e-8526-ada79940427a',
    embeds,
    'Texts of many languages as vectors of 1024 numbers.',
  ),
  encoder(
    '@cf/pfnet/plamo-embedding-1b',
    'bc2b61f6-7eb3-4cdf-94f5-ffc128bd6aa4',
    embeds,
    'Japanese texts as vectors of 2048 numbers.',
  ),
  encoder(
    '@cf/baai/bge-reranker-base',
    '145337e7-cec3-4ebb-8e78-16ddfc75e580',
    'text-classification',
    'Scores texts against a query.',
  ),
];

/** The catalogue's entry with that name or alias. */
export function findEntry(name: string): CatalogueEntry | undefined {
  return [...catalogue, ...encoders].find((entry) => entry.name === name || entry.aliases.includes(name));
}

/** An entry for a model that is not in the catalogue, of which only the name is known. */
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
