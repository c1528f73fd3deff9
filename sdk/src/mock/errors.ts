// The API's errors by number: their texts, their statuses, and the bodies they come in. The order of keys is the API's own.
import type { components } from '../openapi.gen.ts';
import { errorRows } from './error-table.gen.ts';

type ErrorEnvelope = components['schemas']['ErrorEnvelope'];
type OpenAiErrorEnvelope = components['schemas']['OpenAiErrorEnvelope'];
type BindingError = components['schemas']['BindingError'];

/** What an answer looks like: in the envelope of REST, flat as a binding gets it, or as OpenAI's API has it. */
export type Shape = 'envelope' | 'flat' | 'openai';

/** A lost connection, as the Workers runtime throws it: seen in workerd 1.20260426, before an answer and in its middle. */
export function connectionLost(): Error {
  return Object.assign(new Error('Network connection lost.'), { retryable: true });
}

/** What is told of an error. */
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

/** An error in full. */
export function described(refusal: Refusal): { code: number; message: string; status: number } {
  const row = rowOf(refusal);
  return {
    code: refusal.code,
    message: refusal.message ?? row?.text ?? 'A mocked error',
    status: refusal.status ?? row?.status ?? 500,
  };
}

/** Whether the answer has the headers of a run. A binding's run has them from its beginning. */
export function belongsToRun(refusal: Refusal, shape: Shape): boolean {
  return shape === 'flat' || (rowOf(refusal)?.form ?? 'model') === 'model';
}

/** The body of an error, in the form that belongs to its code (`requestId`: null where nothing was to be run); also what a stream reports in its middle. */
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

/** What clients of OpenAI's API read of an error. */
function openAiError(refusal: Refusal): OpenAiErrorEnvelope['error'] {
  const { message, status } = described(refusal);
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  const { openAi } = rowOf(refusal) ?? { openAi: { type, param: null, code: null } };
  return { message, type: openAi.type, param: refusal.param ?? openAi.param, code: openAi.code };
}
