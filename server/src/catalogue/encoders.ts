// The embedding and reranking models of the catalogue.
import type { TaskName } from '../model-task.ts';
import { type CatalogueEntry, entry } from './entry.ts';

function encoder(name: string, id: string, task: TaskName, description: string): CatalogueEntry {
  return entry(name, id, description, { task });
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
