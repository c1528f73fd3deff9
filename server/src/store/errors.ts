// What can go wrong between a hub and the models folder. A message says all there is to say: it goes to a terminal.

/** A download or a file of the models folder that cannot be had, and what to do about it. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** The hub or the way to it failed in a manner that passes: trying again may help. */
export class TransientError extends StoreError {
  override name = 'TransientError';
  /** How long the hub asked to be left alone; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { retryAfterMs = null, cause }: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** What came is not what the hub speaks of: nothing of it is worth keeping. */
export class WrongContentError extends StoreError {
  override name = 'WrongContentError';
}

/** Told to stop, by a signal. What was downloaded so far is kept. */
export class StoppedError extends StoreError {
  override name = 'StoppedError';
}

/** Whether a system call failed with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
