// Stops the work for a client that has left.
import type { Response } from 'express';

/** A controller that aborts when the client leaves before the answer is complete. */
export function abortOnDisconnect(res: Response): AbortController {
  const controller = new AbortController();
  // The request's own `close` comes as soon as the body is read, so the response is watched.
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  if (res.destroyed) controller.abort(); // it left before the listener was there
  return controller;
}
