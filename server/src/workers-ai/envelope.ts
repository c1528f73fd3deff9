// The envelope of the Workers AI API around results and errors, and the flat errors of a Worker's binding. Key order is
// the API's own.
import type { ServerError } from '../errors.ts';
import type { ErrorFormat } from '../http/request-context.ts';

/** A note in an envelope's `messages`. */
export interface ApiMessage {
  code: number;
  message: string;
  type: null;
}

/** The envelope around a result. */
export function successBody(result: unknown, messages: readonly ApiMessage[] = []): Record<string, unknown> {
  return { result, success: true, errors: [], messages };
}

/** The envelope around an error. */
export function errorEnvelope(error: ServerError, requestId: string | null): Record<string, unknown> {
  const { code, form } = error.row;
  const plain = [{ code, message: error.message }];
  if (form === 'edge') return { result: null, success: false, errors: plain, messages: [] };
  // Without a request id the request did not reach a model, so the text is not an AiError.
  if (form === 'routing' || requestId === null) return { success: false, errors: plain, messages: [], result: null };
  return { errors: [{ message: modelMessage(error, requestId), code }], success: false, result: {}, messages: [] };
}

/** Errors in the envelope. */
export const envelopeErrors: ErrorFormat = { status: ({ row }) => row.status, body: errorEnvelope };

/** Errors as the Workers runtime expects them from its binding: without an envelope. */
export const flatErrors: ErrorFormat = { status: ({ row }) => row.status, body: flatError };

function flatError(error: ServerError, requestId: string | null): Record<string, unknown> {
  return {
    name: 'AiError',
    internalCode: error.row.code,
    httpCode: error.row.status,
    message: modelMessage(error, requestId),
    description: error.message,
    requestId,
  };
}

function modelMessage({ row, message }: ServerError, requestId: string | null): string {
  return `AiError: ${row.name}: ${message}${requestId === null ? '' : ` (${requestId})`}`;
}
