// Requests of OpenAI's API: unknown JSON in, trusted requests out. What is accepted is what openapi.yaml says; here
// stands what a schema cannot say.
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { fields, readMessages, readToolUse } from '../generation/request-messages.ts';
import { readJsonFormat } from '../generation/response-format.ts';
import { defaults, defined, readSampling } from '../generation/sampling-options.ts';
import { Validator } from '../http/validator.ts';
import type { TextGenerationInput } from '../text-generation.ts';

type Schemas = components['schemas'];
type WireOptions = Schemas['OpenAiOptions'];

/** What may be answered. */
export interface OpenAiRequest {
  /** One for each prompt. */
  readonly inputs: readonly TextGenerationInput[];
  /** Answers to each prompt. */
  readonly nPerPrompt: number;
  readonly stream: boolean;
  /** Where a stream tells its usage: with the last answer's end, in a chunk of its own, or nowhere. */
  readonly usageIn: 'lastChoice' | 'ownChunk' | 'nothing';
  /** Begin each answer with its prompt. */
  readonly echo: boolean;
}

const chat = new Validator('ChatCompletionRequest');
const completion = new Validator('CompletionRequest');

/** Checks the parsed body of a chat completion and fills in the defaults; throws 5006. */
export function readChatRequest(body: unknown): OpenAiRequest {
  const { logprobs, top_logprobs: nTop } = fields(body);
  // The schema says so too, but not why.
  if (typeof nTop === 'number' && logprobs !== true) {
    refuse('top_logprobs', "'/top_logprobs' needs '/logprobs' to be true");
  }
  chat.require(body);
  const wire = body as Schemas['ChatCompletionRequest']; // the schema has just said so
  const { tools, tool_choice: toolChoice, parallel_tool_calls: parallel } = wire;
  const messages = wire.messages.map((one) => (one.role === 'developer' ? { ...one, role: 'system' } : one));
  const input: TextGenerationInput = {
    ...readOptions(wire),
    prompt: readMessages(messages),
    raw: false,
    ...defined('logprobs', wire.logprobs ? (wire.top_logprobs ?? 0) : undefined),
    ...defined('toolUse', readToolUse({ tools, tool_choice: toolChoice, parallel_tool_calls: parallel })),
  };
  return { ...readDelivery(wire), inputs: [input], echo: false };
}

/** The same, of a text completion. */
export function readCompletionRequest(body: unknown): OpenAiRequest {
  const { echo, logprobs } = fields(body);
  if (echo === true && typeof logprobs === 'number') {
    refuse('logprobs', "'/logprobs' is not served together with '/echo': prompts have none here");
  }
  completion.require(body);
  const wire = body as Schemas['CompletionRequest'];
  const { best_of: bestOf } = wire;
  const { nPerPrompt, ...delivery } = readDelivery(wire);
  if (typeof bestOf === 'number' && bestOf !== nPerPrompt) {
    refuse('best_of', `'/best_of' is ${bestOf}; here it must be the same as '/n', which is ${nPerPrompt}`);
  }
  const options = { ...readOptions(wire), raw: true, ...defined('logprobs', wire.logprobs) };
  const inputs = promptsOf(wire.prompt).map((prompt) => ({ ...options, prompt }));
  return { ...delivery, nPerPrompt, inputs, echo: wire.echo ?? false };
}

type TextPrompt = string | { ids: readonly number[] };

function promptsOf(prompt: Schemas['CompletionRequest']['prompt']): TextPrompt[] {
  if (typeof prompt === 'string') return [prompt];
  if (isIds(prompt)) return [{ ids: prompt }];
  return prompt.map((one) => (typeof one === 'string' ? one : { ids: one }));
}

function isIds(prompt: readonly unknown[]): prompt is number[] {
  return typeof prompt[0] === 'number';
}

function readOptions(wire: WireOptions): Pick<TextGenerationInput, 'maxTokens' | 'sampling'> {
  const { stop } = wire;
  const format = readJsonFormat(wire.response_format);
  return {
    maxTokens: wire.max_completion_tokens ?? wire.max_tokens ?? defaults.maxTokens,
    sampling: readSampling(wire),
    ...defined('stop', typeof stop === 'string' ? [stop] : stop),
    ...defined('format', format),
    ...defined('rejectIfBusy', wire.options?.rejectIfBusy),
  };
}

function readDelivery(wire: WireOptions): Pick<OpenAiRequest, 'nPerPrompt' | 'stream' | 'usageIn'> {
  const asked = wire.stream_options?.include_usage;
  return {
    nPerPrompt: wire.n ?? 1,
    stream: wire.stream ?? defaults.stream,
    // Workers AI tells it although nobody asked; OpenAI's clients pass over what they do not look for.
    usageIn: asked === true ? 'ownChunk' : asked === false ? 'nothing' : 'lastChoice',
  };
}

function refuse(param: string, reason: string): never {
  throw new ServerError('badInput', `Error: ${reason}`, { param });
}
