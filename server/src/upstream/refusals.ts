// What an upstream refused or failed of, as one of our errors. Engines have few codes and many words, so most of this is
// a table of words; the facts behind it are in docs/engines.md.
import { type ErrorKind, errorTable, ServerError } from '../errors.ts';
import type { Dialect } from './dialects.ts';
import type { Outcome } from './ejection.ts';
import { fields } from './json.ts';

/** An upstream's answer that is no answer: an HTTP status with a body, or an error among the frames of a stream. */
export interface WireRefusal {
  /** 200 for an error in a stream. */
  readonly status: number;
  /** Parsed where it is JSON, else its text. */
  readonly body: unknown;
  readonly retryAfterSeconds?: number | undefined;
  /** Where it says that it is instead. */
  readonly location?: string | undefined;
}

/** What a failed answer of an upstream means for the client and for other upstreams. */
export interface Refusal {
  /** What the client is told. */
  readonly error: ServerError;
  /** Another upstream may do better; nothing of an answer has been seen. */
  readonly mayTryElsewhere: boolean;
  /** What it says of the upstream. */
  readonly outcome: Outcome;
  /** The model's template has no form for the conversation as it was sent. */
  readonly isOfTemplate: boolean;
}

/** What a client reads where its request has no fault. */
export const notAvailable = "The model's engine is not available at the moment, please try again.";

interface Row {
  readonly statuses: readonly number[];
  readonly words: RegExp;
  readonly kind: ErrorKind;
  /** What the client reads; absent: the engine's own words. */
  readonly says?: string;
  readonly mayTryElsewhere?: boolean;
  readonly outcome?: Outcome;
}

const anyWords = /^/;
const away = { kind: 'engineLost', mayTryElsewhere: true } as const;

/** The first row that fits counts. An error in a stream has the status 200. */
const rows: readonly Row[] = [
  // The key is ours: a client could do nothing about it, and must not think that its own token is bad.
  { statuses: [401, 403], words: anyWords, ...away, says: notAvailable, outcome: 'failure' },
  {
    statuses: [200, 400, 413, 422, 500],
    words:
      /maximum context length|context[ _](length|size|window)|exceed_context|longer than the model's|too many tokens|too large to process|input length|max_model_len/i,
    kind: 'contextExceeded',
  },
  { statuses: [404], words: /model/i, kind: 'noSuchModel' },
  { statuses: [429], words: anyWords, kind: 'noCapacity', says: '', mayTryElsewhere: true, outcome: 'unknown' },
  {
    statuses: [503],
    words: /load(ing)? model|is loading|unavailable_error/i,
    ...away,
    says: "The model's engine is loading, please try again.",
    outcome: 'unknown',
  },
  {
    statuses: [503],
    words: /busy|overload|queue|capacity|too many/i,
    kind: 'noCapacity',
    says: '',
    mayTryElsewhere: true,
    outcome: 'unknown',
  },
  { statuses: [413], words: anyWords, kind: 'tooLarge' },
  { statuses: [404, 405, 501], words: anyWords, kind: 'badInput', says: 'has no such operation' },
];

/** What an answer without an answer means. `key` is taken out of every text, should the engine repeat it. */
export function readRefusal(answer: WireRefusal, { title }: Dialect, key: string | null): Refusal {
  const ours = readOurs(answer);
  const wire = { ...answer, status: statusOf(answer) };
  const text = withoutKey(redirectOf(wire) ?? (textOf(wire.body) || `status ${wire.status}`), key).slice(0, 500);
  const cause = new Error(`${title} answered ${wire.status}: ${text}`);
  const { retryAfterSeconds } = wire;
  const isOfTemplate = /\broles?\b|alternat|system message|template/i.test(text) && wire.status >= 400;
  if (ours) {
    const logText = `${title} answered ${wire.status}`;
    const error = new ServerError(ours.kind, ours.description, { cause, retryAfterSeconds, logText });
    const isTheirs = error.row.status >= 500;
    const mayTryElsewhere = isTheirs || error.row.status === 429;
    return { error, mayTryElsewhere, outcome: isTheirs ? 'failure' : 'unknown', isOfTemplate: false };
  }
  const row = rows.find(({ statuses, words }) => statuses.includes(wire.status) && words.test(text)) ?? rest(wire);
  const says = row.says === '' ? undefined : sentence(row, title, text);
  // Engines quote the request in their refusals.
  const logText = row.says === undefined ? `${title} answered ${wire.status}` : undefined;
  return {
    error: new ServerError(row.kind, says, { cause, retryAfterSeconds, logText }),
    mayTryElsewhere: row.mayTryElsewhere ?? false,
    outcome: row.outcome ?? 'success',
    isOfTemplate,
  };
}

