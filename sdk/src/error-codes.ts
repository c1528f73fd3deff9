// What the API's codes mean to a caller: the class of the error, its HTTP status, and whether to try again.
import { errorCodes } from './error-table.gen.ts';
import {
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  type AiError,
  AiModelNotFoundError,
  AiServerError,
} from './errors.ts';

/** What is known of an error. */
export interface KnownError {
  type: typeof AiError;
  status: number;
  retryable: boolean;
}

/** What a code means, if it is known. Where a code comes with several statuses, `status` decides; without one, the first. */
export function findKnownError(code: number | undefined, status?: number): KnownError | undefined {
  const rows = errorCodes.filter(([, , , codes]) => codes.includes(code as number));
  const row = rows.find((one) => one[1] === status) ?? rows[0];
  return row && { type: row[0], status: row[1], retryable: row[2] };
}

const typesOfStatus: Readonly<Record<number, typeof AiError>> = {
  401: AiAuthenticationError,
  403: AiAuthenticationError,
  404: AiModelNotFoundError,
  408: AiServerError,
  410: AiModelNotFoundError,
  429: AiCapacityError,
};

/** What a status means where there is no known code. */
export function knownErrorOfStatus(status: number): KnownError {
  // An answer that says success: false under a status of 2xx or 3xx is the server's fault too.
  const type = typesOfStatus[status] ?? (status >= 400 && status < 500 ? AiBadInputError : AiServerError);
  return { type, status, retryable: status >= 500 || status === 408 || status === 429 };
}
