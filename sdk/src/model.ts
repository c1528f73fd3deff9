// The models, their inputs and their outputs: types only, derived from the API's document.
import type {
  AiContextsInput,
  AiContextsOutput,
  AiRerankInput,
  AiRerankOutput,
  AiTextEmbeddingsInput,
  AiTextEmbeddingsOutput,
  AiTextGenerationJsonOutput,
  AiTextGenerationMessages,
  AiTextGenerationOutput,
  AiTextGenerationPrompt,
  operations,
  RoleScopedChatInput as PlainChatInput,
  RerankModelName,
  TextEmbeddingsModelName,
  TextGenerationModelName,
} from './openapi.gen.ts';
import type { RuntimeModels } from './runtime-models.ts';

export type {
  AiContextsInput,
  AiContextsOutput,
  AiRerankInput,
  AiRerankOutput,
  AiTextEmbeddingsInput,
  AiTextEmbeddingsOutput,
  AiTextGenerationJsonOutput,
  AiTextGenerationOutput,
  FinishReason,
  Model,
  RerankModelName,
  ResponseFormat,
  TextEmbeddingsModelName,
  TextGenerationModelName,
  Tool,
  ToolCall,
  Usage,
} from './openapi.gen.ts';

/** A model that this package describes. */
export type KnownModelName = TextGenerationModelName | TextEmbeddingsModelName | RerankModelName;

/** A model that the runtime's own type describes, and this package does not. */
type RuntimeModelName = Exclude<Extract<keyof RuntimeModels, string>, KnownModelName>;

/** What the runtime's own type says of a model; the fallback where it says nothing. */
type OfRuntime<Name, Key extends 'inputs' | 'postProcessedOutputs', Fallback> = Name extends keyof RuntimeModels
  ? RuntimeModels[Name] extends { [K in Key]: infer Described }
    ? Described
    : Fallback
  : Fallback;

/**
 * Any model name: the editor completes the known ones, and every other string is accepted.
 *
 * @example
 * const model: AiModelName = '@cf/my-company/my-model';
 */
export type AiModelName = KnownModelName | RuntimeModelName | (string & NonNullable<unknown>);

/**
 * What a text generation model takes: a `prompt` or `messages`, never both, and how to generate.
 *
 * @example
 * const input: AiTextGenerationInput = { prompt: 'What is grouped query attention', max_tokens: 128 };
 */
export type AiTextGenerationInput =
  | (AiTextGenerationPrompt & {
      /** Not beside `prompt`. */
      messages?: never;
    })
  | (Omit<AiTextGenerationMessages, 'messages'> & {
      /** The conversation, oldest message first. */
      messages: RoleScopedChatInput[];
      /** Not beside `messages`. */
      prompt?: never;
    });

/**
 * Who speaks in a message. Any other role counts as `user`.
 *
 * @example
 * const role: ChatRole = 'system';
 */
export type ChatRole = 'system' | 'user' | 'assistant' | 'tool' | (string & NonNullable<unknown>);

/**
 * One message of a conversation.
 *
 * @example
 * const message: RoleScopedChatInput = { role: 'user', content: 'What is grouped query attention?' };
 */
export type RoleScopedChatInput =
  | (Omit<PlainChatInput, 'role'> & {
      /** Who speaks. */
      role: ChatRole;
    })
  // The document says this only in prose: beside calls of tools there may be no content.
  | (Omit<PlainChatInput, 'role' | 'content' | 'tool_calls'> & {
      /** Who speaks. */
      role: ChatRole;
      /** In messages of the role `assistant`, the calls it asked for, flat or in OpenAI's form. */
      tool_calls: readonly unknown[];
      /** The text beside them, if any. */
      content?: PlainChatInput['content'] | null;
    });

/**
 * Which models to list, and which page of the list.
 *
 * @example
 * const search: ModelSearch = { task: 'Text Generation', search: 'mistral' };
 */
export type ModelSearch = Omit<NonNullable<operations['workers-ai-search-model']['parameters']['query']>, 'format'>;

/**
 * A type with all its properties readonly, so that values that are `as const` are accepted.
 *
 * @example
 * const messages = [{ role: 'user', content: 'Hello' }] as const satisfies DeepReadonly<RoleScopedChatInput[]>;
 */
export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/**
 * What the model of this name takes. For a model that this package does not know: what the runtime's own type says, if the
 * project has it, and otherwise any object.
 *
 * @example
 * type Input = AiModelInput<'@cf/mistral/mistral-7b-instruct-v0.1'>; // AiTextGenerationInput, which it leaves as it is
 */
export type AiModelInput<Name extends AiModelName> = Name extends TextGenerationModelName
  ? DeepReadonly<AiTextGenerationInput>
  : Name extends '@cf/baai/bge-m3'
    ? DeepReadonly<AiTextEmbeddingsInput | AiContextsInput>
    : Name extends TextEmbeddingsModelName
      ? DeepReadonly<AiTextEmbeddingsInput>
      : Name extends RerankModelName
        ? DeepReadonly<AiRerankInput>
        : OfRuntime<Name, 'inputs', Record<string, unknown> | object>; // an interface is not assignable to a Record

/**
 * What the model of this name answers. For a model that this package does not know: what the runtime's own type says, if
 * the project has it, and otherwise some object.
 *
 * @example
 * type Output = AiModelOutput<'@cf/mistral/mistral-7b-instruct-v0.1'>; // AiTextGenerationOutput
 */
export type AiModelOutput<Name extends AiModelName> = Name extends TextGenerationModelName
  ? AiTextGenerationOutput
  : Name extends '@cf/baai/bge-m3'
    ? AiTextEmbeddingsOutput | AiContextsOutput | AiRerankOutput
    : Name extends TextEmbeddingsModelName
      ? AiTextEmbeddingsOutput
      : Name extends RerankModelName
        ? AiRerankOutput
        : OfRuntime<Name, 'postProcessedOutputs', Record<string, unknown>>;

/**
 * What the model of this name answers in JSON mode.
 *
 * @example
 * type Output = AiModelJsonOutput<'@cf/mistral/mistral-7b-instruct-v0.1'>; // AiTextGenerationJsonOutput
 */
export type AiModelJsonOutput<Name extends AiModelName> = Name extends TextGenerationModelName
  ? AiTextGenerationJsonOutput
  : OfRuntime<Name, 'postProcessedOutputs', Record<string, unknown>>;
