// Every public name of the package. All other names are private.
export { Ai } from './ai.ts';
export type { AiBinding } from './binding.ts';
export type { FetcherBinding } from './bindings/fetcher.ts';
export type { NativeBinding } from './bindings/native.ts';
export type { RestBinding } from './bindings/rest.ts';
export type { AiTextGenerationChunk } from './chunk-decoder.ts';
export {
  AiAbortError,
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiConnectionError,
  AiContextOverflowError,
  AiError,
  type AiErrorDetails,
  AiModelNotFoundError,
  AiServerError,
  AiStreamError,
  AiTimeoutError,
  type ApiError,
} from './errors.ts';
export type {
  AiContextsInput,
  AiContextsOutput,
  AiModelInput,
  AiModelJsonOutput,
  AiModelName,
  AiModelOutput,
  AiRerankInput,
  AiRerankOutput,
  AiTextEmbeddingsInput,
  AiTextEmbeddingsOutput,
  AiTextGenerationInput,
  AiTextGenerationJsonOutput,
  AiTextGenerationOutput,
  ChatRole,
  DeepReadonly,
  FinishReason,
  Model,
  ModelSearch,
  RerankModelName,
  ResponseFormat,
  RoleScopedChatInput,
  TextEmbeddingsModelName,
  TextGenerationModelName,
  Tool,
  ToolCall,
  Usage,
} from './model.ts';
export type { AiDefaults, AiOptions, CallOptions, GatewayOptions, QueuedRun } from './options.ts';
export { collect, events, type StreamedAnswer, text } from './stream.ts';
export type { StreamedToolCall } from './tool-calls.ts';
