// The one table of failures, and how each binding's way of failing is looked up in it.
import {
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiConnectionError,
  AiContextOverflowError,
  AiError,
  AiModelNotFoundError,
  AiServerError,
  type ApiError,
} from './errors.ts';
import { findRequestId, isApiError, readRefusal, textOf, withCode } from './refusal.ts';

interface Failure {
  type: typeof AiError;
  status: number;
  retryable?: boolean;
}

// The status that codes come with over HTTP (the runtime's binding tells only the code), and a type where the status
// alone would say another one, or that trying again helps. The first row that has the code decides, whatever the status
// was; without a known code the status does (failureOfStatus).
const failures: readonly [status: number, codes: readonly number[], type?: typeof AiError][] = [
  [401, [1000, 2009, 10000]], // 2009: the gateway's own token
  [403, [3023, 3041, 5016, 5018, 5035]],
  [400, [9106], AiAuthenticationError],
  [404, [7003], AiAuthenticationError], // the account id is malformed
  [400, [5007, 7000], AiModelNotFoundError], // Cloudflare has no route to an unknown model
  [404, [3042, 7001]],
  [410, [5028]],
  [413, [5021], AiContextOverflowError],
  [400, [2001, 3003, 3030, 3039, 5004, 5006, 8001, 8007]], // 2001: there is no such gateway
  [405, [5005, 5019]],
  [413, [3006]],
  [422, [5012]],
  [429, [2003, 3021, 3040]], // 2003: the gateway's own limit
  [429, [3036, 4006], AiCapacityError], // nothing more before tomorrow
  [408, [3007, 3008, 3046]],
  [500, [8008]],
];

/** What a code means, if it is known. */
export function findFailure(code: number | undefined): Failure | undefined {
  const [status, , type] = failures.find(([, codes]) => codes.includes(code as number)) ?? [];
  if (status === undefined) return undefined;
  return type ? { type, status } : failureOfStatus(status);
}

const typesOfStatus: Readonly<Record<number, typeof AiError>> = {
  401: AiAuthenticationError,
  403: AiAuthenticationError,
  404: AiModelNotFoundError,
  408: AiServerError,
  410: AiModelNotFoundError,
  429: AiCapacityError,
};

function failureOfStatus(status: number): Failure {
  // success: false under a status that says otherwise is the server's failure too.
  const type = typesOfStatus[status] ?? (status >= 400 && status < 500 ? AiBadInputError : AiServerError);
  return { type, status, retryable: status >= 500 || status === 408 || status === 429 };
}

/** The error for a body that is a refusal, in whatever form, or just text. */
export function failureOfBody(body: unknown, model: string, { status, headers }: Response): AiError {
  const { reports = [], requestId: reportedId } = readRefusal(body) ?? {};
  const [first] = reports;
  const { type, retryable } = findFailure(first?.code) ?? failureOfStatus(status);
  const requestId = requestIdOf({ headers }) ?? reportedId;
  const words = (first && withCode(first)) || excerpt(body);
  const where = `${model}, HTTP ${status}${requestId ? `, request ${requestId}` : ''}`;
  const details = { code: first?.code, status, errors: reports.filter(isApiError), requestId, retryable };
  return new type(`${words} (${where})`, { ...details, retryAfterMs: readRetryAfter(headers) });
}

/** The id that the service gave to the request. */
export function requestIdOf({ headers }: Pick<Response, 'headers'>): string | undefined {
  return headers.get('cf-ai-req-id') ?? undefined;
}

/** Retry-After is seconds or a date; anything else is as good as none. */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN; // without a word in it, any number reads as a date
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** The error for what `env.AI.run` threw: its code stands at the beginning of the message, and nowhere else. */
export function failureOfNative(thrown: unknown): AiError {
  if (thrown instanceof AiError) return thrown;
  const { message = String(thrown), retryable: isLost } = Object(thrown) as { message?: string; retryable?: unknown };
  // Where the error crossed RPC, its name may stand before the code.
  const [, digits, text = ''] = /^(?:\w*Error: )*(\d{4,5}): (.*)$/s.exec(message) ?? [];
  if (!digits) {
    // The runtime marks errors of its network as retryable; all others without a code it has no number for either.
    return isLost === true ? connectionFailure('env.AI', thrown) : new AiError(message, { cause: thrown });
  }
  const error: ApiError = { code: Number(digits), message: text };
  const requestId = findRequestId(text);
  const { type, status, retryable } = findFailure(error.code) ?? { type: AiError };
  return new type(withCode(error), { code: error.code, status, errors: [error], requestId, retryable, cause: thrown });
}

/** The error for a connection that failed; with a status where the answer had begun. */
export function connectionFailure(peer: string, cause: unknown, status?: number): AiConnectionError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause; // Node hides why in there
  const reason = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new AiConnectionError(`The connection to ${peer} failed: ${reason}`, { cause, status, retryable: true });
}

function excerpt(body: unknown): string {
  return textOf(body).trim().slice(0, 200) || 'The server refused without a word';
}

/** What some work gives. What it throws becomes an AiError, unless the signal stopped it. */
export async function withTypedErrors<T>(
  signal: AbortSignal | null | undefined,
  work: () => Promise<T>,
  failure: (thrown: unknown) => AiError,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    signal?.throwIfAborted();
    throw failure(thrown);
  }
}
