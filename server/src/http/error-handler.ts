// Every way an exchange can end without an answer: routes that do not exist, and whatever a handler threw. Always JSON
// in the API's own words; what the cause was goes to the log, never to the client.
import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { sendJson } from './send-json.ts';

/** Under /client/v4 an unknown path or a wrong method is 400/7000, as the real service has it. */
export const noRoute: RequestHandler = () => {
  throw new ServerError('noRoute');
};

/** Anywhere else. */
export const notFound: RequestHandler = (req) => {
  throw new ServerError('notFound', `There is nothing at ${req.method} ${req.path}`);
};

/** Last in the app; express, which tells it by its four parameters, passes it what any handler threw. */
export const handleErrors: ErrorRequestHandler = (thrown: unknown, req, res, _next) => {
  const exchange = exchangeOf(res);
  const error = noteError(thrown, exchange);
  // Too late for a status: only a broken connection can tell the client that the answer is not whole.
  if (res.headersSent) return res.destroy();
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) res.setHeader('retry-after', Math.ceil(retryAfterSeconds));
  if (!req.complete) lingerAndClose(req);
  sendJson(res, error.row.status, exchange.errorBody(error, exchange.requestId));
};

/**
 * How much of the body of a request that was refused a client may still send, and how long. To close at once would take
 * the answer away from who writes before reading; to read on for ever, whatever was refused would be read after all.
 */
const lingerBytes = 32 * 1024 ** 2;
const lingerMs = 2000;

/** Drops the rest of such a body, so that the next request can follow; closes the connection where it does not end. */
function lingerAndClose(req: IncomingMessage): void {
  let nLeft = lingerBytes;
  req.on('data', ({ length }: Buffer) => {
    nLeft -= length;
    if (nLeft < 0) req.pause(); // and with it the socket
  });
  req.on('error', () => {}); // who leaves now misses nothing
  req.resume();
  const timer = setTimeout(() => {
    if (!req.complete) req.socket.destroy();
  }, lingerMs);
  req.once('close', () => clearTimeout(timer));
}

/** What the client is told of a thrown thing; the log is told too, where it concerns the operator. */
export function noteError(thrown: unknown, exchange: Exchange): ServerError {
  const error = toServerError(thrown);
  if (error.row.status >= 500) exchange.failure = thrown;
  return error;
}

/** The row of the error table that a thrown thing falls under; `internal` for what nobody foresaw. */
function toServerError(thrown: unknown): ServerError {
  if (thrown instanceof ServerError) return thrown;
  // Express decodes path parameters, and throws this for `%zz`.
  if (thrown instanceof URIError) return new ServerError('noRoute');
  return new ServerError('internal', undefined, { cause: thrown });
}
