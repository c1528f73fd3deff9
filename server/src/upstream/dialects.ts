// What differs between engines that speak OpenAI's API, as a table: field names, the values that switch a sampler off,
// and what an engine cannot do. Everything that is sent or refused for one engine and not for another comes from here.
import type { SamplingParams } from '../engine/generation.ts';
import type { DialectName } from './options.ts';

/** How an engine is told about one way of sampling. */
export interface SamplingField {
  readonly name: string;
  /** Sent when the request does not ask: engines and models have defaults of their own. Absent: nothing is sent. */
  readonly off?: number;
  /** Seeds are kept below this. */
  readonly below?: number;
}

/** One engine's ways. */
export interface Dialect {
  /** In messages to people. */
  readonly title: string;
  /** `ollama`: its own API, since the one it has for OpenAI's clients cannot set all samplers. */
  readonly wire: 'openai' | 'ollama';
  /** What `owned_by` in its list of models says. */
  readonly ownedBy: string | null;
  /** Answers 200 when it can generate; from the root of the server. Null: its list of models has to do. */
  readonly readyPath: string | null;
  /** Null: the engine has no such thing, and a request that asks for it is refused. */
  readonly sampling: Readonly<Record<keyof SamplingParams, SamplingField | null>>;
  /** Sent with every request. */
  readonly always: Readonly<Record<string, unknown>>;
  /** Raw text, through /completions. */
  readonly takesRawText: boolean;
  /** Raw text as token ids. */
  readonly takesTokenIds: boolean;
  readonly tellsLogprobs: boolean;
  readonly choosesTools: boolean;
  /** Its JSON mode needs a schema: versions of llama-server hold nothing to an absent one. */
  readonly jsonNeedsSchema: boolean;
  /**
   * How a call that must be made is asked for. `strict`: by name, and its arguments are held to their schema only where the
   * tool is strict. `as JSON`: by the schema of an answer, which the engine holds whatever its template makes of tools.
   */
  readonly forcesCalls: 'by name' | 'strict' | 'as JSON';
  /** Knows `parallel_tool_calls`. */
  readonly limitsCalls: boolean;
  /** How a LoRA adapter is named. */
  readonly lora: 'as the model' | 'behind the model' | 'by its number' | null;
  /** How texts are embedded. */
  readonly embeds: EmbeddingWays;
  /** How texts are scored against a query. Null: the engine has no such thing. */
  readonly ranks: RankingWays | null;
}

/** What an engine can do with texts to embed. */
export interface EmbeddingWays {
  readonly takesTokenIds: boolean;
  /** Knows `dimensions`. */
  readonly shortens: boolean;
  /** What asks it to cut texts that are too long. Null: it refuses them. */
  readonly cut: Readonly<Record<string, unknown>> | null;
}

/** How an engine is asked for scores, and what they are. */
export interface RankingWays {
  /** `rerank`: Cohere's form, which most engines took over; `run`: that of the Workers AI binding. */
  readonly wire: 'rerank' | 'run';
  /** `logits` become probabilities by the logistic function, which is what rerankers were trained with. */
  readonly scores: 'probabilities' | 'logits';
}

const penalties = {
  frequencyPenalty: { name: 'frequency_penalty', off: 0 },
  presencePenalty: { name: 'presence_penalty', off: 0 },
} as const;

const llamaSamplers = {
  temperature: { name: 'temperature' },
  topP: { name: 'top_p', off: 1 },
  topK: { name: 'top_k', off: 0 },
  // 32 bits, of which the largest value means "at random".
  seed: { name: 'seed', below: 2 ** 32 - 1 },
  repetitionPenalty: { name: 'repeat_penalty', off: 1 },
  ...penalties,
} as const;

/** Samplers of llama.cpp that no API of ours knows, off. */
const llamaOthersOff = { min_p: 0, typical_p: 1, mirostat: 0 } as const;

/** Penalties look at the whole text, as everywhere else; the server has no word for that, and makes a buffer so long. */
const longestText = 131_072;

