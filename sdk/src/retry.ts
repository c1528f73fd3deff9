// Time-outs, aborts and retries, the same for all bindings.
import { AiAbortError, AiConnectionError, AiError, AiTimeoutError } from './errors.ts';
import { invalidArgument } from './invalid-argument.ts';
import type { CallOptions } from './options.ts';

const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** 24 days: timers overflow beyond it, and would fire at once. */
const longestTimerMs = 2 ** 31 - 1;
/** A longer Retry-After is not obeyed: the caller gets the error, and can do something better than wait. */
const longestObeyedMs = 60_000;

/**
 * Repeats some work until it succeeds, fails for good, or runs out of time or tries.
 *
 * @param what the name of the work in errors
 * @param work repeated after errors that are `retryable`; the signal tells it when to stop
 */
export async function withRetries<T>(
  what: string,
  { signal, timeoutMs, maxRetries = 2 }: CallOptions,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0)) {
    throw invalidArgument('timeoutMs', 'a number of milliseconds above 0', timeoutMs);
  }
  if (!Number.isInteger(maxRetries) || maxRetries < 0) {
    throw invalidArgument('maxRetries', 'a whole number of at least 0', maxRetries);
  }
  const clock = timeoutMs === undefined || timeoutMs > longestTimerMs ? undefined : new AbortController();
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
    clearTimeout(timer); // once a stream has begun, it has no time limit
  }
}

/** The error for work that a signal stopped. */
export function abortionOf(what = 'the stream', reason: unknown): AiError {
  if (reason instanceof AiError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') return timedOut(what, undefined, reason);
  return new AiAbortError(`${what} was aborted`, { cause: reason });
}

function timedOut(what: string, timeoutMs?: number, cause?: unknown): AiTimeoutError {
  const words = timeoutMs === undefined ? 'in time' : `within ${timeoutMs} ms`;
  return new AiTimeoutError(`${what} had no answer ${words}`, { retryable: true, cause });
}

/**
 * Milliseconds to wait before the next try; undefined if there must not be one. Half of the pause is random, so that many
 * clients that failed together do not return together.
 */
function pauseAfter(error: unknown, nTries: number): number | undefined {
  if (!(error instanceof AiError && error.retryable)) return undefined;
  const { retryAfterMs = 0 } = error;
  // The answer had begun. Running again may help, but only the caller can decide to.
  if (error instanceof AiConnectionError && error.status) return undefined;
  if (retryAfterMs > longestObeyedMs) return undefined;
  const pauseMs = Math.min(firstPauseMs * 2 ** (nTries - 1), longestPauseMs) * (0.5 + Math.random() / 2);
  return Math.max(pauseMs, retryAfterMs);
}

/** The outcome of the work, or a rejection as soon as the signal is aborted: some bindings ignore the signal. */
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
    // A stream that arrives after the abort has no reader. Cancelling it stops the generation.
    if (stop.aborted) work.then((late) => streamIn(late)?.cancel()).catch(() => {});
  }
}

function streamIn(answer: unknown): ReadableStream | null {
  if (answer instanceof Response) return answer.body;
  return answer instanceof ReadableStream ? answer : null;
}

function sleep(ms: number, stop: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', done); // the loop above checks the signal
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop?.addEventListener('abort', done, { once: true });
  });
}
