// The one seam between text and tokens: validated input in, text deltas and usage out. No HTTP, no GPU.
import { constraintOf } from './constraints/request-constraint.ts';
import type {
  Constraint,
  GeneratedToken,
  GenerationRequest,
  TokenGenerator,
  UndeclaredProperties,
} from './engine/generation.ts';
import { ServerError } from './errors.ts';
import { type CountedPrompt, PromptMaker } from './prompts/prompt-maker.ts';
import { AnswerReader } from './text/answer-reader.ts';
import type { ChatTemplate } from './text/chat-template.ts';
import { Detokenizer } from './text/detokenizer.ts';
import { tokenText } from './text/token-text.ts';
import type { Tokenizer } from './text/tokenizer.ts';
import type { Tool } from './text/tools.ts';
import {
  type AcceptedInput,
  type AnswerOptions,
  type Asker,
  type AttentionInput,
  type FinishReason,
  nthSeed,
  type PlaceLogprobs,
  type TextAttention,
  type TextEvent,
  type TextGenerationInput,
  type TextModel,
} from './text-model.ts';

export type { JsonFormat, ToolUse } from './constraints/request-constraint.ts';
export type { ChatMessage } from './text/chat-template.ts';
export { parseRecord, type Tool, type ToolCall } from './text/tools.ts';
export type * from './text-model.ts';

type PromptInput = Pick<TextGenerationInput, 'prompt' | 'raw' | 'toolUse' | 'templateVariables'>;

/** An input that fits the model: what its engine is asked. */
export interface PreparedGeneration {
  readonly request: GenerationRequest;
  /** The output goes on in the middle of a text, so a space at its beginning belongs to it. */
  readonly continuesText: boolean;
  readonly stop: readonly string[];
  readonly toolNames: readonly string[];
  readonly tools?: readonly Tool[] | undefined;
  /** Whether the answer is calls from its beginning. */
  readonly beginsInCalls: boolean;
  /** Whether thoughts are told apart, and begin with the answer. */
  readonly thoughts: 'opened' | 'may begin' | undefined;
}

/** What a TextGenerator is made of. */
export interface TextGeneratorParts {
  /** For messages only. */
  modelName: string;
  tokenizer: Tokenizer;
  tokenGenerator: TokenGenerator;
  /** Prompt and answer together, in tokens; never more than the engine's. */
  contextWindow: number;
  /** Makes the prompts. @defaultValue one with `template`, in this thread */
  prompts?: PromptMaker | undefined;
  /** A template of ours. @defaultValue the one of base models */
  template?: ChatTemplate | undefined;
  /** Where properties come that a schema does not declare, unless a request says so itself. @defaultValue never */
  undeclared?: UndeclaredProperties | undefined;
}

/** One model, asked in text. Keeps nothing between calls, so that any number of them may run. */
export class TextGenerator implements TextModel {
  readonly modelName: string;
  readonly contextWindow: number;
  readonly #tokenizer: Tokenizer;
  readonly #tokenGenerator: TokenGenerator;
  readonly #prompts: PromptMaker;
  readonly #undeclared: UndeclaredProperties | undefined;

  constructor(parts: TextGeneratorParts) {
    const { modelName, tokenizer, tokenGenerator, contextWindow, template } = parts;
    this.modelName = modelName;
    this.contextWindow = Math.min(contextWindow, tokenGenerator.contextLength);
    this.#tokenizer = tokenizer;
    this.#tokenGenerator = tokenGenerator;
    this.#undeclared = parts.undeclared;
    this.#prompts = parts.prompts ?? PromptMaker.of(tokenizer, template);
  }

