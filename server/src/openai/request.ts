// Requests of OpenAI's API: unknown JSON in, validated requests out. openapi.yaml says what is accepted; this file adds
// the rules that a schema cannot express.
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { requireKnownFields } from '../generation/fields.ts';
import { propertiesOf, readMessages, refuseMedia } from '../generation/request-messages.ts';
import { readResponseFormat } from '../generation/response-format.ts';
import { defaults, readSampling } from '../generation/sampling-options.ts';
import { readToolUse } from '../generation/tool-choice.ts';
import { Validator } from '../http/validator.ts';
import type { TextGenerationInput } from '../text-generation.ts';
import { renameFields, toolsOfFunctions } from './fields.ts';

type Schemas = components['schemas'];
type Options = Schemas['OpenAiOptions'];

/** A request that can be answered. */
export interface OpenAiRequest {
  /** One per prompt. */
  readonly inputs: readonly TextGenerationInput[];
  /** Answers to each prompt. */
  readonly nPerPrompt: number;
  readonly stream: boolean;
  /** Where a stream tells its usage: in the last answer's last chunk, in a chunk of its own, or nowhere. */
  readonly usageIn: 'lastChoice' | 'ownChunk' | 'nothing';
  /** Begin each answer with its prompt. */
  readonly echo: boolean;
  /** Tools came as `functions`, the older form, in which they are answered too. */
  readonly hasFunctions: boolean;
}

const chat = new Validator('ChatCompletionRequest');
const completion = new Validator('CompletionRequest');
const chatFields = new Set([...chat.properties, 'functions', 'function_call']);
const completionFields = new Set(completion.properties);
const streamFields = new Set(['include_usage', 'include_obfuscation']);

/** Validates the parsed body of a chat completion and fills in the defaults; throws 5006. */
export function readChatRequest(sent: unknown): OpenAiRequest {
  const { logprobs, top_logprobs: nTop } = propertiesOf(sent);
  // The schema refuses it too, but its message does not say why.
  if (typeof nTop === 'number' && logprobs !== true) {
    refuse('top_logprobs', "'/top_logprobs' needs '/logprobs' to be true");
  }
  const renamed = renameFields(sent);
  refuseMedia(renamed);
  chat.require(renamed);
  requireKnownFields(propertiesOf(renamed), chatFields);
  const body = renamed as Schemas['ChatCompletionRequest']; // just validated
  const functions = toolsOfFunctions({ ...body });
  const messages = body.messages.map((message) =>
    message.role === 'developer' ? { ...message, role: 'system' } : message,
  );
  const input: TextGenerationInput = {
    ...readOptions(body),
    prompt: readMessages(messages),
    raw: false,
    logprobs: body.logprobs ? (body.top_logprobs ?? 0) : undefined,
    toolUse: readToolUse(functions ?? body),
    tellsThoughts: body.reasoning_format !== 'none',
    templateVariables: body.chat_template_kwargs ?? undefined,
  };
  return { ...readDelivery(body), inputs: [input], echo: false, hasFunctions: functions !== undefined };
}

/** Validates the parsed body of a completion and fills in the defaults; throws 5006. */
export function readCompletionRequest(sent: unknown): OpenAiRequest {
  const { echo, logprobs } = propertiesOf(sent);
  if (echo === true && typeof logprobs === 'number') {
    refuse('logprobs', "'/logprobs' is not served together with '/echo': prompts have none here");
  }
  const renamed = renameFields(sent);
  completion.require(renamed);
  requireKnownFields(propertiesOf(renamed), completionFields);
  const body = renamed as Schemas['CompletionRequest']; // just validated
  const { best_of: bestOf } = body;
  const { nPerPrompt, ...delivery } = readDelivery(body);
  if (typeof bestOf === 'number' && bestOf !== nPerPrompt) {
    refuse('best_of', `'/best_of' is ${bestOf}; here it must be the same as '/n', which is ${nPerPrompt}`);
  }
  const options = { ...readOptions(body), raw: true, logprobs: body.logprobs ?? undefined };
  const inputs = promptsOf(body.prompt).map((prompt) => ({ ...options, prompt }));
  return { ...delivery, nPerPrompt, inputs, echo: body.echo ?? false, hasFunctions: false };
}

type TextPrompt = string | { ids: readonly number[] };

function promptsOf(prompt: Schemas['CompletionRequest']['prompt']): TextPrompt[] {
  if (typeof prompt === 'string') return [prompt];
  if (isIds(prompt)) return [{ ids: prompt }];
  return prompt.map((item) => (typeof item === 'string' ? item : { ids: item }));
}

function isIds(prompt: readonly unknown[]): prompt is number[] {
  return typeof prompt[0] === 'number';
}

function readOptions(body: Options): Omit<TextGenerationInput, 'prompt' | 'raw'> {
  const { stop } = body;
  return {
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    fitToWindow: true,
    sampling: readSampling(body),
    stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
    format: readResponseFormat(body.response_format),
    rejectIfBusy: body.options?.rejectIfBusy,
  };
}

function readDelivery(body: Options): Pick<OpenAiRequest, 'nPerPrompt' | 'stream' | 'usageIn'> {
  const included = body.stream_options?.include_usage;
  requireKnownFields(propertiesOf(body.stream_options), streamFields, 'stream_options.');
  return {
    nPerPrompt: body.n ?? 1,
    stream: body.stream ?? defaults.stream,
    // Workers AI tells the usage unasked; OpenAI's clients ignore fields they do not expect.
    usageIn: included === true ? 'ownChunk' : included === false ? 'nothing' : 'lastChoice',
  };
}

function refuse(param: string, reason: string): never {
  throw new ServerError('badInput', `Error: ${reason}`, { param });
}
