// What browsers want to know: headers that keep an answer from being anything but data, and, where the operator allows it,
// pages of other origins reading answers.
import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Security headers. The one that tells browsers to use HTTPS from now on is left to whatever ends TLS before this server.
 * @param isShared pages of other origins may read answers
 */
export function secureHeaders(isShared: boolean): RequestHandler {
  return headers(isShared ? 'cross-origin' : 'same-origin', { defaultSrc: ["'none'"], frameAncestors: ["'none'"] });
}

/** For the reference, the one page that there is: its scripts and styles come from this server, and only it is asked. */
export const pageHeaders: RequestHandler = headers('same-origin', {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"], // Swagger UI sets styles on elements
  imgSrc: ["'self'", 'data:'],
  frameAncestors: ["'none'"],
});

function headers(policy: 'cross-origin' | 'same-origin', directives: Record<string, string[]>): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginResourcePolicy: { policy },
    strictTransportSecurity: false,
  });
}

/** Headers of ours that a page may read. */
const exposedHeaders = ['cf-ai-req-id', 'cf-ray', 'x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];

/**
 * Lets pages of these origins read answers, `*` of any, and answers their preflights, which carry no token. A token in a
 * page is its reader's: cookies are not allowed.
 */
export function shareWith(origins: readonly string[]): RequestHandler {
  const origin = origins.includes('*') ? '*' : [...origins];
  return cors({ origin, methods: ['GET', 'HEAD', 'POST'], exposedHeaders, maxAge: 600 });
}
