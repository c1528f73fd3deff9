// Streamed answers: each event becomes frames as soon as it is there. What is in a frame is up to the API.
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import { noteError } from '../http/error-handler.ts';
import { contextOf } from '../http/request-context.ts';
import { beginStream, doneFrame, frame, writeFrame } from '../http/sse.ts';
import type { TextEvent } from '../text-model.ts';
import { type End, usageOf } from './collect.ts';
import { mergeIterables } from './merge-iterables.ts';
import type { RunningGenerations } from './run-generations.ts';

/** What an API puts into a stream: the JSON of its frames. */
export interface StreamSerializer {
  /** The frames before the first event. */
  first?(): Iterable<object>;
  /** The frames for an event of the i-th generation. */
  frames(event: TextEvent, i: number): Iterable<object>;
  /** The frames behind the last event. */
  last(ends: readonly End[]): Iterable<object>;
  /** The frames that tell of an error in the middle. Absent: one frame with the body of an error answer. */
  failed?(error: ServerError): Iterable<object>;
  /** Frames are named by their `type`, and the stream ends without `[DONE]`. */
  readonly isNamed?: boolean;
}

/**
 * Streams the answers. Errors before the stream has begun are thrown, so that they get a status of their own.
 * @param beginsEarly begin as soon as the engine has accepted the request; otherwise with the first event
 */
export async function streamAnswers(
  res: Response,
  { events, nPerPrompt, signal, onAccepted }: RunningGenerations,
  serializer: StreamSerializer,
  beginsEarly = false,
): Promise<void> {
  const context = contextOf(res);
  const ends: End[] = [];
  const frameOf = (body: object) => frame(body, serializer.isNamed ? (body as { type: string }).type : undefined);
  /** The first frames, once the head is made; undefined where it was made before. */
  const begin = () => {
    if (res.headersSent || res.destroyed) return undefined;
    beginStream(res);
    return [...(serializer.first?.() ?? [])].map(frameOf).join('');
  };
  /** Sends the head, and whatever goes with it. */
  const send = (text: string | undefined) => {
    if (text === '') res.flushHeaders();
    else if (text !== undefined) res.write(text);
  };
  /** What has to be waited for, if anything: to wait without need would cost each token a turn of the queue. */
  const write = (event: TextEvent, i: number) => {
    const first = begin();
    if (event.type === 'end') ends[i] = event;
    const text = [...serializer.frames(event, i)].map(frameOf).join('');
    if (text !== '') return writeFrame(res, (first ?? '') + text, signal);
    send(first);
    return undefined;
  };
  if (beginsEarly) onAccepted(() => send(begin()));
  try {
    await forEachEvent(events, write);
    context.usage = usageOf(ends, nPerPrompt);
    const last = [...serializer.last(ends)].map(frameOf).join('');
    await writeFrame(res, serializer.isNamed ? last : last + doneFrame, signal);
  } catch (thrown) {
    if (!res.headersSent || res.destroyed) throw thrown;
    // No `[DONE]` follows the error, so that clients which ignore it still see that the text is not whole.
    const error = noteError(signal.reason instanceof ServerError ? signal.reason : thrown, context);
    const bodies = serializer.failed?.(error) ?? [context.errorFormat.body(error, context.requestId)];
    for (const body of bodies) res.write(frameOf(body));
  }
  res.end();
}

/** Events as they come, each with the number of its answer. Only several answers have to be merged. */
async function forEachEvent(
  events: readonly AsyncIterable<TextEvent>[],
  write: (event: TextEvent, i: number) => Promise<unknown> | undefined,
): Promise<void> {
  const [only] = events;
  if (only && events.length === 1) {
    for await (const event of only) {
      const full = write(event, 0);
      if (full) await full;
    }
    return;
  }
  for await (const [i, event] of mergeIterables(events)) {
    const full = write(event, i);
    if (full) await full;
  }
}
