// GET /metrics, for Prometheus: who may read it is the operator's choice.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** `token`: whoever has a good one. `loopback`: this machine. `open`: anybody. `off`: there is none. */
export type MetricsAccess = 'token' | 'loopback' | 'open' | 'off';

/** What stands before sendMetrics(). */
export function guardMetrics(access: MetricsAccess, token: RequestHandler): RequestHandler {
  if (access === 'token') return token;
  return (req, _res, next) => {
    const isAllowed = access === 'open' || (access === 'loopback' && isLoopback(req.socket.remoteAddress));
    if (!isAllowed) throw new ServerError('notFound', `There is nothing at ${req.method} ${req.path}`);
    next();
  };
}

/** See above. */
export function sendMetrics(metrics: Metrics): RequestHandler {
  return async (_req, res) => {
    const { contentType, body } = await metrics.text();
    res.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
  };
}

function isLoopback(address = ''): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
