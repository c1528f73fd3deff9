// GET /metrics, for Prometheus. The operator chooses who may read it.
import type { Request, RequestHandler } from 'express';
import { type Config, isLoopback } from '../config.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { hostName, isLocal } from './hosts.ts';
import { notFoundError } from './routes.ts';

/** settings/table.ts explains the values. */
export type MetricsAccess = Config['metrics'];

/** Goes before sendMetrics(). @param token lets requests with a valid token pass */
export function guardMetrics(access: MetricsAccess, token: RequestHandler): RequestHandler {
  if (access === 'token') return token;
  return (req, _res, next) => {
    const isAllowed = access === 'open' || (access === 'loopback' && isFromHere(req));
    if (!isAllowed) throw notFoundError(req.method, req.path);
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

/** A proxy on this machine passes on requests of others, and a page may come under a name that was led here. */
function isFromHere({ socket, headers }: Request): boolean {
  const isPassedOn = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some((name) => headers[name] !== undefined);
  const name = hostName(headers.host);
  return isLoopback(plainAddress(socket.remoteAddress)) && !isPassedOn && (name === undefined || isLocal(name));
}

/** A dual-stack socket reports IPv4 addresses in IPv6 notation. */
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:/i, '');
}
