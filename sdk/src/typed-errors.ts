// Makes an AiError of an answer that is a refusal, of what env.AI throws, and of a connection that fails.
import { findRequestId, isApiError, readRefusal, textOf, withCode } from './error-body.ts';
import { findKnownError, knownErrorOfStatus } from './error-codes.ts';
import { AiConnectionError, AiError, type ApiError } from './errors.ts';

/** The error for a body that is a refusal, in any form, or plain text. */
export function failureOfBody(body: unknown, model: string, { status, headers }: Response): AiError {
  const { reports = [], requestId: reportedId } = readRefusal(body) ?? {};
  const [first] = reports;
  const { type, retryable } = findKnownError(first?.code, status) ?? knownErrorOfStatus(status);
  const requestId = requestIdOf({ headers }) ?? reportedId;
  const words = (first && withCode(first)) || excerpt(body);
  const where = `${model}, HTTP ${status}${requestId ? `, request ${requestId}` : ''}`;
  const details = { code: first?.code, status, errors: reports.filter(isApiError), requestId, retryable };
  return new type(`${words} (${where})`, { ...details, retryAfterMs: readRetryAfter(headers) });
}

/** The id that the service gave the request. */
export function requestIdOf({ headers }: Pick<Response, 'headers'>): string | undefined {
  return headers.get('cf-ai-req-id') ?? undefined;
}

/** Milliseconds of Retry-After, which holds seconds or a date; undefined for anything else. */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN; // Date.parse() reads any number as a date, so a letter is required
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** The error for what `env.AI.run` threw. Only the beginning of its message has the code. */
export function failureOfNative(thrown: unknown): AiError {
  const { message = String(thrown), retryable: isLost } = Object(thrown) as { message?: string; retryable?: unknown };
  // RPC may put the error's name before the code.
  const [, digits, text = ''] = /^(?:\w*Error: )*(\d{4,5}): (.*)$/s.exec(message) ?? [];
  if (!digits) {
    // The runtime marks errors of its network as retryable, and gives them no code.
    return isLost === true ? connectionFailure('env.AI', thrown) : new AiError(message, { cause: thrown });
  }
  const error: ApiError = { code: Number(digits), message: text };
  const requestId = findRequestId(text);
  const { type, status, retryable } = findKnownError(error.code) ?? { type: AiError };
  return new type(withCode(error), { code: error.code, status, errors: [error], requestId, retryable, cause: thrown });
}

/** The error for a connection that failed; with a status if the answer had begun. */
export function connectionFailure(peer: string, cause: unknown, status?: number): AiConnectionError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause; // Node puts the reason there
  const reason = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new AiConnectionError(`The connection to ${peer} failed: ${reason}`, { cause, status, retryable: true });
}

function excerpt(body: unknown): string {
  return textOf(body).trim().slice(0, 200) || 'The server refused, without a message';
}

/** The outcome of some work. What it throws becomes an AiError, unless the signal stopped it. */
export async function withTypedErrors<T>(
  signal: AbortSignal | null | undefined,
  work: () => Promise<T>,
  failure: (thrown: unknown) => AiError,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown instanceof AiError ? thrown : failure(thrown);
  }
}
