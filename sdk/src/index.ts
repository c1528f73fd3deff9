// Every public name of the package, listed by hand. What is not here is private, however it is built.
export { Ai } from './ai.ts';
export type { AiBinding } from './binding.ts';
export type { FetcherBinding } from './bindings/fetcher.ts';
export type { NativeBinding } from './bindings/native.ts';
export type { RestBinding } from './bindings/rest.ts';
export {
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
  type ApiError,
} from './errors.ts';
export type {
  AiModelInput,
  AiModelName,
  AiModelOutput,
  AiTextGenerationInput,
  AiTextGenerationOutput,
  RoleScopedChatInput,
  TextGenerationModelName,
  ToolCall,
  Usage,
} from './model.ts';
export type { AiOptions } from './run.ts';
export { type AiTextGenerationChunk, events } from './stream.ts';
