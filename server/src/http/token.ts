// Who may ask: the Bearer token, and the account among those that the token opens.
import type { Request, RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import type { KnownToken, TokenStore } from '../tokens/token-store.ts';
import { exchangeOf } from './exchange.ts';
import { type ApiMessage, sendJson, successBody } from './wire.ts';

/** Lets only requests pass that present an active token; the exchange knows from then on which. */
export function requireToken(tokens: TokenStore): RequestHandler {
  return (req, res, next) => {
    const known = presented(req, tokens);
    if (known?.status !== 'active') throw new ServerError('authentication');
    exchangeOf(res).token = known.token;
    next();
  };
}

/** Behind requireToken(): lets only requests pass whose path names an account that the token opens. */
export const requireAccount: RequestHandler<{ account_id: string }> = (req, res, next) => {
  const asked = req.params.account_id;
  if (!/^[0-9a-f]{32}$/i.test(asked)) {
    const description = `Could not route to ${req.baseUrl}${req.path}, perhaps your object identifier is invalid?`;
    throw new ServerError('malformedIdentifier', description);
  }
  if (!exchangeOf(res).token?.accounts.includes(asked.toLowerCase())) throw new ServerError('otherAccount');
  next();
};

/** GET /client/v4/user/tokens/verify: tells of expired and disabled tokens too, since their holders want to know why. */
export function verifyToken(tokens: TokenStore): RequestHandler {
  return (req, res) => {
    const known = presented(req, tokens);
    if (!known) throw new ServerError('invalidToken');
    const { token, status } = known;
    const result = { id: token.id, status, ...(token.expiresOn !== undefined && { expires_on: token.expiresOn }) };
    const message = status === 'active' ? 'This API Token is valid and active' : `This API Token is ${status}`;
    const note: ApiMessage = { code: 10000, message, type: null };
    sendJson(res, 200, successBody(result, [note]));
  };
}

function presented(req: Request, tokens: TokenStore): KnownToken | null {
  const token = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1];
  return token === undefined ? null : tokens.find(token);
}
