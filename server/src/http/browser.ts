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
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: isShared ? 'cross-origin' : 'same-origin' },
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
