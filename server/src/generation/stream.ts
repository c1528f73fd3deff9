// Streamed answers: each event becomes frames as soon as it is there. What is in a frame is up to the API.
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import { noteError } from '../http/error-handler.ts';
import { contextOf } from '../http/request-context.ts';
import { beginStream, doneFrame, frame, writeFrame } from '../http/sse.ts';
import type { TextEvent } from '../text-generation.ts';
import { type End, usageOf } from './collect.ts';
import { mergeIterables } from './merge-iterables.ts';
import type { RunningGenerations } from './run-generations.ts';

/** What an API puts into a stream. */
export interface StreamSerializer {
  /** The JSON of the frames for an event of the i-th generation. */
  frames(event: TextEvent, i: number): Iterable<object>;
  /** The JSON of the frames behind the last event. */
  last(ends: readonly End[]): Iterable<object>;
}

/** Streams the answers. Errors before the first event are thrown, so that they get a status of their own. */
export async function streamAnswers(
  res: Response,
  { events, nPerPrompt, signal }: RunningGenerations,
  serializer: StreamSerializer,
): Promise<void> {
  const context = contextOf(res);
  const ends: End[] = [];
  try {
    for await (const [i, event] of mergeIterables(events)) {
      if (!res.headersSent) beginStream(res);
      if (event.type === 'end') ends[i] = event;
      for (const body of serializer.frames(event, i)) await writeFrame(res, frame(body), signal);
    }
    context.usage = usageOf(ends, nPerPrompt);
    const last = [...serializer.last(ends)].map(frame).join('');
    await writeFrame(res, last + doneFrame, signal);
  } catch (thrown) {
    if (!res.headersSent || res.destroyed) throw thrown;
    // The frame has the body that the error would have had as an answer. No `[DONE]` follows, so that clients which
    // ignore the frame still see that the text is not whole.
    const error = noteError(signal.reason instanceof ServerError ? signal.reason : thrown, context);
    res.write(frame(context.errorBody(error, context.requestId)));
  }
  res.end();
}