const openAiOnly = {
  wire: 'openai',
  takesRawText: true,
  tellsLogprobs: true,
  choosesTools: true,
  forcesCalls: 'by name',
  jsonNeedsSchema: false,
  limitsCalls: true,
  takesTokenIds: true,
  embeds: { takesTokenIds: true, shortens: false, cut: null },
} as const;

/** How each engine speaks, by the name that settings use. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  vllm: {
    ...openAiOnly,
    title: 'vLLM',
    ownedBy: 'vllm',
    readyPath: '/health',
    sampling: {
      temperature: { name: 'temperature' },
      topP: { name: 'top_p', off: 1 },
      topK: { name: 'top_k', off: 0 },
      seed: { name: 'seed' },
      repetitionPenalty: { name: 'repetition_penalty', off: 1 },
      ...penalties,
    },
    always: { min_p: 0 },
    forcesCalls: 'strict',
    lora: 'as the model',
    embeds: { takesTokenIds: true, shortens: true, cut: { truncate_prompt_tokens: -1 } },
    ranks: { wire: 'rerank', scores: 'probabilities' },
  },
  sglang: {
    ...openAiOnly,
    title: 'SGLang',
    ownedBy: 'sglang',
    readyPath: '/health',
    sampling: {
      temperature: { name: 'temperature' },
      topP: { name: 'top_p', off: 1 },
      topK: { name: 'top_k', off: -1 },
      seed: { name: 'seed' },
      repetitionPenalty: { name: 'repetition_penalty', off: 1 },
      ...penalties,
    },
    always: { min_p: 0 },
    lora: 'behind the model',
    ranks: { wire: 'rerank', scores: 'logits' },
  },
  'llama-server': {
    ...openAiOnly,
    title: 'llama-server',
    ownedBy: 'llamacpp',
    readyPath: '/health',
    sampling: llamaSamplers,
    always: {
      ...llamaOthersOff,
      repeat_last_n: longestText,
      dry_multiplier: 0,
      xtc_probability: 0,
      dynatemp_range: 0,
    },
    forcesCalls: 'as JSON',
    jsonNeedsSchema: true,
    lora: 'by its number',
    ranks: { wire: 'rerank', scores: 'logits' },
  },
  ollama: {
    title: 'Ollama',
    wire: 'ollama',
    ownedBy: null,
    readyPath: '/api/version',
    sampling: { ...llamaSamplers, seed: { name: 'seed', below: 2 ** 31 } },
    always: { ...llamaOthersOff, repeat_last_n: -1 },
    takesRawText: true,
    takesTokenIds: false,
    tellsLogprobs: false,
    choosesTools: false,
    forcesCalls: 'by name',
    jsonNeedsSchema: false,
    limitsCalls: false,
    lora: null,
    embeds: { takesTokenIds: false, shortens: true, cut: {} },
    ranks: null,
  },
  tramontane: {
    ...openAiOnly,
    title: 'Tramontane',
    ownedBy: null,
    readyPath: '/readyz',
    sampling: {
      temperature: { name: 'temperature' },
      topP: { name: 'top_p', off: 1 },
      topK: { name: 'top_k' },
      seed: { name: 'seed' },
      repetitionPenalty: { name: 'repetition_penalty', off: 1 },
      ...penalties,
    },
    always: {},
    lora: null,
    embeds: { takesTokenIds: true, shortens: true, cut: null },
    ranks: { wire: 'run', scores: 'probabilities' },
  },
  openai: {
    ...openAiOnly,
    title: 'The upstream server',
    ownedBy: null,
    readyPath: null,
    sampling: {
      temperature: { name: 'temperature' },
      topP: { name: 'top_p', off: 1 },
      topK: null,
      seed: { name: 'seed' },
      repetitionPenalty: null,
      ...penalties,
    },
    always: {},
    lora: null,
    embeds: { takesTokenIds: true, shortens: true, cut: null },
    ranks: { wire: 'rerank', scores: 'probabilities' },
  },
};
