// The errors of downloads and of the models folder. A terminal shows only the message, so each message is complete.

/** A download or a file of the models folder failed; the message says what to do about it. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** The hub or the network failed for the moment: trying again may help. */
export class TransientError extends StoreError {
  override name = 'TransientError';
  /** The wait that the hub asked for (Retry-After), in ms; null if it did not ask. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { retryAfterMs = null, cause }: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The downloaded bytes are not the hub's file, so none of them are kept. */
export class WrongContentError extends StoreError {
  override name = 'WrongContentError';
}

/** Stopped by a signal. The bytes so far are kept. */
export class StoppedError extends StoreError {
  override name = 'StoppedError';
}

/** Whether a system call failed with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
