// Run requests: unknown JSON in, validated requests out. openapi.yaml says what is accepted; this file adds the rules
// that a schema cannot express, and the defaults.
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { readMessages, withoutNullContent } from '../generation/request-messages.ts';
import { readResponseFormat } from '../generation/response-format.ts';
import { defaults, readSampling } from '../generation/sampling-options.ts';
import { readToolUse } from '../generation/tool-choice.ts';
import { manyMatchesText, noMatchText } from '../http/validation-messages.ts';
import { Validator } from '../http/validator.ts';
import type { TextGenerationInput } from '../text-generation.ts';

type Schemas = components['schemas'];
type PromptBody = Schemas['AiTextGenerationPrompt'];
type MessagesBody = Schemas['AiTextGenerationMessages'];

/** A run request that can be answered. */
export interface RunRequest {
  input: TextGenerationInput;
  stream: boolean;
}

const prompt = new Validator('AiTextGenerationPrompt');
const messages = new Validator('AiTextGenerationMessages');

/** Validates the parsed body and fills in the defaults; throws 5006, or 5005 for a LoRA. */
export function readRunRequest(sent: unknown): RunRequest {
  const body = requireOneOf(withoutNullContent(sent));
  const maxTokens = body.max_tokens ?? defaults.maxTokens;
  // The API's schema has no minimum here, but nothing can be generated below 1.
  if (maxTokens < 1) throw new ServerError('badInput', `Error: '/max_tokens' must be >= 1`);
  // Next to messages the schema does not mention it, so its type is unchecked. Null asks for no adapter.
  const lora = 'lora' in body ? (body.lora ?? undefined) : undefined;
  if (lora !== undefined && typeof lora !== 'string') throw new ServerError('noLora');
  return {
    stream: body.stream ?? defaults.stream,
    input: {
      prompt: 'messages' in body ? readMessages(body.messages) : body.prompt,
      raw: body.raw ?? defaults.raw,
      maxTokens,
      sampling: readSampling(body),
      toolUse: 'messages' in body ? readToolUse(body) : undefined,
      format: readResponseFormat(body.response_format),
      rejectIfBusy: body.options?.rejectIfBusy,
      lora,
    },
  };
}

/** The body as the one form that it has; throws 5006 where it has none or both. */
function requireOneOf(body: unknown): PromptBody | MessagesBody {
  const isPrompt = prompt.accepts(body);
  const isMessages = messages.accepts(body);
  if (isPrompt && isMessages) throw new ServerError('badInput', manyMatchesText(2));
  if (!isPrompt && !isMessages) {
    const faults = [prompt, messages].map((schema) => ({ required: schema.required, faults: schema.faults(body) }));
    throw new ServerError('badInput', noMatchText(faults));
  }
  if (isMessages) return body as MessagesBody;
  // A prompt beside broken messages is a prompt.
  const { messages: _, ...rest } = body as PromptBody & { messages?: unknown };
  return rest as PromptBody;
}
