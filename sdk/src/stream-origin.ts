// Which run a stream belongs to, for the messages of its errors.
import { type AiError, type AiErrorDetails, AiStreamError } from './errors.ts';
import { abortionOf } from './retry.ts';

/** What is known of the run that a stream belongs to. */
export interface Origin {
  model?: string | undefined;
  input?: Record<string, unknown> | undefined;
  signal?: AbortSignal | undefined;
  status?: number | undefined;
  requestId?: string | undefined;
}

const origins = new WeakMap<ReadableStream, Origin>();

/** Remembers which run a stream belongs to, as long as the stream exists. */
export function noteOrigin(stream: ReadableStream, origin: Origin): void {
  origins.set(stream, { ...origins.get(stream), ...origin });
}

/** The run that a stream belongs to; empty for a stream that did not come from a run. */
export function originOf(stream: ReadableStream): Origin {
  return origins.get(stream) ?? {};
}

/** The error of a stream that broke off, or whose frames cannot be read. */
export function brokenStream(
  message: string,
  { status, requestId }: Origin,
  details: AiErrorDetails = {},
): AiStreamError {
  return new AiStreamError(message, { status, requestId, ...details });
}

/** The error of a stream whose run was aborted. */
export function abortedStream({ model, signal }: Origin): AiError {
  return abortionOf(model, signal?.reason);
}
