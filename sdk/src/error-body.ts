// What a body or a frame says went wrong, in whatever form. What its code means is in error-codes.ts.
import type { ApiError } from './errors.ts';
import type { Fields } from './json.ts';

/** What is said of one thing that went wrong; some say it without a number. */
export interface ErrorReport {
  code: number | undefined;
  message: string;
}

/** A refusal, read. */
export interface Refusal {
  reports: ErrorReport[];
  requestId: string | undefined;
}

/**
 * What a JSON value says went wrong, if it is a refusal at all: the envelope, the flat error of the binding protocol, the
 * error of OpenAI's API, or what other servers behind a gateway say. Also asked about the frames of a stream.
 */
export function readRefusal(body: unknown): Refusal | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { errors, success, error, internalCode: code, description, message, requestId, object } = body as Fields;
  const listed = Array.isArray(errors) ? errors : code === undefined ? [] : [{ code, message: description ?? message }];
  const single = error || (object === 'error' && body);
  const all = listed.length > 0 || !single ? listed : [single];
  if (all.length === 0 && success !== false) return undefined;
  const reports = all.map((one) => {
    const { code, message = one } = Object(one) as Fields;
    return { code: numberOf(code), message: textOf(message) };
  });
  return { reports, requestId: typeof requestId === 'string' ? requestId : findRequestId(reports[0]?.message) };
}

// The official schema calls codes text; on the wire they are numbers. OpenAI's API has words for some.
function numberOf(code: unknown): number | undefined {
  return /^\d+$/.test(String(code)) ? Number(code) : undefined;
}

/** Words as they are, anything else as its JSON. */
export function textOf(words: unknown): string {
  return typeof words === 'string' ? words : JSON.stringify(words).slice(0, 200);
}

/** Whether it has a number, as the API's own errors do. */
export function isApiError(report: ErrorReport): report is ApiError {
  return report.code !== undefined;
}

const uuid = /\(([0-9a-f-]{36})\)\s*$/;

/** The id that stands in parentheses at the end of a message. */
export function findRequestId(message: string | undefined): string | undefined {
  return uuid.exec(message ?? '')?.[1];
}

/** `5007: No such model...`, the same from every binding: without the class name and the id which REST wraps around. */
export function withCode({ code, message }: ErrorReport): string {
  const words = message
    .replace(/^AiError: /, '')
    .replace(uuid, '')
    .trim();
  return code === undefined ? words : `${code}: ${words}`;
}
