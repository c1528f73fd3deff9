// Run requests: unknown JSON in, validated requests out. openapi.yaml says what is accepted; this file adds the rules
// that a schema cannot express, and the defaults.
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { renameAliases } from '../generation/field-aliases.ts';
import { ignoredFields, refuseField } from '../generation/fields.ts';
import { propertiesOf, readMessages, refuseMedia, withoutNullContent } from '../generation/request-messages.ts';
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
  /** The names of the fields that nothing here reads. */
  ignored: readonly string[];
}

const prompt = new Validator('AiTextGenerationPrompt');
const messages = new Validator('AiTextGenerationMessages');
const runFields = new Set([...prompt.properties, ...messages.properties, 'tool_choice', 'parallel_tool_calls']);
runFields.delete('functions');
runFields.add('stop');
runFields.add('chat_template_kwargs');
runFields.add('reasoning_format');

const maxStops = 4;

/** Validates the parsed body and fills in the defaults; throws 5006, or 5005 for a LoRA. */
export function readRunRequest(sent: unknown): RunRequest {
  const renamed = withoutNullContent(renameAliases(sent));
  const body = requireOneOf(renamed);
  refuseMedia(body);
  const ignored = ignoredFields(propertiesOf(body), runFields);
  const maxTokens = body.max_tokens ?? defaults.maxTokens;
  // The API's schema has no minimum here, but nothing can be generated below 1.
  if (maxTokens < 1) throw new ServerError('badInput', `Error: '/max_tokens' must be >= 1`);
  // Next to messages the schema does not mention it, so its type is unchecked. Null asks for no adapter.
  const lora = 'lora' in body ? (body.lora ?? undefined) : undefined;
  if (lora !== undefined && typeof lora !== 'string') throw new ServerError('noLora');
  return {
    stream: body.stream ?? defaults.stream,
    ignored,
    input: {
      prompt: 'messages' in body ? readMessages(body.messages) : body.prompt,
      raw: body.raw ?? defaults.raw,
      maxTokens,
      sampling: readSampling(body),
      stop: readStop(propertiesOf(body).stop),
      toolUse: readTools(body),
      tellsThoughts: readReasoningFormat(propertiesOf(body).reasoning_format),
      templateVariables: readTemplateVariables(propertiesOf(body).chat_template_kwargs),
      format: readResponseFormat(body.response_format),
      rejectIfBusy: body.options?.rejectIfBusy,
      lora,
    },
  };
}

function readTools(body: PromptBody | MessagesBody): TextGenerationInput['toolUse'] {
  const toolUse = readToolUse(propertiesOf(body));
  if (toolUse && body.raw) refuseField('tools', "cannot be used with '/raw': they are part of the chat template");
  return toolUse;
}

/** Workers AI leaves the thoughts of its older models in the text; a client may have them apart. */
function readReasoningFormat(sent: unknown): boolean | undefined {
  if (sent === undefined || sent === null) return undefined;
  if (sent === 'deepseek' || sent === 'none') return sent === 'deepseek';
  return refuseField('reasoning_format', "takes 'deepseek' or 'none'");
}

/** Variables for the chat template. The API's schema does not have them, but its newer models take them. */
function readTemplateVariables(sent: unknown): TextGenerationInput['templateVariables'] {
  if (sent === undefined || sent === null) return undefined;
  if (typeof sent === 'object' && !Array.isArray(sent)) return propertiesOf(sent);
  return refuseField('chat_template_kwargs', 'takes an object');
}

/** Texts at which the answer ends. The API's schema does not have them. */
function readStop(stop: unknown): readonly string[] | undefined {
  if (stop === undefined || stop === null) return undefined;
  const texts: readonly unknown[] = Array.isArray(stop) ? stop : [stop];
  if (texts.length <= maxStops && texts.every((text) => typeof text === 'string')) return texts;
  return refuseField('stop', `takes a text, or up to ${maxStops} of them`);
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
