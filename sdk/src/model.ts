// The models, their inputs and their outputs: types only, derived from the API's document.
import type { components, operations } from './openapi.gen.ts';

type Schemas = components['schemas'];

/**
 * A text generation model of the catalogue, or the one that comes with a Tramontane server.
 *
 * @example
 * const model: TextGenerationModelName = '@cf/mistral/mistral-7b-instruct-v0.1';
 */
export type TextGenerationModelName = Schemas['TextGenerationModelName'];

/**
 * A model of the catalogue that turns texts into vectors.
 *
 * @example
 * const model: TextEmbeddingsModelName = '@cf/baai/bge-base-en-v1.5';
 */
export type TextEmbeddingsModelName = Schemas['TextEmbeddingsModelName'];

/**
 * A model of the catalogue that scores texts against a query.
 *
 * @example
 * const model: RerankModelName = '@cf/baai/bge-reranker-base';
 */
export type RerankModelName = Schemas['RerankModelName'];

/**
 * Any model name: the editor completes the known ones, and every other string is accepted.
 *
 * @example
 * const model: AiModelName = '@cf/my-company/my-model';
 */
export type AiModelName =
  | TextGenerationModelName
  | TextEmbeddingsModelName
  | RerankModelName
  | (string & NonNullable<unknown>);

/**
 * What a text generation model takes: a `prompt` or `messages`, never both, and how to generate.
 *
 * @example
 * const input: AiTextGenerationInput = { prompt: 'What is grouped query attention', max_tokens: 128 };
 */
export type AiTextGenerationInput =
  | (Schemas['AiTextGenerationPrompt'] & {
      /** Not beside `prompt`. */
      messages?: never;
    })
  | (Omit<Schemas['AiTextGenerationMessages'], 'messages'> & {
      /** The conversation, oldest message first. */
      messages: RoleScopedChatInput[];
      /** Not beside `messages`. */
      prompt?: never;
    });

/**
 * What a text generation model answers.
 *
 * @example
 * const { response, usage }: AiTextGenerationOutput = await ai.run(model, { prompt: 'Hello' });
 */
export type AiTextGenerationOutput = Schemas['AiTextGenerationOutput'];

/**
 * What a text generation model answers in JSON mode: to an input with `response_format`.
 *
 * @example
 * const { response }: AiTextGenerationJsonOutput = await ai.run(model, {
 *   prompt: 'Name a wind, as { "name": string }',
 *   response_format: { type: 'json_object' },
 * });
 */
export type AiTextGenerationJsonOutput = Schemas['AiTextGenerationJsonOutput'];

/**
 * What an embedding model takes: a text, or several.
 *
 * @example
 * const input: AiTextEmbeddingsInput = { text: ['The cat sat.', 'A dog ran.'] };
 */
export type AiTextEmbeddingsInput = Schemas['AiTextEmbeddingsInput'];

/**
 * What an embedding model answers: a vector for each text.
 *
 * @example
 * const { data, shape }: AiTextEmbeddingsOutput = await ai.run('@cf/baai/bge-base-en-v1.5', { text: 'The cat sat.' });
 */
export type AiTextEmbeddingsOutput = Schemas['AiTextEmbeddingsOutput'];

/**
 * What `@cf/baai/bge-m3` takes besides texts: contexts, and a query to compare them with.
 *
 * @example
 * const input: AiContextsInput = { query: 'Who sat?', contexts: [{ text: 'The cat sat.' }] };
 */
export type AiContextsInput = Schemas['AiContextsInput'];

/**
 * What `@cf/baai/bge-m3` answers to contexts without a query: a vector for each.
 *
 * @example
 * const { response }: AiContextsOutput = await ai.run('@cf/baai/bge-m3', { contexts: [{ text: 'The cat sat.' }] });
 */
export type AiContextsOutput = Schemas['AiContextsOutput'];

/**
 * What a reranker takes: a query, and the texts to score.
 *
 * @example
 * const input: AiRerankInput = { query: 'Who sat?', contexts: [{ text: 'The cat sat.' }], top_k: 1 };
 */
export type AiRerankInput = Schemas['AiRerankInput'];

/**
 * What a reranker answers: the scores, the best first.
 *
 * @example
 * for (const { id, score } of answer.response) console.log(contexts[id]?.text, score);
 */
export type AiRerankOutput = Schemas['AiRerankOutput'];

/**
 * JSON mode, and the schema of the answer.
 *
 * @example
 * const format: ResponseFormat = { type: 'json_schema', json_schema: { type: 'object' } };
 */
export type ResponseFormat = Schemas['ResponseFormat'];

/**
 * A tool that the model may ask to be called.
 *
 * @example
 * const sum: Tool = { name: 'sum', description: 'Adds two numbers.', parameters: { type: 'object' } };
 */
export type Tool = Schemas['Tool'];

/**
 * Why an answer ends where it does; `length` means that it was cut off.
 *
 * @example
 * if (answer.finish_reason === 'length') console.warn('Raise max_tokens for the rest.');
 */
export type FinishReason = Schemas['FinishReason'];

/**
 * One message of a conversation.
 *
 * @example
 * const message: RoleScopedChatInput = { role: 'user', content: 'What is grouped query attention?' };
 */
export type RoleScopedChatInput =
  | Schemas['RoleScopedChatInput']
  // The document says this only in prose: beside calls of tools there may be no content.
  | (Omit<Schemas['RoleScopedChatInput'], 'content' | 'tool_calls'> & {
      /** In messages of the role `assistant`, the calls it asked for, flat or in OpenAI's form. */
      tool_calls: readonly unknown[];
      /** The text beside them, if any. */
      content?: Schemas['RoleScopedChatInput']['content'] | null;
    });

/**
 * A call of a tool which the model asks for.
 *
 * @example
 * for (const call of answer.tool_calls ?? []) console.log(call.name, call.arguments);
 */
export type ToolCall = Schemas['ToolCall'];

/**
 * The tokens of an answer.
 *
 * @example
 * console.log(answer.usage?.total_tokens);
 */
export type Usage = Schemas['Usage'];

/**
 * A model, as the catalogue describes it.
 *
 * @example
 * const names = (await ai.models()).map((model: Model) => model.name);
 */
export type Model = Schemas['Model'];

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
 * What the model of this name takes. For a model that is not known: any object.
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
        : Record<string, unknown> | object; // an interface is not assignable to a Record

/**
 * What the model of this name answers. For a model that is not known: some object.
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
        : Record<string, unknown>;

/**
 * What the model of this name answers in JSON mode.
 *
 * @example
 * type Output = AiModelJsonOutput<'@cf/mistral/mistral-7b-instruct-v0.1'>; // AiTextGenerationJsonOutput
 */
export type AiModelJsonOutput<Name extends AiModelName> = Name extends TextGenerationModelName
  ? AiTextGenerationJsonOutput
  : Record<string, unknown>;
