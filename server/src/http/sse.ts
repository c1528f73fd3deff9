// Server-sent events: frames of a streamed answer, written as fast as the client reads. They are neither compressed nor
// held back: what a turn of the event loop brings leaves with it.
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

/** One frame. @param json what is in it @param name of the event; left out, it has none */
export function frame(json: string, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${json}\n\n`;
}

/** Longer text, in characters, is written before its turn of the event loop is over. */
const mostCollected = 16 * 1024;

/** Writes the frames of one stream. Those of one turn of the event loop leave in one piece. */
export class FrameWriter {
  readonly #res: Response;
  readonly #signal: AbortSignal;
  #text = '';

  constructor(res: Response, signal: AbortSignal) {
    this.#res = res;
    this.#signal = signal;
  }

  /**
   * Writes. Where the client reads slower than the model writes, gives what has to be waited for, which rejects with
   * AbortError on the signal: to wait without need would cost each token a turn of the queue.
   */
  write(text: string): Promise<unknown> | undefined {
    if (this.#text === '') process.nextTick(this.#flush);
    this.#text += text;
    if (this.#text.length > mostCollected) this.#flush();
    return this.#res.writableNeedDrain ? once(this.#res, 'drain', { signal: this.#signal }) : undefined;
  }

  /** Ends the answer behind what was written. */
  end(): void {
    const text = this.#text;
    this.#text = '';
    this.#res.end(text);
  }

  readonly #flush = () => {
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#res.write(text);
  };
}
