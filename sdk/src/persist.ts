// Time-outs, aborts and retries: around whatever a binding does, and the same for all of them.
import { AiAbortError, AiError, AiTimeoutError } from './errors.ts';
import { hadBegun } from './failure.ts';
import type { CallOptions } from './run.ts';

const defaultRetries = 2;
const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** Who asks for a longer pause than this is not waited for: the caller can do something better meanwhile. */
const longestObeyedMs = 60_000;

/**
 * Does some work until it succeeds, cannot succeed any more, or may no longer take its time.
 *
 * @param what names the work in errors
 * @param work told when to stop; it is done again after failures that are `retryable`
 */
export async function persist<T>(
  what: string,
  { signal, timeoutMs, maxRetries = defaultRetries }: CallOptions,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  expectNumber('timeoutMs', timeoutMs ?? 1, 'a number of milliseconds above 0', (n) => n > 0);
  expectNumber('maxRetries', maxRetries, 'a whole number of at least 0', (n) => n >= 0 && Number.isInteger(n));
  const clock = timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY ? undefined : new AbortController();
  const timer = clock && setTimeout(() => clock.abort(timedOut(what, timeoutMs)), timeoutMs);
  const signals = [signal, clock?.signal].filter((each) => each !== undefined);
  const stop = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
  try {
    for (let nTries = 1; ; nTries++) {
      try {
        stop?.throwIfAborted();
        return await orStopped(work(stop), stop);
      } catch (error) {
        if (stop?.aborted) throw abortionOf(what, stop.reason);
        const pauseMs = nTries > maxRetries ? undefined : pauseAfter(error, nTries);
        if (pauseMs === undefined) throw error;
        await sleep(pauseMs, stop);
      }
    }
  } finally {
    clearTimeout(timer); // what comes of a stream after its beginning takes as long as it takes
  }
}

/** The error for work that was stopped. */
export function abortionOf(what: string, reason: unknown): AiError {
  if (reason instanceof AiError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') return timedOut(what, undefined, reason);
  return new AiAbortError(`${what} was aborted`, { cause: reason });
}

function timedOut(what: string, timeoutMs?: number, cause?: unknown): AiTimeoutError {
  const words = timeoutMs === undefined ? 'in time' : `within ${timeoutMs} ms`;
  return new AiTimeoutError(`${what} had no answer ${words}`, {
    retryable: true,
    ...(cause !== undefined && { cause }),
  });
}

/**
 * Milliseconds to wait before trying again; undefined where that makes no sense. Half of it is chance: many who failed
 * together must not come back together.
 */
function pauseAfter(error: unknown, nTries: number): number | undefined {
  if (!(error instanceof AiError && error.retryable) || hadBegun(error)) return undefined;
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) return retryAfterMs <= longestObeyedMs ? retryAfterMs : undefined;
  return Math.min(firstPauseMs * 2 ** (nTries - 1), longestPauseMs) * (0.5 + Math.random() / 2);
}

/** The work's outcome, or a rejection as soon as the signal is aborted: there are bindings which do not listen to it. */
async function orStopped<T>(work: Promise<T>, stop: AbortSignal | undefined): Promise<T> {
  if (!stop) return work;
  let cancel = () => {};
  const stopped = new Promise<never>((_, reject) => {
    cancel = () => reject(stop.reason);
    stop.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', cancel);
    // A stream that comes too late is nobody's: it must not go on generating.
    if (stop.aborted) {
      work.then((late) => (late instanceof ReadableStream ? late.cancel() : undefined)).catch(() => {});
    }
  }
}

function sleep(ms: number, stop: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', done); // the loop above finds the signal aborted, and says so
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop?.addEventListener('abort', done, { once: true });
  });
}

function expectNumber(name: string, value: unknown, expected: string, holds: (n: number) => boolean): void {
  if (typeof value === 'number' && holds(value)) return;
  throw new TypeError(
    `${name} must be ${expected}, but is ${typeof value === 'number' ? value : `a ${typeof value}`}.`,
  );
}
