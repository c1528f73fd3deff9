// GET /metrics, for Prometheus: who may read it is the operator's choice.
import type { RequestHandler } from 'express';
import { type Config, isLoopback } from '../config.ts';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** settings/table.ts says what the words mean. */
export type MetricsAccess = Config['metrics'];

/** What stands before sendMetrics(). */
export function guardMetrics(access: MetricsAccess, token: RequestHandler): RequestHandler {
  if (access === 'token') return token;
  return (req, _res, next) => {
    const isAllowed =
      access === 'open' || (access === 'loopback' && isLoopback(plainAddress(req.socket.remoteAddress)));
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

/** A socket of both families writes IPv4 addresses as IPv6 ones. */
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:/i, '');
}
