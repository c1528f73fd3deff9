// The one table of failures, and how each binding's way of failing is looked up in it.
import {
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiConnectionError,
  AiContextOverflowError,
  AiError,
  type AiErrorDetails,
  AiModelNotFoundError,
  AiServerError,
  type ApiError,
} from './errors.ts';

type Failure = { type: typeof AiError; codes: readonly number[]; status: number; retryable?: boolean };

// The first row that has the code decides, whatever the status; without a known code, the status does (typeOfStatus).
// `status` is what the code comes with over HTTP: the runtime's binding tells only the code.
const failures: readonly Failure[] = [
  { type: AiAuthenticationError, codes: [1000, 10000], status: 401 },
  { type: AiAuthenticationError, codes: [3023, 3041, 5016, 5018, 5035], status: 403 },
  { type: AiAuthenticationError, codes: [9106], status: 400 },
  { type: AiAuthenticationError, codes: [7003], status: 404 }, // the account id is malformed
  { type: AiModelNotFoundError, codes: [5007, 7000], status: 400 }, // Cloudflare has no route to an unknown model
  { type: AiModelNotFoundError, codes: [3042, 7001], status: 404 },
  { type: AiModelNotFoundError, codes: [5028], status: 410 },
  { type: AiContextOverflowError, codes: [5021], status: 413 },
  { type: AiBadInputError, codes: [3003, 3030, 3039, 5004, 5006, 8001, 8007], status: 400 },
  { type: AiBadInputError, codes: [5005, 5019], status: 405 },
  { type: AiBadInputError, codes: [3006], status: 413 },
  { type: AiBadInputError, codes: [5012], status: 422 },
  { type: AiCapacityError, codes: [3021, 3040], status: 429, retryable: true },
  { type: AiCapacityError, codes: [3036, 4006], status: 429 }, // nothing more before tomorrow
  { type: AiServerError, codes: [3007, 3008, 3046], status: 408, retryable: true },
  { type: AiServerError, codes: [8008], status: 500, retryable: true },
];

function typeOfStatus(status: number): Omit<Failure, 'codes'> {
  if (status >= 500 || status === 408) return { type: AiServerError, status, retryable: true };
  if (status === 429) return { type: AiCapacityError, status, retryable: true };
  if (status === 401 || status === 403) return { type: AiAuthenticationError, status };
  if (status === 404 || status === 410) return { type: AiModelNotFoundError, status };
  if (status >= 400) return { type: AiBadInputError, status };
  return { type: AiServerError, status }; // success: false under a status that says otherwise
}

/** The error for a body that is a refusal: an envelope, a flat error of the binding protocol, or just text. */
export function failureOfBody(body: unknown, model: string, { status, headers }: Response): AiError {
  const told = readErrors(body);
  const [first] = told.errors;
  const { type, retryable } = findFailure(first?.code) ?? typeOfStatus(status);
  const requestId = headers.get('cf-ai-req-id') ?? told.requestId ?? findRequestId(first?.message);
  const words = first ? withCode(first) : excerpt(body);
  const where = `${model}, HTTP ${status}${requestId ? `, request ${requestId}` : ''}`;
  const retryAfterMs = readRetryAfter(headers);
  const details = { code: first?.code, status, errors: told.errors, requestId, retryable, retryAfterMs };
  return new type(`${words} (${where})`, details);
}

/** Retry-After is whole seconds or a date. */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The error for what `env.AI.run` threw: its code stands at the beginning of the message, and nowhere else. */
export function failureOfNative(thrown: unknown): AiError {
  if (thrown instanceof AiError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [, digits, text = ''] = /^(\d{4,5}): (.*)$/s.exec(message) ?? [];
  if (!digits) {
    // The runtime marks errors of its network as retryable; all others without a code it has no number for either.
    const lost = thrown instanceof Error && 'retryable' in thrown && thrown.retryable === true;
    return lost ? connectionFailure('env.AI', thrown) : new AiError(message, { cause: thrown });
  }
  const error: ApiError = { code: Number(digits), message: text };
  const requestId = findRequestId(text);
  const found = findFailure(error.code);
  const details = { code: error.code, errors: [error], requestId, cause: thrown } satisfies AiErrorDetails;
  if (!found) return new AiError(withCode(error), details);
  return new found.type(withCode(error), { ...details, status: found.status, retryable: found.retryable });
}

/** The error for a connection that failed. */
export function connectionFailure(peer: string, cause: unknown): AiConnectionError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause; // Node hides why in there
  const reason = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new AiConnectionError(`The connection to ${peer} failed: ${reason}`, { cause, retryable: true });
}

const begun = new WeakSet<AiError>();

/** Notes that the answer had begun when this happened: it may help to run again, but nobody does so unasked. */
export function noteBegun<E extends AiError>(error: E): E {
  begun.add(error);
  return error;
}

/** Whether the answer had begun. */
export function hadBegun(error: AiError): boolean {
  return begun.has(error);
}

/** What a JSON text says went wrong; nothing if it is no error at all. Also asked about the frames of a stream. */
export function readErrors(body: unknown): { errors: ApiError[]; requestId?: string | undefined } {
  if (typeof body !== 'object' || body === null) return { errors: [] };
  if ('errors' in body && Array.isArray(body.errors)) return { errors: body.errors.filter(isApiError) };
  if ('internalCode' in body && typeof body.internalCode === 'number') {
    const text = 'description' in body ? body.description : 'message' in body ? body.message : '';
    const requestId = 'requestId' in body && typeof body.requestId === 'string' ? body.requestId : undefined;
    return { errors: [{ code: body.internalCode, message: String(text) }], requestId };
  }
  return { errors: [] };
}

function isApiError(error: unknown): error is ApiError {
  if (typeof error !== 'object' || error === null) return false;
  return 'code' in error && typeof error.code === 'number' && 'message' in error && typeof error.message === 'string';
}

/** The row of a code. */
export function findFailure(code: number | undefined): Failure | undefined {
  return code === undefined ? undefined : failures.find(({ codes }) => codes.includes(code));
}

const uuid = /\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)\s*$/;

function findRequestId(message: string | undefined): string | undefined {
  return message === undefined ? undefined : uuid.exec(message)?.[1];
}

/** `5007: No such model...`, the same from every binding: without the class name and the id which REST wraps around. */
export function withCode({ code, message }: ApiError): string {
  return `${code}: ${message
    .replace(/^AiError: /, '')
    .replace(uuid, '')
    .trim()}`;
}

function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return text.trim() === '' ? 'The server refused without a word' : text.trim().slice(0, 200);
}
