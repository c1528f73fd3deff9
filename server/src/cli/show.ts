// `tramontane show`: what is known of a model: the catalogue's facts, and what its file says.
import { stat } from 'node:fs/promises';
import { bundledModelName, type CatalogueEntry, findEntry, howToServe, retirement } from '../catalogue.ts';
import type { Checkpoint, MetadataValue } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { readSetting } from '../config.ts';
import { architectureNames } from '../model/architectures.ts';
import { StoreError } from '../store/errors.ts';
import { type Command, UsageError } from './command.ts';
import { type FoundWeights, findWeights } from './find-model.ts';
import { size } from './progress.ts';
import { settingOptions } from './settings.ts';

/** `tramontane show` */
export const command: Command = {
  name: 'show',
  summary: 'Show what is known of a model and its file.',
  description: `MODEL is a name of the catalogue, hf.co/OWNER/NAME, an installed file, or a path. Nothing is loaded, and no GPU is needed.

  tramontane show '@cf/meta/llama-3.2-1b-instruct'`,
  positionals: 'MODEL',
  options: {
    json: { type: 'boolean', help: 'Print one JSON object.' },
    ...settingOptions(['modelsFolder']),
  },
  async run(values, [model, ...more]) {
    if (model === undefined || more.length > 0) throw new UsageError('takes one MODEL');
    const entry = findEntry(model);
    const weights = await find(model, readSetting('modelsFolder', process.env, values), entry);
    const facts = {
      ...(entry && factsOfEntry(entry, weights !== null)),
      ...(weights && (await factsOfFile(weights.path))),
    };
    const lines = Object.entries(facts).filter(([, value]) => value !== undefined);
    const width = Math.max(...lines.map(([key]) => key.length));
    const text = lines.map(([key, value]) => `${key.padEnd(width)}  ${value}`).join('\n');
    process.stdout.write(`${values.json === true ? JSON.stringify(Object.fromEntries(lines)) : text}\n`);
  },
};

/** Null for a model of the catalogue that is not installed. */
async function find(
  model: string,
  modelsFolder: string,
  entry: CatalogueEntry | undefined,
): Promise<FoundWeights | null> {
  try {
    return await findWeights(model, modelsFolder);
  } catch (error) {
    if (entry && error instanceof StoreError) return null;
    throw error;
  }
}

type Facts = Record<string, string | number | undefined>;

function factsOfEntry(entry: CatalogueEntry, isInstalled: boolean): Facts {
  const { name, aliases, description, id, contextWindow, architecture, published } = entry;
  const isCloudflares = name !== bundledModelName;
  return {
    name,
    also: aliases.length > 0 ? aliases.join(', ') : undefined,
    description,
    id,
    'at Cloudflare': isCloudflares ? (retirement(entry)?.replace(' by Cloudflare', '') ?? 'offered') : undefined,
    'its context there': contextWindow,
    architecture,
    published: published && `${published.repo}: ${Object.keys(published.files).join(', ')}`,
    'to serve it': isInstalled ? undefined : howToServe(entry, architectureNames),
  };
}

async function factsOfFile(path: string): Promise<Facts> {
  const checkpoint = await openCheckpoint(path);
  try {
    const { metadata, tensors } = checkpoint;
    const architecture = textOf(metadata.get('general.architecture'));
    const bytes = [...tensors.values()].reduce((sum, { nBytes }) => sum + nBytes, 0);
    return {
      path,
      'size on disk': await stat(path).then((found) => (found.isFile() ? size(found.size) : undefined)),
      'name in the file': textOf(metadata.get('general.name')),
      licence: textOf(metadata.get('general.license')),
      architecture,
      parameters: parametersOf(checkpoint),
      weights: `${size(bytes)}: ${typesOf(checkpoint)}`,
      context: textOf(metadata.get(`${architecture}.context_length`)),
      layers: textOf(metadata.get(`${architecture}.block_count`)),
      vocabulary: vocabularyOf(metadata),
      'chat template': metadata.has('tokenizer.chat_template') ? 'in the file' : undefined,
    };
  } finally {
    await checkpoint.close();
  }
}

function textOf(value: MetadataValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function vocabularyOf(metadata: Checkpoint['metadata']): string | undefined {
  const pieces = metadata.get('tokenizer.ggml.tokens');
  const model = textOf(metadata.get('tokenizer.ggml.model'));
  return Array.isArray(pieces) ? `${pieces.length} pieces (${model ?? 'unknown'})` : undefined;
}

/** As people say it: 1.24 billion. */
function parametersOf({ tensors }: Checkpoint): string {
  const n = [...tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((all, one) => all * one, 1), 0);
  if (n >= 1e9) return `${(n / 1e9).toFixed(2)} billion`;
  return n >= 1e6 ? `${(n / 1e6).toFixed(1)} million` : `${n}`;
}

/** The types of the tensors, those with most bytes first. */
function typesOf({ tensors }: Checkpoint): string {
  const bytes = new Map<string, number>();
  for (const { dtype, nBytes } of tensors.values()) bytes.set(dtype, (bytes.get(dtype) ?? 0) + nBytes);
  return [...bytes]
    .sort(([, a], [, b]) => b - a)
    .map(([dtype]) => dtype)
    .join(', ');
}
