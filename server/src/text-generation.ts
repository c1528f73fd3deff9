// The one seam between text and tokens: validated input in, text deltas and usage out. No HTTP, no GPU.
import type { FinishReason, GenerationRequest, SamplingParams, TokenGenerator } from './engine/generation.ts';
import { ServerError } from './errors.ts';
import {
  type ChatMessage,
  type ChatTemplate,
  type EncodedPrompt,
  plainTemplate,
  TemplateError,
} from './text/chat-template.ts';
import { Detokenizer } from './text/detokenizer.ts';
import type { Tokenizer } from './text/tokenizer.ts';
import type { Vocabulary } from './text/vocabulary.ts';

export type { ChatMessage } from './text/chat-template.ts';

/** Tokens of one answer; total = prompt + completion. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** What a generation yields: pieces of text, never cut inside a character, then one end. */
export type TextEvent = { type: 'text'; text: string } | { type: 'end'; finishReason: FinishReason; usage: Usage };

/** What to generate from, and how; already checked. */
export interface TextGenerationInput {
  /** A text stands for a conversation of one user message. */
  prompt: string | readonly ChatMessage[];
  /** Take the text as it stands: no template, and `<s>`, `</s>` in it mean BOS and EOS. */
  raw: boolean;
  /** At least 1. */
  maxTokens: number;
  sampling: SamplingParams;
}

/** An input that fits the model: what its engine is asked. */
export interface PreparedGeneration {
  readonly request: GenerationRequest;
  /** The output goes on in the middle of a text, so a space at its beginning belongs to it. */
  readonly continuesText: boolean;
}

/** What a TextGenerator is made of. */
export interface TextGeneratorParts {
  /** For messages only. */
  modelName: string;
  tokenizer: Tokenizer;
  tokenGenerator: TokenGenerator;
  /** Prompt and answer together, in tokens; never more than the engine's. */
  contextWindow: number;
  /** @defaultValue the one of base models */
  template?: ChatTemplate;
}

/** One model, asked in text. Keeps nothing between calls, so that any number of them may run. */
export class TextGenerator {
  readonly modelName: string;
  readonly contextWindow: number;
  readonly #tokenizer: Tokenizer;
  readonly #tokenGenerator: TokenGenerator;
  readonly #template: ChatTemplate;

  constructor({ modelName, tokenizer, tokenGenerator, contextWindow, template = plainTemplate }: TextGeneratorParts) {
    this.modelName = modelName;
    this.contextWindow = Math.min(contextWindow, tokenGenerator.contextLength);
    this.#tokenizer = tokenizer;
    this.#tokenGenerator = tokenGenerator;
    this.#template = template;
  }

  /**
   * Turns the input into token ids; generates nothing yet. Throws 413/5021 when prompt and answer cannot both fit, and
   * 400/5006 for a conversation that the model's template refuses.
   */
  prepare({ prompt, raw, maxTokens, sampling }: TextGenerationInput): PreparedGeneration {
    const messages = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
    const { vocabulary } = this.#tokenizer;
    // Megabytes that cannot fit are refused by their length: to tokenise them first would stop everybody else's answer.
    const nChars = messages.reduce((sum, { content }) => sum + content.length, 0);
    this.#checkFit(leastTokens(nChars, vocabulary), maxTokens);
    const { ids: promptIds, continuesText } = raw ? this.#encodeRaw(messages) : this.#encodeChat(messages);
    // Nothing to start from (a vocabulary without BOS and an empty text): the model needs one token to look at.
    if (promptIds.length === 0) promptIds.push(vocabulary.bosId);
    this.#checkFit(promptIds.length, maxTokens);
    return {
      // BOS ends an answer like EOS: models trained on documents end to end, TinyStories among them, begin the next
      // document instead of ending theirs.
      request: { promptIds, maxTokens, stopIds: [...new Set([vocabulary.eosId, vocabulary.bosId])], sampling },
      continuesText,
    };
  }

  /** Runs a prepared generation. Leaving the iterable, or aborting the signal, stops the engine's work for it. */
  async *generate({ request, continuesText }: PreparedGeneration, signal?: AbortSignal): AsyncGenerator<TextEvent> {
    const detokenizer = new Detokenizer(this.#tokenizer.vocabulary, { stripLeadingSpace: !continuesText });
    const promptTokens = request.promptIds.length;
    let completionTokens = 0; // the stop id included: it was generated like the others
    let finishReason: FinishReason | null = null;
    for await (const token of this.#tokenGenerator.generate(request, signal)) {
      completionTokens++;
      finishReason = token.finishReason;
      const text = finishReason === 'stop' ? '' : detokenizer.push(token.id);
      if (text !== '') yield { type: 'text', text };
    }
    signal?.throwIfAborted();
    if (finishReason === null) throw new Error(`${this.modelName}: the engine stopped without saying why`);
    const rest = detokenizer.end();
    if (rest !== '') yield { type: 'text', text: rest };
    const totalTokens = promptTokens + completionTokens;
    const usage = { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens };
    yield { type: 'end', finishReason, usage };
  }

  #encodeChat(messages: readonly ChatMessage[]): EncodedPrompt {
    try {
      return this.#template.encode(messages, this.#tokenizer);
    } catch (error) {
      if (error instanceof TemplateError) throw new ServerError('badInput', `Error: ${error.message}`);
      throw error;
    }
  }

  /** Literal `<s>` and `</s>` become BOS and EOS; BOS is put first where the text does not bring it. */
  #encodeRaw(messages: readonly ChatMessage[]): EncodedPrompt {
    const { addBos, bosId, eosId } = this.#tokenizer.vocabulary;
    const text = messages.map(({ content }) => content).join('\n');
    const ids = text.split(/(<\/?s>)/).flatMap((part) => {
      if (part === '<s>') return [bosId];
      return part === '</s>' ? [eosId] : this.#tokenizer.encode(part);
    });
    // Raw text is raw at both ends: prompt and output joined are the text, its spaces included.
    return { ids: addBos && ids[0] !== bosId ? [bosId, ...ids] : ids, continuesText: true };
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

/** As few tokens as a text of this length can have: each the longest piece. */
function leastTokens(nChars: number, { pieces, byteIds, removeExtraWhitespaces }: Vocabulary): number {
  // Here a whole run of characters may be one unknown token, or nothing.
  if (byteIds === null || removeExtraWhitespaces) return 0;
  let longest = 4; // `</s>`, in raw text
  for (const piece of pieces) longest = Math.max(longest, piece.length);
  return Math.floor(nChars / longest);
}
