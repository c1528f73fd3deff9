// The bodies of the API's errors, in each of their forms. The order of keys is the API's own.
import type { components } from '../openapi.gen.ts';
import { errorRows } from './error-table.gen.ts';

type ErrorEnvelope = components['schemas']['ErrorEnvelope'];
type OpenAiErrorEnvelope = components['schemas']['OpenAiErrorEnvelope'];
type BindingError = components['schemas']['BindingError'];

/** The form of an answer: the envelope of REST, flat for a binding, or the form of OpenAI's API. */
export type Shape = 'envelope' | 'flat' | 'openai';

/** A lost connection, as workerd 1.20260426 throws it before an answer and in the middle of one. */
export function connectionLost(): Error {
  return Object.assign(new Error('Network connection lost.'), { retryable: true });
}

/** An error that is to be answered. */
export interface Refusal {
  code: number;
  message?: string | undefined;
  status?: number | undefined;
  /** The field of the body that is to blame, for clients of OpenAI's API. */
  param?: string | undefined;
}

type ErrorRow = (typeof errorRows)[number];

/** The row of an error. Some codes have several, told apart by status, then by text; without them the first one is meant. */
function rowOf({ code, status, message }: Refusal): ErrorRow | undefined {
  const all = errorRows.filter((row) => row.code === code);
  const withStatus = all.filter((row) => row.status === status);
  const rows = withStatus.length > 0 ? withStatus : all;
  return rows.find((row) => row.text === message) ?? rows[0];
}

/** The error with what the test left out. */
export function described(refusal: Refusal): { code: number; message: string; status: number } {
  const row = rowOf(refusal);
  return {
    code: refusal.code,
    message: refusal.message ?? row?.text ?? 'A mocked error',
    status: refusal.status ?? row?.status ?? 500,
  };
}

/** The HTTP status of an error's answer. OpenAI's API has other ones for some. */
export function statusOf(refusal: Refusal, shape: Shape): number {
  const row = rowOf(refusal);
  const { status } = described(refusal);
  return shape === 'openai' && row?.status === status ? row.openAi.status : status;
}

/** Whether the answer has the headers of a run. A run for a binding has them whatever is refused. */
export function belongsToRun(refusal: Refusal, shape: Shape): boolean {
  return shape === 'flat' || (rowOf(refusal)?.form ?? 'model') === 'model';
}

/**
 * The body of an error, in the form that belongs to its code. Streams report their errors with it too.
 *
 * @param requestId null for requests that are not runs
 */
export function errorBody(
  refusal: Refusal,
  shape: Shape,
  requestId: string | null,
): ErrorEnvelope | OpenAiErrorEnvelope | BindingError {
  if (shape === 'openai') {
    return { ...(errorBody(refusal, 'envelope', requestId) as ErrorEnvelope), error: openAiError(refusal) };
  }
  const { code, message, status } = described(refusal);
  const { form = 'model', name = 'Ai' } = rowOf(refusal) ?? {};
  const full = `AiError: ${name}: ${message}${requestId === null ? '' : ` (${requestId})`}`;
  if (shape === 'flat') {
    return { name: 'AiError', internalCode: code, httpCode: status, message: full, description: message, requestId };
  }
  const errors = [{ code, message }];
  if (form === 'edge') return { result: null, success: false, errors, messages: [] };
  if (form === 'routing') return { success: false, errors, messages: [], result: null };
  return { errors: [{ message: full, code }], success: false, result: {}, messages: [] };
}

/** The error object of OpenAI's API. */
function openAiError(refusal: Refusal): OpenAiErrorEnvelope['error'] {
  const { message, status } = described(refusal);
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  const openAi = rowOf(refusal)?.openAi ?? { type, param: null, code: null };
  return { message, type: openAi.type, param: refusal.param ?? openAi.param, code: openAi.code };
}