  /**
   * Turns the input into token ids; generates nothing yet. Throws 413/5021 when prompt and answer cannot both fit, and
   * 400/5006 for a conversation that the model's template refuses. Whether an answer can be held to a schema is found out
   * where it is generated.
   */
  async prepare(
    { prompt, raw, sampling, stop = [], ...input }: TextGenerationInput,
    asker: Asker = {},
  ): Promise<PreparedGeneration> {
    const { vocabulary } = this.#tokenizer;
    const toolUse = raw ? undefined : input.toolUse;
    const needed = input.fitToWindow ? 1 : (input.maxTokens ?? 1);
    const { templateVariables } = input;
    const made = await this.#encode({ prompt, raw, toolUse, templateVariables }, needed, asker);
    const { ids: promptIds, continuesText } = made;
    // Nothing to start from (a vocabulary without BOS and an empty text): the model needs one token to look at.
    if (promptIds.length === 0) promptIds.push(vocabulary.bosId ?? vocabulary.endIds[0] ?? 0);
    this.#checkFit(promptIds.length, needed);
    const room = this.contextWindow - promptIds.length;
    const maxTokens = Math.min(input.maxTokens ?? room, room);
    // BOS ends an answer like EOS: models trained on documents end to end, TinyStories among them, begin the next
    // document instead of ending theirs.
    const stopIds = [...new Set([...vocabulary.endIds, ...(this.#prompts.template.endIds ?? []), ...vocabulary.bos])];
    const { toolCallsId, dialect, thinks } = this.#prompts.template;
    const constraint = constraintOf({
      format: input.format,
      toolUse,
      toolCallsId,
      dialect,
      undeclared: this.#undeclared,
    });
    const mayThink = !raw && input.tellsThoughts === true && thinks === true && !isHeld(constraint);
    return {
      request: {
        promptIds,
        maxTokens,
        stopIds,
        sampling,
        constraint,
        logprobs: input.logprobs,
        rejectIfBusy: input.rejectIfBusy,
      },
      continuesText,
      // A stop string inside JSON would cut it: that the answer parses takes precedence.
      stop: isHeld(constraint) ? [] : stop,
      beginsInCalls: constraint?.type === 'tool_calls' && constraint.beginId === undefined,
      thoughts: mayThink ? (made.beginsInThoughts ? 'opened' : 'may begin') : undefined,
      // An answer in a required format is not a call.
      tools: toolUse?.tools,
      toolNames: constraint?.type.startsWith('json') ? [] : (toolUse?.tools.map(({ name }) => name) ?? []),
    };
  }

  async accept(input: TextGenerationInput, asker?: Asker): Promise<AcceptedInput> {
    if (input.lora !== undefined) throw new ServerError('noLora');
    const prepared = await this.prepare(input, asker);
    return { answer: (options, signal) => this.generate(answerOf(prepared, options), signal, options.onAccepted) };
  }

  /**
   * Runs a prepared generation. Leaving the iterable, or aborting the signal, stops the engine's work for it.
   * @param onAccepted called once when the request can no longer be refused, before its first text
   * @throws ServerError badInput (400/5006) for a schema to which no answer can be held
   */
  async *generate(
    prepared: PreparedGeneration,
    signal?: AbortSignal,
    onAccepted?: () => void,
  ): AsyncGenerator<TextEvent> {
    const { request } = prepared;
    const reader = this.#readerOf(prepared);
    let logprobs: PlaceLogprobs[] = [];
    let completionTokens = 0; // the stop id included: it was generated like the others
    let cachedTokens = 0;
    let finishReason: FinishReason | null = null;
    for await (const token of this.#tokenGenerator.generate(request, signal, onAccepted)) {
      completionTokens++;
      cachedTokens += token.nCachedTokens ?? 0;
      finishReason = token.finishReason;
      if (finishReason !== null && request.stopIds.includes(token.id)) break;
      const { thoughts, text, stopped, deltas } = reader.push(token.id);
      if (request.logprobs !== undefined) logprobs.push(this.#describe(token));
      if (thoughts !== '') yield { type: 'thoughts', text: thoughts };
      if (text !== '') {
        yield textEvent(text, request, logprobs);
        logprobs = [];
      }
      for (const delta of deltas) yield { type: 'toolCallDelta', ...delta };
      if (stopped) {
        finishReason = 'stop';
        break;
      }
    }
    signal?.throwIfAborted();
    if (finishReason === null) throw new Error(`${this.modelName}: the engine stopped without saying why`);
    const { thoughts, text, calls } = reader.end();
    if (thoughts !== '') yield { type: 'thoughts', text: thoughts };
    if (text !== '') yield textEvent(text, request, logprobs);
    const promptTokens = request.promptIds.length;
    const usage = {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      prompt_tokens_details: cachedTokens > 0 ? { cached_tokens: cachedTokens } : undefined,
    };
    if (calls.length > 0 && finishReason === 'stop') finishReason = 'tool_calls';
    yield { type: 'end', finishReason, usage, toolCalls: calls };
  }

  /** Computes prompt and answer again, up to the token, and tells where it looked. */
  async attend({ input, answer, position, ...attention }: AttentionInput, asker: Asker = {}): Promise<TextAttention> {
    const { request, continuesText } = await this.prepare({ ...input, maxTokens: 1 }, asker);
    const { promptIds } = request;
    const ids = [...promptIds, ...this.#tokenizer.encode(answer, { continues: continuesText })];
    if (position !== undefined && position >= ids.length) {
      throw new ServerError('badInput', `Error: '/position' is ${position}; the text has ${ids.length} tokens`);
    }
    const end = (position ?? Math.min(ids.length, this.contextWindow - 1) - 1) + 1;
    this.#checkFit(end, 1);
    const asked = { ...request, promptIds: ids.slice(0, end), maxTokens: 1, constraint: undefined, attention };
    for await (const { attention: view } of this.#tokenGenerator.generate(
      { ...asked, owner: asker.owner },
      asker.signal,
    )) {
      const tokens = ids.map((id) => tokenText(this.#tokenizer.vocabulary, id).text);
      if (view) return { tokens, nPromptTokens: promptIds.length, view };
    }
    asker.signal?.throwIfAborted();
    throw new Error(`${this.modelName}: the engine told nothing of its attention`);
  }

  #readerOf({ request, continuesText, ...how }: PreparedGeneration): AnswerReader {
    const { toolCallsId, dialect } = this.#prompts.template;
    return new AnswerReader(this.#tokenizer.vocabulary, {
      stripLeadingSpace: !continuesText,
      ...how,
      toolCallsId,
      dialect,
      callsAreHeld: request.constraint?.type === 'tool_calls',
    });
  }

  #describe({ id, logprob = 0, topLogprobs = [] }: GeneratedToken): PlaceLogprobs {
    const describe = (one: number, value: number) => ({
      ...tokenText(this.#tokenizer.vocabulary, one),
      logprob: value,
    });
    return { ...describe(id, logprob), top: topLogprobs.map((other) => describe(other.id, other.logprob)) };
  }

  /** The text that token ids stand for. */
  textOf(ids: readonly number[]): string {
    const detokenizer = new Detokenizer(this.#tokenizer.vocabulary, { stripLeadingSpace: true });
    return ids.map((id) => detokenizer.push(id)).join('') + detokenizer.end();
  }

  /** @param nNeeded tokens that the window must leave behind the prompt */
  async #encode(
    { prompt, raw, toolUse, templateVariables: variables }: PromptInput,
    nNeeded: number,
    asker: Asker,
  ): Promise<CountedPrompt> {
    if (typeof prompt !== 'string' && 'ids' in prompt) return this.#takeIds(prompt.ids);
    const messages = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
    const tools = toolUse?.tools ?? [];
    // Megabytes that cannot fit are refused by their length, without being tokenised.
    const nToolChars = toolUse ? JSON.stringify(tools).length : 0;
    const nChars = messages.reduce((sum, { content }) => sum + content.length, nToolChars);
    this.#checkFit(this.#tokenizer.leastTokens(nChars), nNeeded);
    const mostTokens = this.contextWindow - nNeeded;
    const made = await this.#prompts.make({ messages, raw, tools, variables }, { ...asker, mostTokens });
    this.#checkFit(made.nTokens, nNeeded);
    const { toolCallsId } = this.#prompts.template;
    return toolUse?.forced && toolCallsId !== undefined ? { ...made, ids: [...made.ids, toolCallsId] } : made;
  }

  #takeIds(ids: readonly number[]): CountedPrompt {
    const { size } = this.#tokenizer.vocabulary;
    const unknown = ids.find((id) => id >= size);
    if (unknown === undefined) return { ids: [...ids], nTokens: ids.length, continuesText: true };
    throw new ServerError('badInput', `Error: '/prompt' has the token id ${unknown}, but the vocabulary has ${size}`);
  }

  #checkFit(promptTokens: number, maxTokens: number): void {
    const tokens = promptTokens + maxTokens;
    if (tokens <= this.contextWindow) return;
    throw new ServerError(
      'contextExceeded',
      `The estimated number of input and maximum output tokens (${tokens}) ` +
        `exceeded this model context window limit (${this.contextWindow}).`,
    );
  }
}

/** The request of the nth answer, for its owner: a seed gives each answer a seed of its own. */
function answerOf(prepared: PreparedGeneration, { nth, owner }: AnswerOptions): PreparedGeneration {
  const { request } = prepared;
  const { seed } = request.sampling;
  const sampling = seed === undefined ? request.sampling : { ...request.sampling, seed: nthSeed(seed, nth) };
  return { ...prepared, request: { ...request, sampling, owner } };
}

/** Whether all of the answer is JSON. Optional calls are JSON only from the token that begins them. */
function isHeld(constraint: Constraint | undefined): boolean {
  return constraint !== undefined && !('beginId' in constraint && constraint.beginId !== undefined);
}

function textEvent(text: string, { logprobs }: GenerationRequest, places: readonly PlaceLogprobs[]): TextEvent {
  return { type: 'text', text, logprobs: logprobs === undefined ? undefined : places };
}
