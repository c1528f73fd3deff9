// Errors as plain data: structured clone would keep neither their names nor which row of the error table they are of.
import { type ErrorKind, ServerError } from '../errors.ts';

/** See above. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** A system's code, ENOENT and the like. */
  readonly code?: string | undefined;
  /** Of a ServerError. */
  readonly kind?: ErrorKind | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: PlainError | undefined;
}

/** Takes apart whatever was thrown. */
export function toPlain(thrown: unknown): PlainError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  return {
    name,
    message,
    stack,
    ...('code' in thrown && typeof thrown.code === 'string' && { code: thrown.code }),
    ...(thrown instanceof ServerError && { kind: thrown.kind, retryAfterSeconds: thrown.retryAfterSeconds }),
    ...(cause !== undefined && { cause: toPlain(cause) }),
  };
}

/** An error that says the same, on this side. */
export function fromPlain({ name, message, stack, code, kind, retryAfterSeconds, cause }: PlainError): Error {
  const options = cause && { cause: fromPlain(cause) };
  const error = kind
    ? new ServerError(kind, message, { ...options, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) })
    : new Error(message, options);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}
