// Who may ask: the Bearer token and the account. There is one of each per server.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { exchangeOf } from './exchange.ts';
import { sendJson, successBody } from './wire.ts';

/** Lets only requests pass that present the server's token. */
export function requireToken(apiToken: string): RequestHandler {
  const isGood = tokenCheck(apiToken);
  const id = tokenId(apiToken);
  return (req, res, next) => {
    if (!isGood(req)) throw new ServerError('authentication');
    exchangeOf(res).tokenId = id;
    next();
  };
}

/** Lets only requests pass whose path names the server's account. */
export function requireAccount(accountId: string): RequestHandler<{ account_id: string }> {
  return (req, _res, next) => {
    const asked = req.params.account_id;
    if (!/^[0-9a-f]{32}$/i.test(asked)) {
      const description = `Could not route to ${req.path}, perhaps your object identifier is invalid?`;
      throw new ServerError('malformedIdentifier', description);
    }
    if (asked.toLowerCase() !== accountId) throw new ServerError('otherAccount');
    next();
  };
}

/** GET /client/v4/user/tokens/verify. */
export function verifyToken(apiToken: string): RequestHandler {
  const isGood = tokenCheck(apiToken);
  const id = tokenId(apiToken);
  return (req, res) => {
    if (!isGood(req)) throw new ServerError('invalidToken');
    const message = { code: 10000, message: 'This API Token is valid and active', type: null };
    sendJson(res, 200, successBody({ id, status: 'active' }, [message]));
  };
}

/** An id that is the same for the same token and does not give it away. */
function tokenId(apiToken: string): string {
  return createHash('sha256').update(`token id\0${apiToken}`).digest('hex').slice(0, 32);
}

/** Compares digests, in constant time: neither the token's bytes nor its length can be learned from the clock. */
function tokenCheck(apiToken: string): (req: Request) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(apiToken);
  return (req) => {
    const presented = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1];
    return presented !== undefined && timingSafeEqual(digest(presented), expected);
  };
}
