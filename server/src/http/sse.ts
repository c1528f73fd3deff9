// Server-sent events: frames of a streamed answer, written as fast as the client reads. They are neither compressed nor
// collected, so each frame leaves at once.
import { once } from 'node:events';
import type { Response } from 'express';

/**
 * Starts the stream. From here on an error can no longer choose the status. The head leaves with the first frame, in one
 * packet, unless `res.flushHeaders()` sends it before.
 */
export function beginStream(res: Response): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream', // clients compare the whole value, so no charset
    'cache-control': 'no-cache, no-transform', // proxies that compress would hold frames back
    'x-accel-buffering': 'no',
  });
}

/** The mark behind the last frame. */
export const doneFrame = 'data: [DONE]\n\n';

/** One frame. @param name of the event; left out, it has none */
export function frame(body: object, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(body)}\n\n`;
}

/**
 * Writes. Where the client reads slower than the model writes, gives what has to be waited for, which rejects with
 * AbortError on the signal.
 */
export function writeFrame(res: Response, text: string, signal: AbortSignal): Promise<unknown> | undefined {
  return res.write(text) ? undefined : once(res, 'drain', { signal });
}
