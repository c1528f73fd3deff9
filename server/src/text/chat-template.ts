// How a conversation becomes the tokens a model was trained to see: what every template is, and the simplest of them,
// that of base models, which know no roles and only continue text. The others are in templates/.
import { shorten } from '../checkpoint/shorten.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { ToolDialect } from './tool-dialect.ts';
import type { Tool, ToolCall } from './tools.ts';

/** One message of a conversation. */
export interface ChatMessage {
  /** `system`, `user`, `assistant` or `tool`; anything else speaks as `user`. */
  role: string;
  content: string;
  /** Of an assistant's message: the calls it asked for, instead of saying something. */
  toolCalls?: readonly ToolCall[] | undefined;
  /** Of an assistant's message: what it thought before; it may also stand in the content, before `</think>`. */
  thoughts?: string | undefined;
  /** Of a tool's message: the call that this is the result of. */
  toolCallId?: string | undefined;
  /** Of a tool's message: the tool. */
  name?: string | undefined;
  /** Of an assistant's message that is the last: it is not finished, the answer goes on where it ends. */
  prefix?: boolean | undefined;
}

/** A conversation as a model takes it. */
export interface EncodedPrompt {
  /** The whole prompt, BOS included where the vocabulary wants one. Contents never become control ids. */
  readonly ids: number[]; // [nTokens]
  /** Whether the output goes on where the prompt's text ends, rather than being an answer of its own. */
  readonly continuesText: boolean;
  /** The prompt ends inside the model's thoughts: a template may open them. */
  readonly beginsInThoughts?: boolean | undefined;
}

/** A model's way to be asked. */
export interface ChatTemplate {
  readonly name: string;
  /** How the model's calls of tools are written. Absent: the model was not trained for tools. */
  readonly dialect?: ToolDialect | undefined;
  /** The id that calls begin with, where the dialect has one. */
  readonly toolCallsId?: number | undefined;
  /** Whether the model thinks before it answers, between `<think>` and `</think>`. */
  readonly thinks?: boolean | undefined;
  /** Control ids with which it ends an assistant's turn, so that an answer ends with them too. */
  readonly endIds?: readonly number[] | undefined;
  /**
   * Throws a TemplateError for a conversation that the template has no form for. Tools, calls and their results are
   * only passed to a template with a dialect; to others they are told in words, see templates/tools-as-text.ts.
   */
  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer, extras?: TemplateExtras): EncodedPrompt;
}

/** What a conversation has besides its messages. */
export interface TemplateExtras {
  readonly tools?: readonly Tool[] | undefined;
  /** Variables for a file's template, such as `enable_thinking`; templates of ours have none. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** A template that cannot be used, or a conversation that it refuses; the message says why. */
export class TemplateError extends Error {
  override name = 'TemplateError';
  constructor(problem: string) {
    super(shorten(problem)); // templates write their own messages
  }
}

/**
 * The contents, one per line, after BOS. A base model such as TinyStories has never seen a role or an instruction
 * marker: anything put around the text would only be more text for it to continue.
 */
export const plainTemplate: ChatTemplate = {
  name: 'plain',
  encode(messages, tokenizer) {
    const { addBos, bos } = tokenizer.vocabulary;
    const text = tokenizer.encode(messages.map(({ content }) => content).join('\n'));
    return { ids: [...(addBos ? bos : []), ...text], continuesText: text.length > 0 };
  },
};
