// The ways in which the server refuses or fails. Their codes, statuses and texts stand in openapi.yaml (`x-errors`); any
// room may throw one, and http/ turns it into an answer.
import { errorRows } from './generated/errors.gen.ts';

interface ErrorRow {
  readonly code: number;
  readonly status: number;
  /**
   * How the body is spelt: `edge` and `routing` are two spellings of the envelope, for requests that were refused before
   * they reached a model; errors of a `model` carry a request id.
   */
  readonly form: 'edge' | 'routing' | 'model';
  /** The middle part of a model error's message: `AiError: <name>: <text> (<request id>)`. */
  readonly name: string;
  /** What is said unless the thrower knows something more exact. */
  readonly text: string;
  /** The answer's Retry-After, where another try may succeed. */
  readonly retryAfterSeconds?: number | undefined;
  /** OpenAI's words for it, and the status under its routes. */
  readonly openAi: {
    readonly status: number;
    readonly type: 'invalid_request_error' | 'rate_limit_error' | 'server_error';
    readonly code: string | null;
    readonly param: string | null;
  };
}

/** Every error the server can answer with, by its kind. */
export const errorTable = errorRows satisfies Record<string, ErrorRow>;

/** Which row of the table. */
export type ErrorKind = keyof typeof errorTable;

/** What a refusal may have beside its description. */
export interface ServerErrorOptions extends ErrorOptions {
  readonly retryAfterSeconds?: number | undefined;
  readonly param?: string | undefined;
  /** What logs say instead of the description, if that quotes the request. */
  readonly logText?: string | undefined;
}

/** Most characters of a description: it may quote a request of megabytes. */
const maxChars = 4000;
const maxParamChars = 500;

function cut(text: string): string {
  return text.length > maxChars ? `${text.slice(0, maxChars)}…` : text;
}

/**
 * A refusal or failure that callers may be told about: its description goes out on the wire, its `cause` does not.
 *
 * @example
 * throw new ServerError('noSuchModel', `No such model ${name} or task`);
 */
export class ServerError extends Error {
  override name = 'ServerError';
  readonly kind: ErrorKind;
  /** Seconds after which another try is worth it, where one is. */
  readonly retryAfterSeconds: number | undefined;
  /** Which field of the request's body is to blame, where it is one. */
  readonly param: string | undefined;
  /** The description without the parts that quote what clients wrote: logs must not hold their texts. */
  readonly logText: string;

  constructor(
    kind: ErrorKind,
    description: string = errorTable[kind].text,
    { retryAfterSeconds, param, logText = description, ...options }: ServerErrorOptions = {},
  ) {
    super(cut(description), options);
    this.kind = kind;
    this.param = param?.slice(0, maxParamChars);
    this.logText = cut(logText);
    this.retryAfterSeconds = retryAfterSeconds ?? this.row.retryAfterSeconds;
  }

  /** The row of {@link errorTable} this error is of. */
  get row(): ErrorRow {
    return errorTable[this.kind];
  }
}
