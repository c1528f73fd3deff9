// The access log: one line for each request when it is over, however it ends. Metrics count it from the same numbers.
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';
import { LogLimit } from './log-limit.ts';
import { contextOf } from './request-context.ts';

/** Longer paths are cut: a client without a token chooses them. */
const maxLoggedPath = 512;

/** Behind beginRequest(). */
export function logRequests(logger: Logger, metrics: Pick<Metrics, 'count'>): RequestHandler {
  // Requests without a valid token are limited, or anybody could fill the disk.
  const withoutToken = new LogLimit();
  return (req, res, next) => {
    const startedMs = performance.now();
    const { path } = req; // routers shorten req.path later
    res.once('close', () => {
      const ms = performance.now() - startedMs;
      const line = { ...describe(req, res, path), ms: Math.round(ms) };
      const { token, failure } = contextOf(res);
      const permit = token === null ? withoutToken.next() : {};
      if (permit !== null && failure !== null) logger.error({ ...line, ...permit, err: failure }, 'request failed');
      else if (permit !== null) logger.info({ ...line, ...permit }, 'request');
      metrics.count({
        method: isKnownMethod(line.method) ? line.method : 'other',
        route: routeOf(req),
        status: line.status ?? 499,
        model: line.model,
        seconds: ms / 1000,
        promptTokens: line.promptTokens ?? 0,
        completionTokens: line.completionTokens ?? 0,
      });
    });
    next();
  };
}

function describe(req: Request, res: Response, path: string) {
  const { ray, requestId, token, model, askedModel, usage } = contextOf(res);
  return {
    method: req.method,
    path: path.length > maxLoggedPath ? `${path.slice(0, maxLoggedPath)}…` : path,
    status: res.headersSent ? res.statusCode : null,
    ray,
    requestId,
    token: token?.id ?? null,
    model: model?.name ?? null,
    /** The name that the request used, where it is another one. */
    askedModel: askedModel === model?.name ? undefined : (askedModel ?? undefined),
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
    /** True where the client left before the answer was complete; otherwise not logged. */
    disconnected: res.writableFinished ? undefined : true,
  };
}

/** Clients can invent methods, and each would become a metric series of its own. */
function isKnownMethod(method: string): boolean {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method);
}

/** The pattern of the route that took the request, as express keeps it. */
function routeOf(req: Request): string {
  const route: unknown = req.route;
  const hasPath = typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string';
  return hasPath ? (route.path as string) : 'none';
}
