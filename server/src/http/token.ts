// Authentication and authorisation: is the token valid, and does it open the account in the path?
import type { Request, RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import type { ApiToken } from '../tokens/api-token.ts';
import type { KnownToken, TokenStore } from '../tokens/token-store.ts';
import { contextOf } from './request-context.ts';

/** Lets requests with an active token pass, and puts the token into the context. */
export function requireToken(tokens: TokenStore): RequestHandler {
  return (req, res, next) => {
    const known = presentedToken(req, tokens);
    if (known?.status !== 'active') throw new ServerError('authentication');
    contextOf(res).token = known.token;
    next();
  };
}

/** Goes behind requireToken(). Lets requests pass whose path names an account that the token opens. */
export const requireAccount: RequestHandler<{ account_id: string }> = (req, res, next) => {
  checkAccount(req.params.account_id, contextOf(res).token, req);
  next();
};

/** Throws unless the token opens the account. */
export function checkAccount(
  asked: string,
  token: ApiToken | null,
  { baseUrl, path }: { baseUrl: string; path: string },
): void {
  if (!/^[0-9a-f]{32}$/i.test(asked)) {
    const description = `Could not route to ${baseUrl}${path}, perhaps your object identifier is invalid?`;
    throw new ServerError('malformedIdentifier', description, { logText: 'The account is not an identifier' });
  }
  if (!token?.accounts.includes(asked.toLowerCase())) throw new ServerError('otherAccount');
}

/** An account that the request's token opens, for examples; null without a valid token. */
export function accountOf(req: Request, res: Response, tokens: TokenStore): string | null {
  const known = presentedToken(req, tokens);
  if (known?.status !== 'active') return null;
  contextOf(res).token = known.token;
  return known.token.accounts[0] ?? null;
}

/** The token that a request presents, with its status; null where it is unknown. */
export function presentedToken(req: Pick<Request, 'headers'>, tokens: TokenStore): KnownToken | null {
  const { authorization, 'x-auth-key': key } = req.headers;
  // x-auth-key is Cloudflare's older header. Its e-mail address is ignored: the key identifies the token.
  const token = authorization === undefined ? key : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return typeof token === 'string' ? tokens.find(token) : null;
}
