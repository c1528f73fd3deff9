// The interface of the engine, as plain data: no text, no HTTP, no GPU, no classes. Everything here survives
// structuredClone, so that the engine can run in a process of its own.
import type { EngineState } from './state.ts';
import type { EngineStats } from './stats.ts';

/** How the next token is chosen from the logits. An undefined field does not apply. */
export interface SamplingParams {
  /** 0 is greedy: always the most likely token. Otherwise logits are divided by it before the softmax. */
  temperature: number;
  /** Nucleus: the smallest set of tokens whose probabilities sum to at least this, 0 < topP <= 1. */
  topP?: number | undefined;
  /** Only the k most likely tokens, >= 1. */
  topK?: number | undefined;
  /** The same seed and the same request give the same ids. Undefined: a random one. */
  seed?: number | undefined;
  /** Divides positive and multiplies negative logits of tokens seen in prompt or completion; 1 is off. */
  repetitionPenalty?: number | undefined;
  /** Subtracted once for each earlier occurrence in the completion. */
  frequencyPenalty?: number | undefined;
  /** Subtracted once from every token that occurs in the completion. */
  presencePenalty?: number | undefined;
}

/** A tool, to whose parameters its calls must conform. */
export interface CallableTool {
  readonly name: string;
  /** The JSON schema of its arguments, an object; undefined: any object. */
  readonly parameters?: unknown;
}

/**
 * How calls are written. `array`: `[{"name": ..., "arguments": {...}}]`; `tagged`: `<tool_call>{"name": ..., "arguments":
 * {...}}</tool_call>` for each; `opened`: the same, where the first tag has been written; `parameters`: one `{"name": ...,
 * "parameters": {...}}`; `named`: one `name[ARGS]{...}`.
 */
export type CallForm = 'array' | 'tagged' | 'opened' | 'parameters' | 'named';

/**
 * Where properties that no schema declares are written, if it does not forbid them: `never`, unless it allows them
 * explicitly or declares none at all; `last`, behind the declared ones; `anywhere` among them, where a few declared ones
 * come in any order too.
 */
export const undeclaredPlaces = ['never', 'last', 'anywhere'] as const;

export type UndeclaredProperties = (typeof undeclaredPlaces)[number];

/** The form of the completion. Whitespace between the parts of JSON is bounded. */
export type Constraint =
  /** Any JSON object. */
  | { readonly type: 'json_object' }
  /** JSON that conforms to the schema. */
  | {
      readonly type: 'json_schema';
      readonly schema: unknown;
      /** Where properties come that the schema does not declare; undefined: `never`. */
      readonly undeclared?: UndeclaredProperties | undefined;
    }
  /** Calls of tools, and nothing else. */
  | {
      readonly type: 'tool_calls';
      /** How they are written. Undefined: `array`. */
      readonly form?: CallForm | undefined;
      readonly tools: readonly CallableTool[];
      /** The same of arguments. */
      readonly undeclared?: UndeclaredProperties | undefined;
      /** Most calls in the completion, >= 1. */
      readonly maxCalls: number;
      /** The completion is free text until this id. Undefined: it begins with the calls. */
      readonly beginId?: number | undefined;
    };

/** A constraint as JSON: a schema of many parts crosses between processes and threads as one text. */
export interface PackedConstraint {
  readonly type: 'packed';
  /** Of the constraint. */
  readonly kind: Constraint['type'];
  /** As in the constraint. */
  readonly beginId?: number | undefined;
  readonly json: string;
}

/** Which part of the attention of a prompt's last token is told. */
export interface AttentionQuery {
  /** Layers, from 0; undefined: all. */
  readonly layers?: readonly number[] | undefined;
  /** A row for each head, instead of the mean of the heads that share their keys. */
  readonly perHead: boolean;
  /** Most columns of a row, >= 1: in longer sequences a column is the sum of several positions. */
  readonly maxColumns: number;
}

/** Where one token looked: the weights of attention, which sum to 1 in each row. */
export interface AttentionView {
  /** The token's own position; columns cover the positions from 0 to this one. */
  readonly position: number;
  /** Column c is the sum of the positions c * positionsPerColumn to (c + 1) * positionsPerColumn - 1. */
  readonly positionsPerColumn: number;
  readonly nLayers: number;
  readonly nHeads: number;
  readonly nKvHeads: number;
  /** Positions that a token sees, itself included; undefined: all before it. */
  readonly slidingWindow: number | undefined;
  /** rows: float32 [nHeads or nKvHeads][nColumns] */
  readonly layers: readonly { readonly layer: number; readonly rows: readonly Float32Array[] }[];
}

/** One sequence to continue. */
export interface GenerationRequest {
  /** The whole prompt, BOS included; at least one id, each below the model's vocabSize. */
  promptIds: readonly number[];
  /** Most ids to generate, >= 1. */
  maxTokens: number;
  /** Ids that end the sequence (EOS and the like). May be empty: then only maxTokens and the context end it. */
  stopIds: readonly number[];
  sampling: SamplingParams;
  /** Report the log probability of each token, and of this many of the likeliest ones, 0 to 20. Undefined: of none. */
  logprobs?: number | undefined;
  /** Who asked, as an opaque id: owners take fair turns. Undefined counts as one owner. */
  owner?: string | undefined;
  /** Fail with noCapacity instead of waiting for others to end. */
  rejectIfBusy?: boolean | undefined;
  /** The form of the completion, which must fit within maxTokens; undefined: free text. */
  constraint?: Constraint | PackedConstraint | undefined;
  /** Tell with the first token where the prompt's last token looked. Undefined: of none. */
  attention?: AttentionQuery | undefined;
}

/**
 * `stop`: a stop id was chosen, or the constraint is complete. `length`: maxTokens or the context's end was reached, or
 * a constrained completion was brought to its end before them.
 */
export type FinishReason = 'stop' | 'length';

/** One generated id. The last one of a sequence carries the reason why it is the last. */
export interface GeneratedToken {
  /** Not part of the completion's text if it is one of the request's stop ids. */
  id: number;
  finishReason: FinishReason | null;
  /** With the first token: prompt tokens that were found in the prefix cache. Absent: the engine does not know. */
  nCachedTokens?: number | undefined;
  /** If requested: the natural logarithm of its probability, before temperature and penalties. */
  logprob?: number | undefined;
  /** If requested: the likeliest tokens at this place, the likeliest first. */
  topLogprobs?: readonly { readonly id: number; readonly logprob: number }[] | undefined;
  /** With the first token, if requested. */
  attention?: AttentionView | undefined;
}

/** An engine, as its callers see it. Leaving the iterable early, or aborting the signal, stops the work behind it. */
export interface TokenGenerator {
  /** Positions that a sequence can have, prompt and completion together. */
  readonly contextLength: number;
  /** @param onAccepted called once when the request can no longer be refused, before its first token */
  generate(request: GenerationRequest, signal?: AbortSignal, onAccepted?: () => void): AsyncIterable<GeneratedToken>;
  /** Its current statistics. Returns at once, for an engine in another process with the last ones received. */
  stats?(): EngineStats;
  /** Whether it can be used now; an engine without this method always can. */
  state?(): EngineState;
}
