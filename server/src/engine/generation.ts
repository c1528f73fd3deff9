// The face of the engine: what goes in and what comes out, as plain data. No text, no HTTP, no GPU, no classes:
// everything here survives structuredClone, so that the engine can stand in a process of its own.
import type { EngineState } from './state.ts';
import type { EngineStats } from './stats.ts';

/** How the next token is chosen from the logits. Every field is plain data; absent means "does not apply". */
export interface SamplingParams {
  /** 0 is greedy: always the most likely token. Otherwise logits are divided by it before the softmax. */
  temperature: number;
  /** Nucleus: the smallest set of tokens whose probabilities sum to at least this, 0 < topP <= 1. */
  topP?: number | undefined;
  /** Only the k most likely tokens, >= 1. */
  topK?: number | undefined;
  /** The same seed and the same request give the same ids. Absent: drawn at random. */
  seed?: number | undefined;
  /** Divides positive and multiplies negative logits of tokens seen in prompt or answer; 1 is off. */
  repetitionPenalty?: number | undefined;
  /** Subtracted once per earlier occurrence in the answer. */
  frequencyPenalty?: number | undefined;
  /** Subtracted once from every token that occurs in the answer. */
  presencePenalty?: number | undefined;
}

/** A tool whose calls are held to its parameters. */
export interface CallableTool {
  readonly name: string;
  /** The JSON schema of its arguments, an object; absent: any object. */
  readonly parameters?: unknown;
}

/** What the answer has to be. Whitespace between the parts of JSON is bounded; objects have their schema's order. */
export type Constraint =
  /** Any JSON object. */
  | { readonly type: 'json_object' }
  /** JSON that fits the schema. */
  | { readonly type: 'json_schema'; readonly schema: unknown }
  /** A JSON array of calls, `[{"name": ..., "arguments": {...}}]`. */
  | {
      readonly type: 'tool_calls';
      readonly tools: readonly CallableTool[];
      /** Most calls in the answer, >= 1. */
      readonly maxCalls: number;
      /** Until this id comes the answer is free. Absent: it begins with the calls. */
      readonly beginId?: number | undefined;
    };

/** One sequence to continue. */
export interface GenerationRequest {
  /** The whole prompt, BOS included; at least one id, each below the model's vocabSize. */
  promptIds: readonly number[];
  /** Most ids to generate, >= 1. */
  maxTokens: number;
  /** Ids that end the sequence (EOS and the like). May be empty: then only maxTokens and the context end it. */
  stopIds: readonly number[];
  sampling: SamplingParams;
  /** Tell the log probability of each token, and of this many of the likeliest, 0 to 20. */
  logprobs?: number | undefined;
  /** Who asked, by an id that means nothing here: turns are shared out fairly between owners. Absent counts as one. */
  owner?: string | undefined;
  /** Rather fail with noCapacity than wait for others to end. */
  rejectIfBusy?: boolean | undefined;
  /** What the answer has to be; absent: anything. Must fit within maxTokens. */
  constraint?: Constraint | undefined;
}

/**
 * `stop`: a stop id was chosen, or the constraint lets nothing follow. `length`: maxTokens or the context's end was
 * reached.
 */
export type FinishReason = 'stop' | 'length';

/** One generated id. The last one of a sequence carries the reason why it is the last. */
export interface GeneratedToken {
  /** Not part of the answer's text if it is one of the request's stop ids. */
  id: number;
  finishReason: FinishReason | null;
  /** Where asked for: the natural logarithm of its probability, before temperature and penalties. */
  logprob?: number;
  /** Where asked for: the likeliest tokens at this place, the likeliest first. */
  topLogprobs?: readonly { readonly id: number; readonly logprob: number }[];
}

/** What callers see of an engine. Leaving the iterable early, or aborting the signal, stops the work behind it. */
export interface TokenGenerator {
  /** Positions a sequence can have, prompt and answer together. */
  readonly contextLength: number;
  generate(request: GenerationRequest, signal?: AbortSignal): AsyncIterable<GeneratedToken>;
  /** What is going on at the moment. Answers at once, with what was last heard of an engine that is elsewhere. */
  stats?(): EngineStats;
  /** Whether it can be asked at the moment; of an engine that has no such thing, it can. */
  state?(): EngineState;
}
