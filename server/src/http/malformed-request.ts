// Requests that node's parser refuses before any route sees them: broken request lines and chunks, oversized headers,
// bodies that never arrive, and the method CONNECT. They get an answer in the API's form. Then the connection is closed,
// because it is unknown where the next request would begin.
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { ServerError } from '../errors.ts';
import { LogLimit } from './log-limit.ts';
import { makeRay } from './request-context.ts';

/** Answers them from now on; to be called once per server. */
export function refuseMalformed(server: Server, logger: Logger, maxHeaderBytes: number): void {
  const limit = new LogLimit();
  const current = new WeakMap<Socket, { req: IncomingMessage; res: ServerResponse }>();
  const refused = new WeakSet<Socket>();
  server.on('request', (req, res) => void current.set(req.socket, { req, res }));
  // The body is asked for when there is room for it, not before the request is admitted.
  server.on('checkContinue', (req, res) => void server.emit('request', req, res));
  // HTTP lets servers ignore unknown expectations; node's own answer would have no body.
  server.on('checkExpectation', (req, res) => void server.emit('request', req, res));
  // Without a listener node closes the connection and answers nothing.
  server.on('connect', ({ method, url }: IncomingMessage, duplex) => {
    duplex.on('error', () => {}); // node has removed its own listeners
    refuse(duplex as Socket, new ServerError('notFound', `There is nothing at ${method} ${url}`));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, duplex) => {
    const socket = duplex as Socket; // of a server without TLS
    if (refused.has(socket)) return;
    // The client has left: that is no request, and whatever runs for it stops when the socket closes.
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return void socket.destroy();
    refused.add(socket);
    const answer = () => {
      const told = refuse(socket, asServerError(error, maxHeaderBytes));
      const more = told && limit.next();
      if (more) logger.info({ ...told, reason: error.code ?? error.message, ...more }, 'malformed request');
    };
    const before = current.get(socket);
    // A whole request before the malformed bytes is answered first.
    if (before?.req.complete && !before.res.writableFinished) before.res.once('close', answer);
    else answer();
  });
}

/**
 * HTTP/1.1 requires one header host: of two, a proxy may read the other one. Node's own refusal would have no body.
 */
export const requireHost: RequestHandler = (req, res, next) => {
  const nHosts = req.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  const isOlder = req.httpVersion === '1.0' || req.httpVersion === '0.9';
  if (nHosts > 1 || (nHosts === 0 && !isOlder)) {
    res.setHeader('connection', 'close');
    const fault = nHosts === 0 ? 'the header host is missing' : 'the header host is there twice';
    throw new ServerError('malformedRequest', `Invalid input: not HTTP/1.1: ${fault}`);
  }
  next();
};

/** What was answered, or null where the client has left. */
function refuse(socket: Socket, error: ServerError): { status: number; ray: string } | null {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  if (!socket.writable || cause?.code === 'ECONNRESET') {
    socket.destroy();
    return null;
  }
  const { row, message } = error;
  const ray = makeRay();
  const errors = [{ code: row.code, message }];
  const body = JSON.stringify({ success: false, errors, messages: [], result: null });
  const head = [
    `HTTP/1.1 ${row.status} ${STATUS_CODES[row.status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `cf-ray: ${ray}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  return { status: row.status, ray };
}

function asServerError(cause: NodeJS.ErrnoException, maxHeaderBytes: number): ServerError {
  switch (cause.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ServerError(
        'headersTooLarge',
        `Request is too large: its address and headers take more than ${maxHeaderBytes} bytes`,
        { cause },
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ServerError('requestTimeout', undefined, { cause });
    default: {
      // The parser's message without its code.
      const reason = 'reason' in cause ? String(cause.reason) : cause.message.replace(/^Parse Error: /, '');
      return new ServerError('malformedRequest', `Invalid input: not HTTP/1.1: ${reason}`, { cause });
    }
  }
}
