// GET /client/v4/user/tokens/verify, and its twin below an account: whether a token is valid.
import type { RequestHandler } from 'express';
import { errorTable, ServerError } from '../errors.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJson } from '../http/send-json.ts';
import { checkAccount, presentedToken } from '../http/token.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import { type ApiMessage, successBody } from './envelope.ts';

/** Reports expired and disabled tokens too, so that their holders learn why requests fail. */
export function verifyToken(tokens: TokenStore): RequestHandler<{ account_id?: string }> {
  return (req, res) => {
    const known = presentedToken(req, tokens);
    if (!known) throw new ServerError('invalidToken');
    const { token, status } = known;
    if (status === 'active') contextOf(res).token = token;
    const { account_id: account } = req.params;
    if (account !== undefined) checkAccount(account, token, req);
    const result = { id: token.id, status, expires_on: token.expiresOn };
    const message = status === 'active' ? 'This API Token is valid and active' : `This API Token is ${status}`;
    const note: ApiMessage = { code: errorTable.authentication.code, message, type: null };
    sendJson(res, 200, successBody(result, [note]));
  };
}
