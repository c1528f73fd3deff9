// Who may ask: the token, and the account among those that the token opens.
import type { Request, RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import type { ApiToken } from '../tokens/api-token.ts';
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
  checkAccount(req.params.account_id, exchangeOf(res).token, req);
  next();
};

function checkAccount(
  asked: string,
  token: ApiToken | null,
  { baseUrl, path }: { baseUrl: string; path: string },
): void {
  if (!/^[0-9a-f]{32}$/i.test(asked)) {
    const description = `Could not route to ${baseUrl}${path}, perhaps your object identifier is invalid?`;
    throw new ServerError('malformedIdentifier', description);
  }
  if (!token?.accounts.includes(asked.toLowerCase())) throw new ServerError('otherAccount');
}

/**
 * GET /client/v4/user/tokens/verify, and the same of an account: tells of expired and disabled tokens too, since their
 * holders want to know why.
 */
export function verifyToken(tokens: TokenStore): RequestHandler<{ account_id?: string }> {
  return (req, res) => {
    const known = presented(req, tokens);
    if (!known) throw new ServerError('invalidToken');
    const { token, status } = known;
    if (status === 'active') exchangeOf(res).token = token;
    const { account_id: account } = req.params;
    if (account !== undefined) checkAccount(account, token, req);
    const result = { id: token.id, status, ...(token.expiresOn !== undefined && { expires_on: token.expiresOn }) };
    const message = status === 'active' ? 'This API Token is valid and active' : `This API Token is ${status}`;
    const note: ApiMessage = { code: 10000, message, type: null };
    sendJson(res, 200, successBody(result, [note]));
  };
}

function presented(req: Pick<Request, 'headers'>, tokens: TokenStore): KnownToken | null {
  const { authorization, 'x-auth-key': key } = req.headers;
  // Cloudflare's older way, of which the e-mail address beside the key says nothing here.
  const token = authorization === undefined ? key : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return typeof token === 'string' ? tokens.find(token) : null;
}
