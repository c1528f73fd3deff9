// Stops the work for a client that has left.
import { setMaxListeners } from 'node:events';
import type { Response } from 'express';
import { contextOf } from './request-context.ts';

/** A controller that aborts when the client leaves before the answer is complete: one for each response. */
export function abortOnDisconnect(res: Response): AbortController {
  const context = contextOf(res);
  context.disconnection ??= watch(res);
  return context.disconnection;
}

function watch(res: Response): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // each generation adds one
  // The request's own `close` comes as soon as the body is read, so the response is watched.
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  if (res.destroyed) controller.abort(); // it left before the listener was there
  return controller;
}
