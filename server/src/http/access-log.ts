// The access log: one line for each request when it is over, however it ends. Metrics count it from the same numbers.
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import { LogLimit } from './log-limit.ts';
import { contextOf } from './request-context.ts';
import { modelInPath } from './routes.ts';

/** Longer paths are cut: a client without a token chooses them. */
const maxLoggedPath = 512;

/** Longest model name and reason that are logged. */
const maxLoggedText = 300;

/** What load balancers and Prometheus ask for every few seconds. */
const probes = ['/healthz', '/readyz', '/metrics'];

/** Parts of the paths that are ours: to look each of them up as a token would cost every request. */
const ownParts: ReadonlySet<string> = new Set([
  ...['client', 'v4', 'accounts', 'ai', 'run', 'v1', 'chat', 'completions', 'responses', 'embeddings', 'models', '@cf'],
]);

/** Options of the access log. */
export interface AccessLogOptions {
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'count'>;
  /** Log probes too. */
  readonly logProbes: boolean;
  /** Some clients put their token into the address. */
  readonly tokens?: Pick<TokenStore, 'find'> | undefined;
}

/** Behind beginRequest(). */
export function logRequests({ logger, metrics, logProbes, tokens }: AccessLogOptions): RequestHandler {
  // Requests without a valid token are limited, or anybody could fill the disk.
  const withoutToken = new LogLimit();
  return (req, res, next) => {
    const startedMs = performance.now();
    const path = withoutTokens(req.path, tokens); // routers shorten req.path later
    res.once('close', () => {
      const ms = performance.now() - startedMs;
      const line = { ...describe(req, res, path), ms: Math.round(ms) };
      const { token, failure, model } = contextOf(res);
      const isLogged = logProbes || !probes.includes(path) || isTrouble(res);
      const permit = !isLogged ? null : token === null ? withoutToken.next() : {};
      if (permit !== null && failure !== null) logger.error({ ...line, ...permit, err: failure }, 'request failed');
      else if (permit !== null) logger.info({ ...line, ...permit }, 'request');
      metrics.count({
        method: isKnownMethod(line.method) ? line.method : 'other',
        route: routeOf(req),
        status: line.status ?? 499,
        model: model?.name ?? null,
        seconds: ms / 1000,
        promptTokens: line.promptTokens ?? 0,
        completionTokens: line.completionTokens ?? 0,
      });
    });
    next();
  };
}

/** The path, without what is or looks like a token. */
function withoutTokens(path: string, tokens: AccessLogOptions['tokens']): string {
  const isToken = (part: string) => /^(trm_|sk-|bearer)/i.test(part) || (part.length <= 512 && tokens?.find(part));
  // A path that is too long to be any of ours is cut before its parts are looked at.
  const parts = cut(path, maxLoggedPath).split('/').slice(0, 32);
  return parts
    .map((part) => (part !== '' && !ownParts.has(part) && isToken(decoded(part)) ? '[token]' : part))
    .join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // such as %zz
  }
}

/** Whether a probe was refused. 503 is an answer too: not ready. Why an engine is away is logged when it fails. */
function isTrouble({ statusCode }: Response): boolean {
  return statusCode >= 400 && statusCode !== 503;
}

function describe(req: Request, res: Response, path: string) {
  const { ray, requestId, token, model, refusal, usage } = contextOf(res);
  const askedModel = contextOf(res).askedModel ?? modelInPath(path);
  const name = model?.name ?? askedModel;
  return {
    method: req.method,
    path: cut(path, maxLoggedPath),
    status: res.headersSent ? res.statusCode : null,
    ray,
    requestId,
    token: token?.id ?? null,
    /** The model that answered, or that was asked for if none did; absent if the request is about no model. */
    model: name === null ? undefined : cut(name, maxLoggedText),
    /** The name that the request used, where it is another one. */
    askedModel: askedModel === null || askedModel === name ? undefined : cut(askedModel, maxLoggedText),
    /** Fields of a run that nothing here reads. */
    ignoredFields: contextOf(res).ignoredFields ?? undefined,
    /** Why there is no answer, or no whole one. */
    error: refusal === null ? undefined : `${refusal.row.code}: ${cut(refusal.logText, maxLoggedText)}`,
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
    /** True where the client left before the answer was complete; otherwise not logged. */
    disconnected: res.writableFinished ? undefined : true,
  };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
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
