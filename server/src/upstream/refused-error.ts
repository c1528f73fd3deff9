// What an upstream did instead of answering, as thrown: its refusal, and what every failure means for the client and for
// the upstream's standing.
import { ServerError } from '../errors.ts';
import { type Answer, readWhole } from './connection.ts';
import { CutAnswerError, SilenceError, UnreachableError } from './failures.ts';
import type { Link } from './link.ts';
import { notAvailable, type Refusal, readRefusal, type WireRefusal } from './refusals.ts';

/** The upstream has answered, by a refusal. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.error.message);
    this.refusal = refusal;
  }
}

/** Reads the rest of an answer whose status is not 200. */
export async function readRefused(answer: Answer, link: Link): Promise<RefusedError> {
  const seconds = Number(answer.headers['retry-after']);
  const retryAfterSeconds = seconds > 0 && seconds < 3600 ? Math.ceil(seconds) : undefined;
  const { location } = answer.headers;
  const wire = { status: answer.statusCode, location: location === undefined ? undefined : String(location) };
  return refusedBy({ ...wire, body: await readWhole(answer), retryAfterSeconds }, link);
}

/** The refusal that was read. */
export function refusedBy(wire: WireRefusal, { profile, key }: Link): RefusedError {
  return new RefusedError(readRefusal(wire, profile.dialect, key));
}

/** What was thrown on the way to an answer, as one of the known failures. */
export function asFailure(error: unknown): unknown {
  const isKnown = error instanceof RefusedError || error instanceof CutAnswerError || error instanceof UnreachableError;
  if (isKnown || error instanceof ServerError) return error;
  return new CutAnswerError(error instanceof Error ? error.message : String(error), { cause: error });
}

/** What a failure means. */
export function refusalOf(thrown: unknown): Omit<Refusal, 'isOfTemplate'> {
  if (thrown instanceof RefusedError) return thrown.refusal;
  // A field that this engine does not have is refused before anything is sent.
  if (thrown instanceof ServerError) return { error: thrown, mayTryElsewhere: false, outcome: 'unknown' };
  const words =
    thrown instanceof SilenceError
      ? "The model's engine does not answer, please try again."
      : thrown instanceof CutAnswerError
        ? "The model's engine stopped in the middle of the answer, please try again."
        : notAvailable;
  const error = new ServerError('engineLost', words, { cause: thrown });
  // One that is silent may be at work on this very request.
  return { error, mayTryElsewhere: !(thrown instanceof SilenceError), outcome: 'failure' };
}
