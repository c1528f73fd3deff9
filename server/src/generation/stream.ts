// Streamed answers: each event becomes frames as soon as it is there. What is in a frame is up to the API.
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import { noteError } from '../http/error-handler.ts';
import { contextOf } from '../http/request-context.ts';
import { beginStream, doneFrame, FrameWriter, frame } from '../http/sse.ts';
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
  /** The JSON of the frame for a text without more, where the i-th generation has one such frame for each of its texts now. */
  textJson?(text: string, i: number): string | undefined;
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
  const frameOf = (body: object) =>
    frame(JSON.stringify(body), serializer.isNamed ? (body as { type: string }).type : undefined);
  const textOf = (bodies: Iterable<object>) => Array.from(bodies, frameOf).join('');
  const writer = new FrameWriter(res, signal);
  /** The first frames, once the head is made; undefined where it was made before. */
  const begin = () => {
    if (res.headersSent || res.destroyed) return undefined;
    beginStream(res);
    return textOf(serializer.first?.() ?? []);
  };
  /** Sends the head, and whatever goes with it. */
  const send = (text: string | undefined) => {
    if (text === '') res.flushHeaders();
    else if (text !== undefined) writer.write(text);
  };
  const write = (event: TextEvent, i: number) => {
    const first = begin();
    if (event.type === 'end') ends[i] = event;
    const isPlain = event.type === 'text' && event.logprobs === undefined;
    const json = isPlain ? serializer.textJson?.(event.text, i) : undefined;
    const text = json === undefined ? textOf(serializer.frames(event, i)) : frame(json);
    if (text !== '') return writer.write((first ?? '') + text);
    send(first);
    return undefined;
  };
  if (beginsEarly) onAccepted(() => send(begin()));
  try {
    await forEachEvent(events, write);
    context.usage = usageOf(ends, nPerPrompt);
    writer.write(textOf(serializer.last(ends)));
    if (!serializer.isNamed) writer.write(doneFrame);
  } catch (thrown) {
    if (!res.headersSent || res.destroyed) throw thrown;
    // No `[DONE]` follows the error, so that clients which ignore it still see that the text is not whole.
    const error = noteError(signal.reason instanceof ServerError ? signal.reason : thrown, context);
    const bodies = serializer.failed?.(error) ?? [context.errorFormat.body(error, context.requestId)];
    writer.write(textOf(bodies));
  }
  writer.end();
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
