// How a conversation becomes the tokens a model was trained to see. So far one template: that of base models, which
// know no roles and only continue text.
import type { Tokenizer } from './tokenizer.ts';

/** One message of a conversation. */
export interface ChatMessage {
  role: string;
  content: string;
}

/** A model's way to be asked. */
export interface ChatTemplate {
  readonly name: string;
  /** Whether the output goes on where the prompt's text ends, rather than being an answer of its own. */
  readonly continuesText: boolean;
  /** The whole prompt, BOS included where the vocabulary wants one. Text never becomes control ids. */
  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer): number[];
}

/**
 * The contents, one per line, after BOS. A base model such as TinyStories has never seen a role or an instruction
 * marker: anything put around the text would only be more text for it to continue.
 */
export const plainTemplate: ChatTemplate = {
  name: 'plain',
  continuesText: true,
  encode(messages, tokenizer) {
    const { addBos, bosId } = tokenizer.vocabulary;
    return [...(addBos ? [bosId] : []), ...tokenizer.encode(messages.map(({ content }) => content).join('\n'))];
  },
};
