// Run requests of models that read: which bodies are for them, and what each asks of an encoder. openapi.yaml says what is
// accepted.
import type { EmbeddingInput, Embeddings, EncoderModel, EncodingOptions, Ranking } from '../encoder-model.ts';
import type { components } from '../generated/openapi.gen.ts';
import { requireKnownFields } from '../generation/fields.ts';
import { propertiesOf } from '../generation/request-messages.ts';
import { Validator } from '../http/validator.ts';
import { otherTask } from '../model-task.ts';
import type { ServedModel } from '../served-models.ts';

type Schemas = components['schemas'];

/** What an encoder is asked, and what the answer says; `nTokens` is undefined where the engine does not tell it. */
export type Encoding = (
  encoder: EncoderModel,
  options: EncodingOptions,
  signal: AbortSignal,
) => Promise<{ result: object; nTokens: number | undefined }>;

const embeddings = new Validator('AiTextEmbeddingsInput');
const contexts = new Validator('AiContextsInput');
const rerank = new Validator('AiRerankInput');

/**
 * Whether the body is for a model that reads. Where only the engine knows the model's task, the body's fields decide.
 * @throws ServerError 5006 when it is for models of another task
 */
export function isEncoding({ name, task }: ServedModel, sent: unknown): boolean {
  const { prompt, messages, text, contexts: texts } = propertiesOf(sent);
  const writes = prompt !== undefined || messages !== undefined;
  const reads = !writes && (text !== undefined || texts !== undefined);
  if (task === null) return reads;
  if (task === 'text-generation' && reads) {
    throw otherTask(name, task, text === undefined ? 'text-classification' : 'text-embeddings');
  }
  if (task !== 'text-generation' && writes) throw otherTask(name, task, 'text-generation');
  return task !== 'text-generation';
}

/** Validates the body. @param rejectIfBusy from the call's options; the body may have its own */
export function readEncoding({ task }: ServedModel, sent: unknown, rejectIfBusy: boolean | undefined): Encoding {
  const { contexts: texts, query } = propertiesOf(sent);
  if (task === 'text-classification' || (task === null && query !== undefined)) return readRerank(sent, rejectIfBusy);
  return texts === undefined ? readTexts(sent, rejectIfBusy) : readContexts(sent, rejectIfBusy);
}

function requireBody<Body extends { options?: Schemas['CapacityOptions'] | undefined }>(
  schema: Validator,
  sent: unknown,
): Body {
  schema.require(sent);
  requireKnownFields(propertiesOf(sent), new Set(schema.properties));
  return sent as Body;
}

function readTexts(sent: unknown, rejectIfBusy: boolean | undefined): Encoding {
  const body = requireBody<Schemas['AiTextEmbeddingsInput']>(embeddings, sent);
  const input: EmbeddingInput = {
    texts: typeof body.text === 'string' ? [body.text] : body.text,
    pooling: body.pooling,
    truncate: body.truncate_inputs,
    rejectIfBusy: rejectIfBusy ?? body.options?.rejectIfBusy,
  };
  return async (encoder, options, signal) => {
    const { vectors, pooling, nTokens } = await encoder.embed(input, options, signal);
    return { result: { shape: shapeOf(vectors), data: vectors, pooling, usage: usageOf(nTokens) }, nTokens };
  };
}

function readContexts(sent: unknown, rejectIfBusy: boolean | undefined): Encoding {
  const body = requireBody<Schemas['AiContextsInput']>(contexts, sent);
  const { query, truncate_inputs: truncate, options: own } = body;
  const texts = body.contexts.map(({ text }) => text);
  const more = { truncate, rejectIfBusy: rejectIfBusy ?? own?.rejectIfBusy };
  return async (encoder, options, signal) => {
    const input = { texts: query === undefined ? texts : [query, ...texts], ...more };
    const { vectors, pooling, nTokens } = await encoder.embed(input, options, signal);
    if (query !== undefined) return scored({ scores: similaritiesOf(vectors), nTokens });
    const result = { response: vectors, shape: shapeOf(vectors), pooling, usage: usageOf(nTokens) };
    return { result, nTokens };
  };
}

function readRerank(sent: unknown, rejectIfBusy: boolean | undefined): Encoding {
  const body = requireBody<Schemas['AiRerankInput']>(rerank, sent);
  const input = {
    query: body.query,
    texts: body.contexts.map(({ text }) => text),
    rejectIfBusy: rejectIfBusy ?? body.options?.rejectIfBusy,
  };
  return async (encoder, options, signal) => scored(await encoder.rank(input, options, signal), body.top_k);
}

/** The best first; equals in the order of the texts. */
function scored({ scores, nTokens }: Ranking, topK?: number) {
  const all = scores.map((score, id) => ({ id, score })).sort((a, b) => b.score - a.score || a.id - b.id);
  return { result: { response: all.slice(0, topK), usage: usageOf(nTokens) }, nTokens };
}

/** The cosines between the first vector and each of the others. */
function similaritiesOf([query, ...texts]: Embeddings['vectors']): number[] {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  const length = (vector: Float32Array) => Math.sqrt(dot(vector, vector));
  if (!query) return [];
  return texts.map((text) => dot(query, text) / (length(query) * length(text) || 1));
}

function shapeOf(vectors: Embeddings['vectors']): [number, number] {
  return [vectors.length, vectors[0]?.length ?? 0];
}

function usageOf(nTokens: number | undefined): Schemas['Usage'] | undefined {
  return nTokens === undefined ? undefined : { prompt_tokens: nTokens, completion_tokens: 0, total_tokens: nTokens };
}
