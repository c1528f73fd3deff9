// The `error` object that clients of OpenAI's API read, beside the envelope that clients of Workers AI read.
import type { ErrorKind, ServerError } from '../errors.ts';
import { errorEnvelope } from '../workers-ai/envelope.ts';

interface OpenAiError {
  readonly message: string;
  readonly type: 'invalid_request_error' | 'rate_limit_error' | 'server_error';
  /** Which field of the body. */
  readonly param: string | null;
  /** OpenAI's word, where it has one. */
  readonly code: string | null;
}

const codes: Partial<Record<ErrorKind, string>> = {
  authentication: 'invalid_api_key',
  noSuchModel: 'model_not_found',
  noSuchModelId: 'model_not_found',
  contextExceeded: 'context_length_exceeded',
};

const params: Partial<Record<ErrorKind, string>> = { noSuchModel: 'model', noSuchModelId: 'model' };

/** The body of an error: OpenAI's object beside the envelope. */
export function openAiErrorBody(error: ServerError, requestId: string | null): object {
  return { ...errorEnvelope(error, requestId), error: openAiError(error) };
}

function openAiError({ kind, message, param, row }: ServerError): OpenAiError {
  const isRateLimit = row.status === 429;
  // A 408 too is the server's, where it was the answer that took too long.
  const isOurs = row.status >= 500 || kind === 'timeout';
  const type = isRateLimit ? 'rate_limit_error' : isOurs ? 'server_error' : 'invalid_request_error';
  return {
    message,
    type,
    param: param ?? params[kind] ?? null,
    code: codes[kind] ?? (isRateLimit ? 'rate_limit_exceeded' : null),
  };
}
