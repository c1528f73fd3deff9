// A model as the API sees it: a validated input in, pieces of text and one end out. Our own engine (text-generation.ts)
// and engines that run elsewhere both have this face.
import type { JsonFormat, ToolUse } from './constraints/request-constraint.ts';
import type { AttentionQuery, AttentionView, SamplingParams } from './engine/generation.ts';
import type { ChatMessage } from './text/chat-template.ts';
import type { TokenText } from './text/token-text.ts';
import type { ToolCallDelta } from './text/tool-call-scanner.ts';
import type { ToolCall } from './text/tools.ts';

/** Tokens of one answer; total = prompt + completion. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  /** Only where prompt tokens were found in the prefix cache. */
  prompt_tokens_details?: { cached_tokens: number } | undefined;
}

/**
 * `stop`: complete. `length`: maxTokens or the context's end cut it; JSON and calls are whole all the same, but not as the
 * model would have ended them. `tool_calls`: the model asks for tools.
 */
export type FinishReason = 'stop' | 'length' | 'tool_calls';

/** A token of the answer, by itself, with the logarithm of its probability. */
export interface TokenLogprob extends TokenText {
  readonly logprob: number;
}

/** One place of the answer: the token there, and what else was likely, the likeliest first. */
export interface PlaceLogprobs extends TokenLogprob {
  readonly top: readonly TokenLogprob[];
}

/**
 * What a generation yields: pieces of text, never cut inside a character, pieces of the model's reasoning where its engine
 * keeps that apart from the text, pieces of calls where they are known before the end, then one end, which has all calls.
 */
export type TextEvent =
  | { type: 'text'; text: string; logprobs?: readonly PlaceLogprobs[] | undefined }
  /** What the model thinks before it answers. */
  | { type: 'thoughts'; text: string }
  | ({ type: 'toolCallDelta' } & ToolCallDelta)
  | { type: 'end'; finishReason: FinishReason; usage: Usage; toolCalls: readonly ToolCall[] };

/** A text that is already cut into tokens. Taken as it stands, control tokens included. */
export interface TokenPrompt {
  readonly ids: readonly number[];
}

/** What to generate from, and how; already checked. */
export interface TextGenerationInput {
  /** A text stands for a conversation of one user message. */
  prompt: string | readonly ChatMessage[] | TokenPrompt;
  /** Take the text as it stands: no template, and `<s>`, `</s>` in it mean BOS and EOS. */
  raw: boolean;
  /** At least 1; absent: as many as the context window leaves. */
  maxTokens?: number | undefined;
  /** Shorten maxTokens to what the context window leaves, instead of refusing the input. */
  fitToWindow?: boolean | undefined;
  sampling: SamplingParams;
  /** Texts at which the answer ends; they are no part of it. Without a meaning where the answer is held to JSON. */
  stop?: readonly string[] | undefined;
  /** Tell the probability of each token, and of this many of the likeliest. */
  logprobs?: number | undefined;
  format?: JsonFormat | undefined;
  /** Not for raw text. */
  toolUse?: ToolUse | undefined;
  /** Thoughts come as events of their own. Otherwise they are text, between the tags that the model writes. */
  tellsThoughts?: boolean | undefined;
  /** Variables for the chat template of the model's file, such as `enable_thinking`. */
  templateVariables?: Readonly<Record<string, unknown>> | undefined;
  /** Rather be refused than wait for others to end. */
  rejectIfBusy?: boolean | undefined;
  /** A LoRA adapter, by its name. */
  lora?: string | undefined;
}

/** Which answer, and for whom: decides about seeds, turns and caches, not about what is asked. */
export interface AnswerOptions {
  /** Several answers to one input are counted from 0; a seed gives each of them another text. */
  readonly nth: number;
  /** Who asked, by an id: turns are shared out fairly between owners. */
  readonly owner?: string | undefined;
  readonly account?: string | undefined;
  /** The client's id for requests that belong together: their prompts may begin alike. */
  readonly session?: string | undefined;
  /** Called once when the answer can no longer be refused, before its first text. */
  readonly onAccepted?: (() => void) | undefined;
}

/** For whom an input is checked, and until when somebody waits for it. */
export interface Asker {
  readonly owner?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An input that was accepted. */
export interface AcceptedInput {
  /** Generates one answer. Leaving the iterable, or aborting the signal, stops the work for it, wherever it is done. */
  answer(options: AnswerOptions, signal?: AbortSignal): AsyncIterable<TextEvent>;
}

/** Which token of a text is looked at, and what is told of it. */
export interface AttentionInput extends AttentionQuery {
  readonly input: TextGenerationInput;
  /** What was answered; the token may be in it. */
  readonly answer: string;
  /** The token's place in prompt and answer, from 0; undefined: the last one. */
  readonly position: number | undefined;
}

/** Where the token looked, with the text of every token. */
export interface TextAttention {
  readonly tokens: readonly string[];
  readonly nPromptTokens: number;
  readonly view: AttentionView;
}

/** One model, asked in text. */
export interface TextModel {
  /** Prompt and answer together, in tokens; null where it is not known. */
  readonly contextWindow: number | null;
  /** Checks the input against the model; generates nothing yet. @throws ServerError when it cannot be answered */
  accept(input: TextGenerationInput, asker?: Asker): Promise<AcceptedInput>;
  /** The text that token ids stand for. @throws ServerError where the vocabulary is not known here */
  textOf(ids: readonly number[]): string;
  /** Absent where an engine elsewhere has the model, which tells nothing of its attention. @throws as accept does */
  attend?(input: AttentionInput, asker?: Asker): Promise<TextAttention>;
}

/** The seed of the nth answer to one input. */
export function nthSeed(seed: number, nth: number): number {
  // Backwards at the upper end, where a larger number would no longer be exact.
  return seed <= Number.MAX_SAFE_INTEGER - nth ? seed + nth : seed - nth;
}
