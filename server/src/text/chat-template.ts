// How a conversation becomes the tokens a model was trained to see: what every template is, and the simplest of them,
// that of base models, which know no roles and only continue text. The others are in templates/.
import type { Tokenizer } from './tokenizer.ts';

/** One message of a conversation. */
export interface ChatMessage {
  /** `system`, `user` or `assistant`; anything else speaks as `user`. */
  role: string;
  content: string;
  /** Of an assistant's message that is the last: it is not finished, the answer goes on where it ends. */
  prefix?: boolean;
}

/** A conversation as a model takes it. */
export interface EncodedPrompt {
  /** The whole prompt, BOS included where the vocabulary wants one. Contents never become control ids. */
  readonly ids: number[]; // [nTokens]
  /** Whether the output goes on where the prompt's text ends, rather than being an answer of its own. */
  readonly continuesText: boolean;
}

/** A model's way to be asked. */
export interface ChatTemplate {
  readonly name: string;
  /** Throws a TemplateError for a conversation that the template has no form for. */
  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer): EncodedPrompt;
}

/** A template that cannot be used, or a conversation that it refuses; the message says why. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/**
 * The contents, one per line, after BOS. A base model such as TinyStories has never seen a role or an instruction
 * marker: anything put around the text would only be more text for it to continue.
 */
export const plainTemplate: ChatTemplate = {
  name: 'plain',
  encode(messages, tokenizer) {
    const { addBos, bosId } = tokenizer.vocabulary;
    const text = tokenizer.encode(messages.map(({ content }) => content).join('\n'));
    return { ids: [...(addBos ? [bosId] : []), ...text], continuesText: text.length > 0 };
  },
};
