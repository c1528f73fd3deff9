// From a conversation or a raw text to token ids: one function, which runs here or in a worker.
import { ServerError } from '../errors.ts';
import { type ChatMessage, type ChatTemplate, type EncodedPrompt, TemplateError } from '../text/chat-template.ts';
import { encodeRawText } from '../text/raw-text.ts';
import { linkToolTurns } from '../text/templates/tool-turns.ts';
import { toolsAsText } from '../text/templates/tools-as-text.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Tool } from '../text/tools.ts';

/** What is to become a prompt. */
export interface PromptText {
  readonly messages: readonly ChatMessage[];
  /** Without a template: the contents as they stand. */
  readonly raw: boolean;
  /** Not for raw text. */
  readonly tools: readonly Tool[];
  /** Of the request, for a file's template. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** The ids of a prompt. @throws ServerError badInput (5006) for a conversation that the template refuses */
export function encodePrompt(
  { messages, raw, tools, variables }: PromptText,
  template: ChatTemplate,
  tokenizer: Tokenizer,
): EncodedPrompt {
  if (raw) return encodeRawText(messages.map(({ content }) => content).join('\n'), tokenizer);
  try {
    if (template.dialect === undefined) {
      return template.encode(toolsAsText(messages, tools), tokenizer, { variables });
    }
    return template.encode(linkToolTurns(messages), tokenizer, { tools, variables });
  } catch (error) {
    if (error instanceof TemplateError) throw new ServerError('badInput', `Error: ${error.message}`);
    throw error;
  }
}
