// Mocked answers of models that read: vectors of texts, and scores against a query. The same text always has the same
// vector.
import type { AiContextsOutput, AiRerankOutput, AiTextEmbeddingsOutput, Usage } from '../model.ts';
import type { components } from '../openapi.gen.ts';
import type { MockCall, MockText } from './answers.ts';

/** The numbers in a vector of each known model. */
const dimensionsByModel: Readonly<Record<components['schemas']['TextEmbeddingsModelName'], number>> = {
  '@cf/baai/bge-small-en-v1.5': 384,
  '@cf/baai/bge-base-en-v1.5': 768,
  '@cf/baai/bge-large-en-v1.5': 1024,
  '@cf/baai/bge-m3': 1024,
  '@cf/google/embeddinggemma-300m': 768,
  '@cf/qwen/qwen3-embedding-0.6b': 1024,
  '@cf/pfnet/plamo-embedding-1b': 2048,
};

/** Whether an input is for a model that reads: it has texts, and no prompt. */
export function isReading({ prompt, messages, text, contexts }: Record<string, unknown>): boolean {
  return prompt === undefined && messages === undefined && (text !== undefined || contexts !== undefined);
}

/**
 * Whether a run is answered with vectors or scores. For a model that is not known, a text that the test gave comes first:
 * models of other tasks take texts too.
 */
export function isRead({ response, chunks }: MockText, { model, input }: MockCall): boolean {
  const isKnown = Object.hasOwn(dimensionsByModel, model) || model === reranker;
  return isReading(input) && (isKnown || (response === undefined && chunks === undefined));
}

const reranker: components['schemas']['RerankModelName'] = '@cf/baai/bge-reranker-base';

/** The answer to a run of a model that reads. */
export function readRun(answer: MockText, call: MockCall): AiTextEmbeddingsOutput | AiContextsOutput | AiRerankOutput {
  const {
    text,
    contexts,
    query,
    top_k: topK,
  } = call.input as {
    text?: string | readonly string[];
    contexts?: readonly { text: string }[];
    query?: string;
    top_k?: number;
  };
  const texts = contexts ? contexts.map((one) => one.text) : typeof text === 'string' ? [text] : (text ?? []);
  const usage = usageOf(answer, query === undefined ? texts : [query, ...texts]);
  if (query !== undefined) {
    const scores = answer.scores ?? texts.map((one) => overlapOf(query, one));
    const ranked = scores.map((score, id) => ({ id, score })).sort((a, b) => b.score - a.score || a.id - b.id);
    return { response: ranked.slice(0, topK), usage };
  }
  const vectors = vectorsOf(answer, texts, dimensionsOf(call));
  const shape = [vectors.length, vectors[0]?.length ?? 0];
  return contexts ? { response: vectors, shape, usage } : { shape, data: vectors, pooling: 'mean', usage };
}

/** The answer to a request of OpenAI's embeddings. */
export function readEmbeddings(answer: MockText, call: MockCall): components['schemas']['EmbeddingList'] {
  const { input, encoding_format: format } = call.input as components['schemas']['EmbeddingRequest'];
  const several = typeof input === 'string' || typeof input[0] === 'number' ? [input] : input;
  const texts = several.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const vectors = vectorsOf(answer, texts, dimensionsOf(call));
  const { prompt_tokens, total_tokens } = usageOf(answer, texts);
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: format === 'base64' ? base64Of(vector) : vector,
    })),
    model: call.model,
    usage: { prompt_tokens, total_tokens },
  };
}

function dimensionsOf({ model, input }: MockCall): number {
  const known: Readonly<Record<string, number>> = dimensionsByModel;
  return typeof input.dimensions === 'number' ? input.dimensions : (known[model] ?? 768);
}

function vectorsOf({ vectors }: MockText, texts: readonly string[], nDimensions: number): number[][] {
  return vectors ? vectors.map((vector) => [...vector]) : texts.map((text) => vectorOf(text, nDimensions));
}

/** A vector of length 1, computed from the text alone: vectors of different texts are almost at right angles. */
function vectorOf(text: string, nDimensions: number): number[] {
  let state = 2_166_136_261; // FNV-1a, then xorshift
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16_777_619);
  state ||= 1;
  const values = Array.from({ length: nDimensions }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
  const length = Math.hypot(...values);
  return values.map((value) => Math.fround(value / length));
}

/** The share of the query's words that the text has. */
function overlapOf(query: string, text: string): number {
  const wordsOf = (one: string) => new Set(one.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [asked, there] = [wordsOf(query), wordsOf(text)];
  return asked.size === 0 ? 0 : [...asked].filter((word) => there.has(word)).length / asked.size;
}

function usageOf({ usage }: MockText, texts: readonly string[]): Usage {
  const nTokens = Math.ceil(texts.join('').length / 4);
  return usage ?? { prompt_tokens: nTokens, completion_tokens: 0, total_tokens: nTokens };
}

function base64Of(vector: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [i, value] of vector.entries()) bytes.setFloat32(i * 4, value, true);
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}
