// Answers requests that end without a result: unknown routes, and everything that handlers throw. Clients get JSON in
// the API's words; causes go to the log only.
import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import { RefusalPace } from './refusal-pace.ts';
import { contextOf, type RequestContext } from './request-context.ts';
import { sendJson } from './send-json.ts';

/** Unknown paths and wrong methods under /client/v4 are 400/7000, as the real service answers. */
export const noRoute: RequestHandler = () => {
  throw new ServerError('noRoute');
};

/** Last in an app. Express recognises error handlers by their four parameters. */
export function handleErrors(): ErrorRequestHandler {
  const pace = new RefusalPace();
  return (thrown: unknown, req, res, _next) => {
    const { token, bodyBytes } = contextOf(res);
    const status = thrown instanceof ServerError ? thrown.row.status : 500;
    const isBusy = status === 429;
    const isRead = status >= 400 && status < 500 && bodyBytes !== null;
    const waitMs = token && (isBusy || isRead) ? pace.next(token.id, isBusy ? undefined : (bodyBytes ?? 0)) : 0;
    if (waitMs === 0) return answerError(thrown, req, res);
    const timer = setTimeout(() => answerError(thrown, req, res), waitMs);
    res.once('close', () => clearTimeout(timer));
  };
}

function answerError(thrown: unknown, req: IncomingMessage, res: Response): void {
  const context = contextOf(res);
  const error = noteError(thrown, context);
  // The status is sent: only a broken connection can show the client that the answer is not whole.
  if (res.headersSent) return void res.destroy();
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) res.setHeader('retry-after', Math.ceil(retryAfterSeconds));
  const { errorFormat, requestId, beginBody } = context;
  // A client that waits to send its body will not: what it sends next is another request.
  if (beginBody !== null) res.setHeader('connection', 'close');
  if (!req.complete) lingerAndClose(req);
  sendJson(res, errorFormat.status(error), errorFormat.body(error, requestId));
}

/**
 * How much of a refused request's body is still read, and for how long. Clients that write before they read would lose
 * the answer if the connection closed at once; reading without a limit would let refused bodies cost as much as others.
 */
const lingerBytes = 32 * 1024 ** 2;
const lingerMs = 2000;

/** Drops the rest of the body so that the next request can follow; closes the connection where it does not end. */
function lingerAndClose(req: IncomingMessage): void {
  let nLeft = lingerBytes;
  req.on('data', ({ length }: Buffer) => {
    nLeft -= length;
    if (nLeft < 0) req.pause(); // which pauses the socket
  });
  req.on('error', () => {}); // the client has left; nothing remains to be done
  req.resume();
  const timer = setTimeout(() => {
    if (!req.complete) req.socket.destroy();
  }, lingerMs);
  req.once('close', () => clearTimeout(timer));
}

/** The error that the client is told. It stays in the context for the log, with its cause if it is a 5xx. */
export function noteError(thrown: unknown, context: RequestContext): ServerError {
  const error = toServerError(thrown);
  context.refusal = error;
  if (error.row.status >= 500) context.failure = thrown;
  return error;
}

function toServerError(thrown: unknown): ServerError {
  if (thrown instanceof ServerError) return thrown;
  // Express decodes path parameters, and throws this for `%zz`.
  if (thrown instanceof URIError) return new ServerError('noRoute');
  return new ServerError('internal', undefined, { cause: thrown });
}
