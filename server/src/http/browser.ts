// Headers for browsers: answers can only be read as data, and pages of other origins can read them where the operator
// allows it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Security headers, without Strict-Transport-Security: the proxy that ends TLS sets it.
 * @param isShared pages of other origins may read answers
 */
export function secureHeaders(isShared: boolean): RequestHandler {
  return headers(isShared ? 'cross-origin' : 'same-origin', { defaultSrc: ["'none'"], frameAncestors: ["'none'"] });
}

/** For the page at /docs: it loads from this server and calls it, and no other. */
export const pageHeaders: RequestHandler = headers('same-origin', {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"], // Swagger UI sets styles on elements
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  // These do not fall back to defaultSrc.
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
});

/** They are the same for every answer, so helmet's dozen of functions is asked once. */
function headers(policy: 'cross-origin' | 'same-origin', directives: Record<string, string[]>): RequestHandler {
  const set = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginResourcePolicy: { policy },
    strictTransportSecurity: false,
  });
  const made: (readonly [name: string, value: string])[] = [];
  const recorder = { setHeader: (name: string, value: string) => made.push([name, value]), removeHeader() {} };
  set({} as IncomingMessage, recorder as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw error;
  });
  return (_req, res, next) => {
    for (const [name, value] of made) res.setHeader(name, value);
    next();
  };
}

/** Response headers that pages may read. */
const exposedHeaders = ['cf-ai-req-id', 'cf-ray', 'x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];

/**
 * Lets pages of these origins (`*`: of any) read answers, and answers their preflights, which carry no token. Cookies
 * stay forbidden: a page sends its user's token itself.
 */
export function shareWith(origins: readonly string[]): RequestHandler {
  const origin = origins.includes('*') ? '*' : [...origins];
  return cors({ origin, methods: ['GET', 'HEAD', 'POST'], exposedHeaders, maxAge: 600 });
}