/** An error in a stream may name the status that it would have had. */
function statusOf({ status, body }: WireRefusal): number {
  const { code } = fields(fields(body).error ?? body);
  return status === 200 && typeof code === 'number' && code >= 400 && code < 600 ? code : status;
}

/** A request with a key in it is not sent to wherever an answer says. */
function redirectOf({ status, location }: WireRefusal): string | undefined {
  if (status < 300 || status >= 400) return undefined;
  return `it redirects to ${location ?? 'nowhere'}; its URL in the settings must be the one that answers`;
}

function rest({ status }: WireRefusal): Row {
  if (status >= 400 && status < 500 && status !== 408) return { statuses: [], words: anyWords, kind: 'badInput' };
  return { statuses: [], words: anyWords, ...away, says: notAvailable, outcome: 'failure' };
}

function sentence({ kind, says }: Row, title: string, text: string): string {
  if (kind === 'engineLost' && says !== undefined) return says;
  const words = says ?? text;
  if (kind === 'badInput') return `Error: ${title}${says === undefined ? ':' : ''} ${words}`;
  if (kind === 'contextExceeded') {
    return `The estimated number of input and maximum output tokens exceeded this model context window limit. ${title}: ${text}`;
  }
  return `${title}: ${words}`;
}

/** Another server of the Workers AI API names the error itself. Its refusal of our key is no refusal of the client's. */
function readOurs({ status, body }: WireRefusal): { kind: ErrorKind; description: string } | undefined {
  const { errors, success } = fields(body);
  if (success !== false || !Array.isArray(errors)) return undefined;
  const { code, message } = fields(errors[0]);
  const kind = (Object.keys(errorTable) as ErrorKind[]).find((one) => {
    const row = errorTable[one];
    return row.code === code && (row.status === status || status === 200) && row.form === 'model';
  });
  if (kind === undefined || typeof message !== 'string') return undefined;
  // `AiError: <name>: <description> (<request id>)`: the name and an id of our own are put around it anew.
  const bare = message.replace(/ \([0-9a-f-]{36}\)$/, '').replace(`AiError: ${errorTable[kind].name}: `, '');
  return { kind, description: bare };
}

/** The words, wherever an engine puts them. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return isPage(body) ? wordsOf(body) : body;
  const { error, message, detail, type, errors } = fields(body);
  if (typeof error === 'string') return error;
  if (typeof message === 'string') return message;
  if (typeof detail === 'string') return detail;
  const inner = fields(error);
  const innerType = typeof inner.type === 'string' ? inner.type : '';
  if (typeof inner.message === 'string') return innerType === '' ? inner.message : `${inner.message} (${innerType})`;
  const given = detail ?? errors ?? type;
  return given === undefined ? '' : JSON.stringify(given);
}

/** Proxies answer with pages. */
function isPage(text: string): boolean {
  return /^\s*<(!doctype|html|head|body)\b/i.test(text);
}

function wordsOf(page: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(page)?.[1]?.trim();
  return (
    title ||
    page
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** Some engines repeat the key that they refuse. */
export function withoutKey(text: string, key: string | null): string {
  return key === null ? text : text.replaceAll(key, '***');
}
