// The door: unknown JSON in, a trusted request out. What is accepted is what openapi.yaml says; here stands only what a
// schema cannot say, and the step from wire names to ours.
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { readMessages, readToolUse, withoutNullContent } from '../generation/request-messages.ts';
import { readJsonFormat } from '../generation/response-format.ts';
import { defaults, defined, readSampling } from '../generation/sampling-options.ts';
import { manyMatchesText, noMatchText } from '../http/validation-messages.ts';
import { Validator } from '../http/validator.ts';
import type { TextGenerationInput } from '../text-generation.ts';

type Schemas = components['schemas'];
type WirePrompt = Schemas['AiTextGenerationPrompt'];
type WireMessages = Schemas['AiTextGenerationMessages'];

/** A run request that may be answered. */
export interface RunRequest {
  input: TextGenerationInput;
  stream: boolean;
}

const prompt = new Validator('AiTextGenerationPrompt');
const messages = new Validator('AiTextGenerationMessages');

/** Checks the parsed body of a run request and fills in the defaults; throws 5006, or 5005 for a LoRA. */
export function readRunRequest(sent: unknown): RunRequest {
  const body = withoutNullContent(sent);
  const isPrompt = prompt.accepts(body);
  const isMessages = messages.accepts(body);
  if (isPrompt && isMessages) throw new ServerError('badInput', manyMatchesText(2));
  if (!isPrompt && !isMessages) {
    const faults = [prompt, messages].map((schema) => ({ required: schema.required, faults: schema.faults(body) }));
    throw new ServerError('badInput', noMatchText(faults));
  }
  const wire = body as WirePrompt | WireMessages; // the schema has just said so
  const maxTokens = wire.max_tokens ?? defaults.maxTokens;
  // The schema has no such limit here, and the API does not say what it does with such a request.
  if (maxTokens < 1) throw new ServerError('badInput', `Error: '/max_tokens' must be >= 1`);
  // Beside messages the schema does not know it, so there it may be anything; null is nobody's adapter.
  if ('lora' in wire && wire.lora !== null) throw new ServerError('noLora');
  const toolUse = isMessages ? readToolUse(body as WireMessages) : undefined;
  const format = readJsonFormat(wire.response_format);
  return {
    stream: wire.stream ?? defaults.stream,
    input: {
      prompt: isPrompt ? (body as WirePrompt).prompt : readMessages((body as WireMessages).messages),
      raw: wire.raw ?? defaults.raw,
      maxTokens,
      sampling: readSampling(wire),
      ...defined('toolUse', toolUse),
      ...defined('format', format),
      ...defined('rejectIfBusy', wire.options?.rejectIfBusy),
    },
  };
}
