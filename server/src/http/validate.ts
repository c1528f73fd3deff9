// The door: unknown JSON in, a trusted request out. What is accepted is what openapi.yaml says; here stands only what a
// schema cannot say, and the step from wire names to ours.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { spec } from '../generated/spec.gen.ts';
import type { ChatMessage, TextGenerationInput } from '../text-generation.ts';
import { manyMatchesText, noMatchText } from './bad-input.ts';

type Schemas = components['schemas'];
type WirePrompt = Schemas['AiTextGenerationPrompt'];
type WireMessages = Schemas['AiTextGenerationMessages'];
type WireMessage = Schemas['RoleScopedChatInput'];

/** A run request that may be answered. */
export interface RunRequest {
  input: TextGenerationInput;
  stream: boolean;
}

interface Branch {
  required: string[];
  strict: ValidateFunction;
  lenient: ValidateFunction;
}

const [promptBranch, messagesBranch] = spec.components.schemas.AiTextGenerationInput.oneOf;
const prompt = compileBranch(promptBranch.$ref);
const messages = compileBranch(messagesBranch.$ref);

/** Checks the parsed body of a run request and fills in the defaults; throws 5006, or 5005 for a LoRA. */
export function readRunRequest(body: unknown): RunRequest {
  const isPrompt = prompt.strict(body);
  const isMessages = messages.strict(body);
  if (isPrompt && isMessages) throw new ServerError('badInput', manyMatchesText(2));
  if (!isPrompt && !isMessages) {
    throw new ServerError('badInput', noMatchText([problemsOf(prompt, body), problemsOf(messages, body)]));
  }
  const options = spec.components.schemas.AiTextGenerationOptions.properties;
  const wire = body as WirePrompt | WireMessages; // the schema has just said so
  const maxTokens = wire.max_tokens ?? options.max_tokens.default;
  // The schema has no least value here, and the API does not say what it does with such a request.
  if (maxTokens < 1) throw new ServerError('badInput', `Error: '/max_tokens' must be >= 1`);
  if (typeof body === 'object' && body !== null && 'lora' in body) throw new ServerError('noLora');
  // Better no answer than one that is not what was asked for.
  if (wire.response_format) {
    throw new ServerError(
      'badInput',
      "JSON Mode couldn't be met: this server has no JSON mode; leave out response_format",
    );
  }
  return {
    stream: wire.stream ?? options.stream.default,
    input: {
      prompt: isPrompt ? (body as WirePrompt).prompt : readMessages((body as WireMessages).messages),
      raw: wire.raw ?? options.raw.default,
      maxTokens,
      sampling: {
        temperature: wire.temperature ?? options.temperature.default,
        ...defined('topP', wire.top_p),
        ...defined('topK', wire.top_k),
        ...defined('seed', wire.seed),
        ...defined('repetitionPenalty', wire.repetition_penalty),
        ...defined('frequencyPenalty', wire.frequency_penalty),
        ...defined('presencePenalty', wire.presence_penalty),
      },
    },
  };
}

function readMessages(wire: readonly WireMessage[]): ChatMessage[] {
  // The schema lets it pass; a model has nothing to answer to.
  if (wire.length === 0) throw new ServerError('badInput', `Error: '/messages' must hold at least one message`);
  return wire.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : joinParts(content),
  }));
}

function joinParts(parts: Exclude<WireMessage['content'], string>): string {
  return parts.map((part) => part.text ?? '').join('');
}

function defined<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}

function problemsOf({ required, strict, lenient }: Branch, body: unknown) {
  lenient(body);
  return { required, strict: strict.errors ?? [], lenient: lenient.errors ?? [] };
}

/**
 * Two validators of one branch, see bad-input.ts. Each stops at its first error: to list all of them would let one
 * request of ten megabytes ask for millions.
 */
function compileBranch(ref: string): Branch {
  const compile = (document: object) => {
    const ajv = new Ajv2020({ strict: false, verbose: true, validateFormats: false });
    return ajv.addSchema(document, 'api').compile({ $ref: `api${ref}` });
  };
  return { required: requiredOf(ref), strict: compile(spec), lenient: compile(withoutRequired(spec)) };
}

function requiredOf(ref: string): string[] {
  const schema = ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => property(at, key), spec);
  const parts = [schema, ...list(property(schema, 'allOf'))];
  return parts.flatMap((part) => list(property(part, 'required')).map(String));
}

/** A copy without any list of required properties. (A *property* called `required` would hold a schema, not a list.) */
function withoutRequired(document: object): object {
  return JSON.parse(JSON.stringify(document), (key, value) =>
    key === 'required' && Array.isArray(value) ? undefined : value,
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
