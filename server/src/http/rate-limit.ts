// Limits how many requests for text a token may make per minute; a request for several answers counts once. The counts
// live in memory, or in a store that several servers share.
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit, type Store } from 'express-rate-limit';
import { ServerError } from '../errors.ts';
import type { ApiToken } from '../tokens/api-token.ts';
import { RateStore } from './rate-store.ts';
import { contextOf } from './request-context.ts';

const windowMs = 60_000;

/** The store counts and logs its failures itself; the library would write one to the console with every request. */
const quiet = { warn: () => undefined, error: () => undefined };

/**
 * Goes behind requireToken(). Refuses with 429/3021; the headers RateLimit and Retry-After tell what is left and until
 * when. @param perMinute for tokens without a limit of their own; 0: no limit
 * @param store a shared one; requests go on while it fails
 */
export function limitRate(perMinute: number, store?: Store): RequestHandler {
  const tokenOf = (res: Response) => contextOf(res).token as ApiToken;
  const limitOf = (res: Response) => tokenOf(res).requestsPerMinute ?? perMinute;
  const limit = rateLimit({
    windowMs,
    ...(store ? { store, passOnStoreError: true, logger: quiet } : { store: new RateStore(windowMs) }),
    identifier: 'requests per minute',
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (_req, res) => tokenOf(res).id,
    limit: (_req, res) => limitOf(res),
    handler(req: Request & { rateLimit?: { resetTime?: Date } }, _res, next) {
      const leftMs = (req.rateLimit?.resetTime?.getTime() ?? Date.now() + windowMs) - Date.now();
      const leftSeconds = Math.ceil(Math.min(windowMs, leftMs) / 1000);
      next(new ServerError('rateLimited', undefined, { retryAfterSeconds: Math.max(1, leftSeconds) }));
    },
  });
  // The library has `skip`, but asks for it after other work.
  return (req, res, next) => (limitOf(res) === 0 ? next() : limit(req, res, next));
}
