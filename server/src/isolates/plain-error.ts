// Errors as plain data: structured clone would lose their names and their row of the error table.
import { type ErrorKind, ServerError } from '../errors.ts';

/** An error as it crosses between processes. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** The code of a system error, such as ENOENT. */
  readonly code?: string | undefined;
  /** Of a ServerError. */
  readonly kind?: ErrorKind | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly param?: string | undefined;
  readonly logText?: string | undefined;
  readonly cause?: PlainError | undefined;
}

/** Converts anything that was thrown. */
export function toPlain(thrown: unknown): PlainError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const refusal = thrown instanceof ServerError ? thrown : undefined;
  return {
    name,
    message,
    stack,
    code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined,
    kind: refusal?.kind,
    retryAfterSeconds: refusal?.retryAfterSeconds,
    param: refusal?.param,
    logText: refusal?.logText,
    cause: cause === undefined ? undefined : toPlain(cause),
  };
}

/** The error that a PlainError describes. */
export function fromPlain({ name, message, stack, code, kind, cause: plainCause, ...rest }: PlainError): Error {
  const cause = plainCause && fromPlain(plainCause);
  const error = kind ? new ServerError(kind, message, { ...rest, cause }) : new Error(message, { cause });
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}
