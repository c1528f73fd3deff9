// Models that embed and score, without an engine: every text becomes the counts of its characters' codes modulo three.
import type { EmbeddingInput, RankingInput } from '../../src/encoder-model.ts';
import { otherTask, type TaskName } from '../../src/model-task.ts';
import type { ServableUpstreams } from '../../src/serve.ts';

function vectorOf(text: string | readonly number[]): Float32Array {
  const vector = new Float32Array(3);
  const codes = typeof text === 'string' ? [...text].map((one) => one.charCodeAt(0)) : text;
  for (const code of codes) vector[code % 3] = (vector[code % 3] ?? 0) + 1;
  return vector;
}

/** A model of the name that reads, to be served. */
export function readerOf(name: string, task: TaskName): ServableUpstreams {
  const refuse = (): never => {
    throw otherTask(name, task, 'text-generation');
  };
  return {
    name,
    task,
    contextWindow: 512,
    accept: async () => refuse(),
    textOf: refuse,
    embed: async ({ texts }: EmbeddingInput) => ({
      vectors: texts.map(vectorOf),
      pooling: 'mean',
      nTokens: texts.length,
    }),
    rank: async ({ texts }: RankingInput) => ({ scores: texts.map((text) => 1 / text.length), nTokens: texts.length }),
    state: () => ({ status: 'ready', nRestarts: 0, lastFailure: null }),
    reports: () => [],
    close: async () => {},
  };
}
