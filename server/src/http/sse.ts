// Server-sent events: the frames of a streamed answer, at the pace of whoever reads them. Never compressed, never
// collected: each frame leaves when its text is certain.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { Response } from 'express';
import type { TextEvent } from '../text-generation.ts';

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

/** The frames of one event; the end brings the usage, why it is the end, and the closing mark. */
export function framesOf(event: TextEvent): string {
  if (event.type === 'text') return frame({ response: event.text, tool_calls: [], p: padding() });
  return `${frame({ response: '', usage: event.usage, finish_reason: event.finishReason })}data: [DONE]\n\n`;
}

/**
 * The last frame of a stream that broke: the same body the error would have had as an answer of its own. There is no
 * `[DONE]` after it, so that a reader which ignores the frame still sees that the text is not whole.
 */
export function errorFrame(body: Record<string, unknown>): string {
  return frame(body);
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

function frame(body: Record<string, unknown>): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** Hides the length of the text from whoever watches the size of encrypted packets. */
function padding(): string {
  const length = 1 + randomInt(paddingAlphabet.length);
  return paddingAlphabet.slice(0, length);
}
