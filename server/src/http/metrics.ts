// GET /metrics, for Prometheus. The operator chooses who may read it.
import type { RequestHandler } from 'express';
import { type Config, isLoopback } from '../config.ts';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { notFoundText } from './routes.ts';

/** settings/table.ts explains the values. */
export type MetricsAccess = Config['metrics'];

/** Goes before sendMetrics(). @param token lets requests with a valid token pass */
export function guardMetrics(access: MetricsAccess, token: RequestHandler): RequestHandler {
  if (access === 'token') return token;
  return (req, _res, next) => {
    const isAllowed =
      access === 'open' || (access === 'loopback' && isLoopback(plainAddress(req.socket.remoteAddress)));
    if (!isAllowed) throw new ServerError('notFound', notFoundText(req.method, req.path));
    next();
  };
}

/** All metrics, in Prometheus' text format. */
export function sendMetrics(metrics: Metrics): RequestHandler {
  return async (_req, res) => {
    const { contentType, body } = await metrics.text();
    res.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
  };
}

/** A dual-stack socket reports IPv4 addresses in IPv6 notation. */
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:/i, '');
}
