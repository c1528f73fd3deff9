// Reads the errors in a body or a frame, whatever form they have. error-codes.ts knows what a code means.
import type { ApiError } from './errors.ts';
import type { Fields } from './json.ts';

/** One error; some services give no number. */
export interface ErrorReport {
  code: number | undefined;
  message: string;
}

/** The errors of a refusal. */
export interface Refusal {
  reports: ErrorReport[];
  requestId: string | undefined;
}

/** Limits on the errors that are reported of a body, and on the characters of each: a hostile server may send millions. */
const maxReports = 100;
const maxChars = 10_000;

/**
 * The errors in a JSON value, if it is a refusal: the envelope, the flat error of the binding protocol, the error of
 * OpenAI's API, or the forms of other servers behind a gateway. A frame of a stream may be one too.
 */
export function readRefusal(body: unknown): Refusal | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { errors, success, error, internalCode: code, description, message, requestId, object } = body as Fields;
  const listed = Array.isArray(errors) ? errors : code === undefined ? [] : [{ code, message: description ?? message }];
  const single = error || (object === 'error' && body);
  const all = (listed.length > 0 || !single ? listed : [single]).slice(0, maxReports);
  if (all.length === 0 && success !== false) return undefined;
  const reports = all.map((one) => {
    const { code, message = one } = Object(one) as Fields;
    return { code: numberOf(code), message: textOf(message) };
  });
  return { reports, requestId: typeof requestId === 'string' ? requestId : findRequestId(reports[0]?.message) };
}

// Codes are text in the official schema and numbers on the wire. OpenAI's API has words for some.
function numberOf(code: unknown): number | undefined {
  return typeof code !== 'object' && /^\d{1,9}$/.test(String(code)) ? Number(code) : undefined;
}

/** A text as it is, anything else as JSON; cut where it is too long. */
export function textOf(words: unknown): string {
  if (typeof words === 'string') return words.slice(0, maxChars);
  try {
    return String(JSON.stringify(words)).slice(0, 200);
  } catch {
    return ''; // nested too deeply
  }
}

/** Whether the error has a number, like the API's own errors. */
export function isApiError(report: ErrorReport): report is ApiError {
  return report.code !== undefined;
}

const uuid = /\(([0-9a-f-]{36})\)\s*$/;

/** The id in parentheses at the end of a message. */
export function findRequestId(message: string | undefined): string | undefined {
  return uuid.exec(message ?? '')?.[1];
}

/**
 * `5007: No such model X`, the same over every binding. REST puts class, name and id around the text, and the name often
 * repeats how the text begins.
 */
export function withCode({ code, message }: ErrorReport): string {
  const words = message
    .replace(/^AiError: (?:Ai: )?/, '')
    .replace(/^([^:]+): (?=\1\b)/, '')
    .replace(uuid, '')
    .trim();
  return code === undefined ? words : `${code}: ${words}`;
}
