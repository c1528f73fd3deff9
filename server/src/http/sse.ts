// Server-sent events: the frames of a streamed answer, at the pace of whoever reads them. Never compressed, never
// collected: each frame leaves when its text is certain.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { Response } from 'express';

const paddingAlphabet = 'abdefghijklmnoprstuvxyz1234567890';

/** Starts the stream: after this an error can no longer have a status of its own. */
export function beginStream(res: Response): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream', // to the letter: clients compare the whole of it
    'cache-control': 'no-cache, no-transform', // proxies that compress would hold everything back to the end
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
}

/** The mark behind the last frame. */
export const doneFrame = 'data: [DONE]\n\n';

/** One frame. */
export function frame(body: object): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** Writes, and waits while the reader is slower than the model; rejects with AbortError when the signal says so. */
export async function writeFrame(res: Response, text: string, signal: AbortSignal): Promise<void> {
  if (!res.write(text)) await once(res, 'drain', { signal });
}

/** A signal that aborts when the client leaves before the answer is complete. */
export function abortOnDisconnect(res: Response): AbortController {
  const controller = new AbortController();
  // Not the request's `close`: that comes as soon as the body is read.
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  if (res.destroyed) controller.abort(); // it left before anybody listened
  return controller;
}

/** Hides the length of the text from whoever watches the size of encrypted packets. */
export function padding(): string {
  const length = 1 + randomInt(paddingAlphabet.length);
  return paddingAlphabet.slice(0, length);
}
