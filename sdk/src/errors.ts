// AiError and its subclasses, which callers tell apart to act on. openapi.yaml says which code has which class.
import type { ApiError } from './openapi.gen.ts';

export type { ApiError } from './openapi.gen.ts';

/**
 * What is known about an error besides its message.
 *
 * @example
 * const details: AiErrorDetails = { code: 3040, status: 429, retryable: true };
 * const busy = new AiError('3040: Capacity temporarily exceeded', details);
 */
export interface AiErrorDetails {
  /** The API's number for the error. */
  code?: number | undefined;
  /** The HTTP status. */
  status?: number | undefined;
  /** Every error that the API reported. */
  errors?: readonly ApiError[] | undefined;
  /** The `cf-ai-req-id` of the run. */
  requestId?: string | undefined;
  /** Whether the same run may succeed later. */
  retryable?: boolean | undefined;
  /** Milliseconds that the server asks to wait before the next try. */
  retryAfterMs?: number | undefined;
  /** The error underneath. */
  cause?: unknown;
}

/**
 * A run failed. The message begins with the code, like the messages of the runtime's own binding.
 *
 * @example
 * try {
 *   await ai.run(model, input);
 * } catch (error) {
 *   if (error instanceof AiError && error.retryable) await tryAgainLater();
 *   else throw error;
 * }
 */
export class AiError extends Error {
  /** The name of the class; time-outs and aborts have the platform's names for them. */
  override name = 'AiError';
  /** The API's number for this error, such as 5007, if there is one. */
  readonly code: number | undefined;
  /** The HTTP status, if there was an answer. `env.AI` reports none; there it is the status that belongs to the code. */
  readonly status: number | undefined;
  /** Every error that the API reported, in its own words; empty if it reported none. */
  readonly errors: readonly ApiError[];
  /** The `cf-ai-req-id` of the run; quote it in a question to the service. */
  readonly requestId: string | undefined;
  /** Whether the same run may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the server asks to wait before the next try, if it does. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: AiErrorDetails = {}) {
    const { code, status, errors = [], requestId, retryable = false, retryAfterMs, cause } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The token or the account is not accepted, or may not use this model.
 *
 * @example
 * if (error instanceof AiAuthenticationError) console.error('Check CLOUDFLARE_API_TOKEN');
 */
export class AiAuthenticationError extends AiError {
  override name = 'AiAuthenticationError';
}

/**
 * The model does not exist, or was retired.
 *
 * @example
 * if (error instanceof AiModelNotFoundError) return ai.run(otherModel, input);
 */
export class AiModelNotFoundError extends AiError {
  override name = 'AiModelNotFoundError';
}

/**
 * The model does not take this input.
 *
 * @example
 * if (error instanceof AiBadInputError) return Response.json({ wrong: error.paths }, { status: 400 });
 */
export class AiBadInputError extends AiError {
  override name = 'AiBadInputError';
  /** The places in the input, as JSON pointers such as `/messages/0/content`; empty if the API does not say. */
  readonly paths: readonly string[];

  constructor(message: string, details: AiErrorDetails = {}) {
    super(message, details);
    const quoted = this.errors.flatMap((error) => [...error.message.matchAll(/'(\/[^'\s]+)'/g)]);
    this.paths = [...new Set(quoted.map(([, path = '']) => path))];
  }
}

/**
 * The input and `max_tokens` together do not fit into the model's context.
 *
 * @example
 * if (error instanceof AiContextOverflowError) messages.splice(1, 2); // forget the oldest turn
 */
export class AiContextOverflowError extends AiError {
  override name = 'AiContextOverflowError';
}

/**
 * Too many requests, no free capacity, or the day's allocation is used up.
 *
 * @example
 * if (error instanceof AiCapacityError && error.retryable) await sleep(1000);
 */
export class AiCapacityError extends AiError {
  override name = 'AiCapacityError';
}

/**
 * The server failed, or took too long.
 *
 * @example
 * if (error instanceof AiServerError) console.error(error.requestId, error.message);
 */
export class AiServerError extends AiError {
  override name = 'AiServerError';
}

/**
 * There was no connection, or it broke before there was an answer. The cause says more.
 *
 * @example
 * if (error instanceof AiConnectionError) console.error(error.cause);
 */
export class AiConnectionError extends AiError {
  override name = 'AiConnectionError';
}

/**
 * There was no answer in time: within `timeoutMs`, or before the signal of `AbortSignal.timeout()`. Its name is
 * `TimeoutError`, as for all time-outs on the platform.
 *
 * @example
 * if (error instanceof AiTimeoutError) return new Response('The model is slow today', { status: 504 });
 */
export class AiTimeoutError extends AiError {
  override name = 'TimeoutError';
}

/**
 * The caller's signal stopped the run; its reason is the cause. Its name is `AbortError`, as for all aborts on the
 * platform.
 *
 * @example
 * if (error instanceof AiAbortError) return; // the user pressed stop
 */
export class AiAbortError extends AiError {
  override name = 'AbortError';
}

/**
 * A stream broke off, reported an error, or was not a stream at all. The chunks that were read before are good.
 *
 * @example
 * if (error instanceof AiStreamError) console.error('The text is not complete:', text);
 */
export class AiStreamError extends AiError {
  override name = 'AiStreamError';
}
