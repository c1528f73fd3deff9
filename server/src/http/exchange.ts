// What is known about one HTTP exchange beside its request and response. It lives in res.locals, is filled while the
// exchange climbs the route, and becomes its one line in the log.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ServedModel } from '../served-models.ts';
import type { Usage } from '../text-generation.ts';
import type { ApiToken } from '../tokens/api-token.ts';
import { LogLimit } from './log-limit.ts';

/** Makes the body of an error; without a request id the exchange got no further than route, token and account. */
export type ErrorBody = (error: ServerError, requestId: string | null) => object;

/** One HTTP exchange. */
export interface Exchange {
  /** The API token, once it was seen to be good. */
  token: ApiToken | null;
  /** The cf-ai-req-id, once the exchange has got past route, token and account. */
  requestId: string | null;
  /** How the API that was called tells of an error. */
  errorBody: ErrorBody;
  /** Whole answers are compressed with gzip. */
  compressed: boolean;
  model: ServedModel | null;
  usage: Usage | null;
  /** What made it fail, for the log only. */
  failure: unknown;
}

/** The exchange a response belongs to. */
export function exchangeOf(res: Response): Exchange {
  return res.locals.exchange as Exchange;
}

/** Gives the exchange the id that its answer carries and that the text of its errors ends with. */
export function assignRequestId(res: Response): string {
  const requestId = randomUUID();
  exchangeOf(res).requestId = requestId;
  res.setHeader('cf-ai-req-id', requestId);
  return requestId;
}

/** An id for one exchange, as Cloudflare's edge would give it: a number and a place. */
export function makeRay(): string {
  return `${randomBytes(8).toString('hex')}-TRM`;
}

/** Of a path, so much is logged: its line is not to be longer than it is worth. */
const maxLoggedPath = 512;

/** First on every route: starts the exchange, and logs and counts it when it is over, however it ends. */
export function beginExchange(logger: Logger, metrics: Metrics, errorBody: ErrorBody): RequestHandler {
  const withoutToken = new LogLimit();
  return (req, res, next) => {
    const startedMs = performance.now();
    const { method, path } = req; // later, routers shorten req.path
    const ray = makeRay();
    const exchange: Exchange = {
      token: null,
      requestId: null,
      errorBody,
      compressed: false,
      model: null,
      usage: null,
      failure: null,
    };
    res.locals.exchange = exchange;
    res.setHeader('cf-ray', ray);
    res.once('close', () => {
      const ms = performance.now() - startedMs;
      const line = {
        method,
        path: path.length > maxLoggedPath ? `${path.slice(0, maxLoggedPath)}…` : path,
        status: res.headersSent ? res.statusCode : null,
        ms: Math.round(ms),
        ray,
        requestId: exchange.requestId,
        token: exchange.token?.id ?? null,
        model: exchange.model?.name ?? null,
        promptTokens: exchange.usage?.prompt_tokens ?? null,
        completionTokens: exchange.usage?.completion_tokens ?? null,
        // The client left before the answer was complete.
        ...(res.writableFinished ? {} : { disconnected: true }),
      };
      // Whoever has no token that is good could otherwise fill a disk, by whatever route.
      const more = exchange.token === null ? withoutToken.next() : {};
      if (more !== null && exchange.failure !== null) {
        logger.error({ ...line, ...more, err: exchange.failure }, 'request failed');
      } else if (more !== null) {
        logger.info({ ...line, ...more }, 'request');
      }
      metrics.count({
        method: isKnownMethod(method) ? method : 'other',
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

/** Anybody can make up methods, and each would be a series of its own. */
function isKnownMethod(method: string): boolean {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method);
}

/** The pattern of the route that took the request, as express keeps it. */
function routeOf(req: Request): string {
  const route: unknown = req.route;
  const hasPath = typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string';
  return hasPath ? (route.path as string) : 'none';
}
