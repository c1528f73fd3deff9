// What upstreams are asked where a model reads: texts to embed or to score, in each engine's words, and what the answers
// say.
import type { EmbeddingInput, Ranking, RankingInput } from '../encoder-model.ts';
import type { Dialect } from './dialects.ts';
import { CutAnswerError } from './failures.ts';
import { elements, fields, number } from './json.ts';
import { refuseField, type UpstreamRequest } from './request.ts';

/** @throws ServerError badInput, naming engine and field, for what the engine cannot do */
export function embeddingRequest(input: EmbeddingInput, model: string, dialect: Dialect): UpstreamRequest {
  const { texts, dimensions, truncate = false } = input;
  const { takesTokenIds, shortens, cut } = dialect.embeds;
  if (!takesTokenIds && texts.some((text) => typeof text !== 'string')) refuseField(dialect, 'input', 'as token ids');
  if (dimensions !== undefined && !shortens) refuseField(dialect, 'dimensions');
  if (truncate && !cut) refuseField(dialect, 'truncate_inputs');
  if (dialect.wire === 'ollama') {
    return { path: '/api/embed', isFromRoot: true, body: { model, input: texts, truncate, dimensions } };
  }
  // Every engine is asked for base64, of which four bytes are a number to the bit; some answer numbers all the same.
  const body = { model, input: texts, encoding_format: 'base64', dimensions, ...(truncate ? cut : {}) };
  return { path: '/embeddings', isFromRoot: false, body };
}

/** @throws CutAnswerError unless there is a vector for each text, all of one length */
export function readEmbeddings(
  answer: unknown,
  nTexts: number,
): { vectors: Float32Array[]; nTokens?: number | undefined } {
  const { data, embeddings, usage, prompt_eval_count: nOllama } = fields(answer);
  const vectors = new Array<Float32Array | undefined>(nTexts).fill(undefined);
  if (Array.isArray(embeddings)) {
    for (const [i, one] of embeddings.entries()) vectors[i] = vectorOf(one);
  } else {
    for (const [i, one] of elements(data).entries()) {
      const { index = i, embedding } = fields(one);
      vectors[number(index) ?? i] = vectorOf(embedding);
    }
  }
  const nDimensions = vectors[0]?.length;
  if (vectors.length !== nTexts || !nDimensions || vectors.some((vector) => vector?.length !== nDimensions)) {
    throw new CutAnswerError(`the answer has no vector for each of ${nTexts} texts`);
  }
  return { vectors: vectors as Float32Array[], nTokens: number(fields(usage).prompt_tokens) ?? number(nOllama) };
}

/** Numbers, or the base64 of little-endian floats; undefined for anything else, and for what is no finite number. */
function vectorOf(wire: unknown): Float32Array | undefined {
  if (typeof wire === 'string') return decode(wire);
  const values = elements(wire);
  return values.every(Number.isFinite) ? Float32Array.from(values as readonly number[]) : undefined;
}

function decode(base64: string): Float32Array | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.byteLength % 4 !== 0) return undefined;
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return values.every(Number.isFinite) ? values : undefined;
}

/** @throws ServerError badInput where the engine scores nothing */
export function rankingRequest({ query, texts }: RankingInput, model: string, dialect: Dialect): UpstreamRequest {
  const { ranks } = dialect;
  if (!ranks) return refuseField(dialect, 'contexts', 'to score against a query');
  if (ranks.wire === 'rerank') {
    return { path: '/rerank', isFromRoot: false, body: { model, query, documents: texts } };
  }
  const body = { inputs: { query, contexts: texts.map((text) => ({ text })) }, options: {} };
  return { path: '/run?version=3', isFromRoot: true, headers: { 'cf-consn-model-id': model }, body };
}

/** Cohere's list under `results`, TEI's and SGLang's bare one, or Workers AI's. @throws CutAnswerError */
export function readRanking(answer: unknown, nTexts: number, { ranks }: Dialect): Ranking {
  const { results, response, usage } = fields(answer);
  const list = elements(results ?? response ?? answer);
  const scores = new Array<number>(nTexts).fill(Number.NaN);
  for (const one of list) {
    const { index, id, relevance_score: relevance, score } = fields(one);
    const at = number(index) ?? number(id) ?? -1;
    const told = number(relevance) ?? number(score) ?? Number.NaN;
    if (at in scores) scores[at] = ranks?.scores === 'logits' ? 1 / (1 + Math.exp(-told)) : told;
  }
  if (!scores.every(Number.isFinite)) throw new CutAnswerError(`the answer has no score for each of ${nTexts} texts`);
  const { prompt_tokens: nPrompt, total_tokens: nTotal } = fields(usage);
  return { scores, nTokens: number(nPrompt) ?? number(nTotal) };
}
