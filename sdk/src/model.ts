// Models by name, and what goes into and comes out of each. Types only, all of them derived from the API's document.
import type { components } from './openapi.gen.ts';

type Schemas = components['schemas'];

/**
 * A text generation model of the catalogue, or the one a Tramontane server brings along.
 *
 * @example
 * const model: TextGenerationModelName = '@cf/mistral/mistral-7b-instruct-v0.1';
 */
export type TextGenerationModelName = Schemas['TextGenerationModelName'];

/**
 * Any model name: the known ones are completed by the editor, every other string is taken as well.
 *
 * @example
 * const model: AiModelName = '@cf/my-company/my-model';
 */
export type AiModelName = TextGenerationModelName | (string & NonNullable<unknown>);

/**
 * What a text generation model takes: a `prompt` or `messages`, never both, and how to generate.
 *
 * @example
 * const input: AiTextGenerationInput = { prompt: 'What is grouped query attention', max_tokens: 128 };
 */
export type AiTextGenerationInput =
  | (Schemas['AiTextGenerationPrompt'] & { messages?: never })
  | (Schemas['AiTextGenerationMessages'] & { prompt?: never });

/**
 * What a text generation model answers.
 *
 * @example
 * const { response, usage }: AiTextGenerationOutput = await ai.run(model, { prompt: 'Hello' });
 */
export type AiTextGenerationOutput = Schemas['AiTextGenerationOutput'];

/**
 * One message of a conversation.
 *
 * @example
 * const message: RoleScopedChatInput = { role: 'user', content: 'What is grouped query attention?' };
 */
export type RoleScopedChatInput = Schemas['RoleScopedChatInput'];

/**
 * A call of a tool which the model asks for.
 *
 * @example
 * for (const call of answer.tool_calls ?? []) console.log(call.name, call.arguments);
 */
export type ToolCall = Schemas['ToolCall'];

/**
 * How many tokens an answer took.
 *
 * @example
 * console.log(answer.usage?.total_tokens);
 */
export type Usage = Schemas['Usage'];

/**
 * What the model of this name takes. Of a model that is not known, any object.
 *
 * @example
 * type Input = AiModelInput<'@cf/mistral/mistral-7b-instruct-v0.1'>; // AiTextGenerationInput
 */
export type AiModelInput<Name extends AiModelName> = Name extends TextGenerationModelName
  ? AiTextGenerationInput
  : Record<string, unknown>;

/**
 * What the model of this name answers. Of a model that is not known, some object.
 *
 * @example
 * type Output = AiModelOutput<'@cf/mistral/mistral-7b-instruct-v0.1'>; // AiTextGenerationOutput
 */
export type AiModelOutput<Name extends AiModelName> = Name extends TextGenerationModelName
  ? AiTextGenerationOutput
  : Record<string, unknown>;
