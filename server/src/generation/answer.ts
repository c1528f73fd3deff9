// Sends what generations give: collected into one JSON body, or as frames while they come. The same for both APIs; the
// shape of bodies and frames is the caller's.
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import { noteError } from '../http/error-handler.ts';
import { exchangeOf } from '../http/exchange.ts';
import { beginStream, doneFrame, frame, writeFrame } from '../http/sse.ts';
import type { PlaceLogprobs, TextEvent, Usage } from '../text-generation.ts';
import { inTurn } from './merge-iterables.ts';
import type { RunningGenerations } from './run-generations.ts';

/** How a generation ended. */
export type End = Extract<TextEvent, { type: 'end' }>;

/** A whole answer. */
export interface Answer extends End {
  readonly text: string;
  /** One for each token, where they were asked for. */
  readonly logprobs: readonly PlaceLogprobs[] | null;
}

/** All answers, once they are complete. */
export async function collectAnswers(res: Response, { events, nPerPrompt }: RunningGenerations): Promise<Answer[]> {
  const answers = await Promise.all(events.map(collectAnswer));
  exchangeOf(res).usage = usageOf(answers, nPerPrompt);
  return answers;
}

async function collectAnswer(events: AsyncIterable<TextEvent>): Promise<Answer> {
  let text = '';
  let logprobs: PlaceLogprobs[] | null = null;
  for await (const event of events) {
    if (event.type === 'end') return { ...event, text, logprobs };
    text += event.text;
    if (event.logprobs) logprobs = [...(logprobs ?? []), ...event.logprobs];
  }
  throw new Error('the generation stopped without an end');
}

/** Of all answers: each prompt was read once. */
export function usageOf(ends: readonly { usage: Usage }[], nPerPrompt: number): Usage {
  const prompt = ends.reduce((sum, { usage }, i) => sum + (i % nPerPrompt === 0 ? usage.prompt_tokens : 0), 0);
  const completion = ends.reduce((sum, { usage }) => sum + usage.completion_tokens, 0);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** What a stream is made of. */
export interface StreamSerializer {
  /** The JSON of the frames for an event of the i-th generation. */
  frames(event: TextEvent, i: number): Iterable<object>;
  /** The JSON of frames behind the last event. */
  last(ends: readonly End[]): Iterable<object>;
}

/** Streams the answers. Whatever goes wrong before the first event is thrown, to be answered with a status of its own. */
export async function streamAnswers(
  res: Response,
  { events, nPerPrompt, signal }: RunningGenerations,
  serializer: StreamSerializer,
): Promise<void> {
  const exchange = exchangeOf(res);
  const ends: End[] = [];
  try {
    for await (const [i, event] of inTurn(events)) {
      if (!res.headersSent) beginStream(res);
      if (event.type === 'end') ends[i] = event;
      for (const body of serializer.frames(event, i)) await writeFrame(res, frame(body), signal);
    }
    exchange.usage = usageOf(ends, nPerPrompt);
    const last = [...serializer.last(ends)].map(frame).join('');
    await writeFrame(res, last + doneFrame, signal);
  } catch (thrown) {
    if (!res.headersSent || res.destroyed) throw thrown;
    // The same body the error would have had as an answer of its own. There is no `[DONE]` after it, so that a reader
    // which ignores the frame still sees that the text is not whole.
    const error = noteError(signal.reason instanceof ServerError ? signal.reason : thrown, exchange);
    res.write(frame(exchange.errorBody(error, exchange.requestId)));
  }
  res.end();
}
