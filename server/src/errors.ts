// The one list of ways in which the server refuses or fails: code, HTTP status, name and words, as the Workers AI API
// has them. What each looks like on the wire is http/error-body.ts; who throws them is any room.

/**
 * `auth` and `routing` are refusals before a model is reached (two spellings of the same envelope), `model` is
 * everything after: those carry a request id and read `AiError: <name>: <description> (<request id>)`.
 */
type ErrorForm = 'auth' | 'routing' | 'model';

interface ErrorRow {
  readonly code: number;
  readonly status: number;
  readonly form: ErrorForm;
  /** The part of a model error's message between `AiError` and the description. */
  readonly name: string;
  /** The description when the thrower has nothing more exact to say. */
  readonly description: string;
  /** Seconds after which another try is worth it, where one is: the answer's Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** Every error the server can answer with. Codes and statuses are the API's; a code may serve two statuses. */
export const errorTable = {
  authentication: { code: 10000, status: 401, form: 'auth', name: 'Ai', description: 'Authentication error' },
  otherAccount: { code: 10000, status: 403, form: 'auth', name: 'Ai', description: 'Authentication error' },
  invalidToken: { code: 1000, status: 401, form: 'auth', name: 'Ai', description: 'Invalid API Token' },
  noRoute: { code: 7000, status: 400, form: 'routing', name: 'Ai', description: 'No route for that URI' },
  notFound: { code: 7001, status: 404, form: 'routing', name: 'Ai', description: 'Not found' },
  malformedIdentifier: {
    code: 7003,
    status: 404,
    form: 'routing',
    name: 'Ai',
    description: 'Could not route to that path, perhaps your object identifier is invalid?',
  },
  malformedRequest: { code: 8001, status: 400, form: 'routing', name: 'Ai', description: 'Invalid input' },
  headersTooLarge: {
    code: 3006,
    status: 431,
    form: 'routing',
    name: 'Ai',
    description: 'Request is too large: its address and headers are too long',
  },
  requestTimeout: {
    code: 3007,
    status: 408,
    form: 'routing',
    name: 'Timeout',
    description: 'Request timeout: the request did not arrive in time',
  },
  invalidQuery: { code: 8001, status: 400, form: 'routing', name: 'Ai', description: 'Invalid input' },
  noLora: {
    code: 5005,
    status: 405,
    form: 'model',
    name: 'Lora not supported',
    description: 'The model does not support LoRAs',
  },
  badInput: { code: 5006, status: 400, form: 'model', name: 'Bad input', description: 'Error: bad input' },
  noSuchModel: { code: 5007, status: 400, form: 'model', name: 'No such model', description: 'No such model or task' },
  noSuchModelId: { code: 3042, status: 404, form: 'model', name: 'No such model', description: 'No such model' },
  oldClient: { code: 5019, status: 405, form: 'model', name: 'Ai', description: 'Deprecated SDK version' },
  contextExceeded: { code: 5021, status: 413, form: 'model', name: 'Ai', description: 'Context window exceeded' },
  tooLarge: { code: 3006, status: 413, form: 'model', name: 'Ai', description: 'Request is too large' },
  timeout: { code: 3007, status: 408, form: 'model', name: 'Timeout', description: 'Request timeout' },
  aborted: { code: 3008, status: 408, form: 'model', name: 'Aborted', description: 'Request was aborted' },
  rateLimited: {
    code: 3021,
    status: 429,
    form: 'model',
    name: 'Ai',
    description: 'rate limiting: inference request per min rate reached',
    retryAfterSeconds: 60,
  },
  noCapacity: {
    code: 3040,
    status: 429,
    form: 'model',
    name: 'Ai',
    description: 'Capacity temporarily exceeded, please try again.',
    retryAfterSeconds: 1,
  },
  internal: {
    code: 8008,
    status: 500,
    form: 'model',
    name: 'Internal server error',
    description: 'The model could not answer',
  },
  engineLost: {
    code: 8008,
    status: 503,
    form: 'model',
    name: 'Internal server error',
    description: 'The engine has stopped and is being started again, please try again.',
    retryAfterSeconds: 5,
  },
} as const satisfies Record<string, ErrorRow>;

/** Which row of the table. */
export type ErrorKind = keyof typeof errorTable;

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

  constructor(
    kind: ErrorKind,
    description: string = errorTable[kind].description,
    { retryAfterSeconds, param, ...options }: ErrorOptions & { retryAfterSeconds?: number; param?: string } = {},
  ) {
    super(description, options);
    this.kind = kind;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds ?? this.row.retryAfterSeconds;
  }

  /** The row of {@link errorTable} this error is of. */
  get row(): ErrorRow {
    return errorTable[this.kind];
  }
}
