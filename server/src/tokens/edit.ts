// Changes to a file of tokens. A lock file beside it makes two changes at the same time happen one after the other, so that
// neither is lost.
import { open, rm, stat } from 'node:fs/promises';
import { type ApiToken, drawToken, drawTokenId, sha256Of } from './api-token.ts';
import { readTokenFile, TokenFileError, writeTokenFile } from './token-file.ts';

/** A token that was just made. */
export interface CreatedToken {
  /** The token itself, which is not stored anywhere. */
  readonly secret: string;
  readonly token: ApiToken;
}

/** Makes a token and adds it to the file, which is created if needed. @throws TokenFileError if the name is taken */
export async function createToken(
  path: string,
  wanted: Omit<ApiToken, 'id' | 'sha256' | 'issuedOn'>,
): Promise<CreatedToken> {
  const secret = drawToken();
  const token = { id: drawTokenId(), sha256: sha256Of(secret), issuedOn: new Date().toISOString(), ...wanted };
  await changeTokens(path, (tokens) => {
    if (tokens.some(({ name }) => name === wanted.name)) {
      throw new TokenFileError(
        path,
        `there is a token named '${wanted.name}' already; choose another name, or revoke that token first`,
      );
    }
    return [...tokens, token];
  });
  return { secret, token };
}

/**
 * Removes a token, given by name or id, from the file. With `keep` it is disabled instead, and its holder is told so.
 * @throws TokenFileError if there is no such token
 */
export async function revokeToken(path: string, nameOrId: string, { keep = false } = {}): Promise<ApiToken> {
  let revoked: ApiToken | undefined;
  await changeTokens(path, (tokens) => {
    revoked = tokens.find(({ id }) => id === nameOrId) ?? tokens.find(({ name }) => name === nameOrId);
    if (!revoked) throw new TokenFileError(path, `there is no token with the name or id '${nameOrId}'`);
    const disable = (token: ApiToken) => (token === revoked ? { ...token, disabled: true } : token);
    return keep ? tokens.map(disable) : tokens.filter((token) => token !== revoked);
  });
  return revoked as unknown as ApiToken;
}

async function changeTokens(path: string, change: (tokens: readonly ApiToken[]) => ApiToken[]): Promise<void> {
  const unlock = await lock(path);
  try {
    await writeTokenFile(path, change((await isThere(path)) ? await readTokenFile(path) : []));
  } finally {
    await unlock();
  }
}

async function isThere(path: string): Promise<boolean> {
  // Reading the file reports every other error.
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** A change takes milliseconds, so an older lock was left behind by a program that was killed. */
const staleAfterMs = 5000;

async function lock(path: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  for (;;) {
    try {
      await (await open(file, 'wx', 0o600)).close();
      return () => rm(file, { force: true });
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new TokenFileError(path, `cannot be changed: ${message}`, { cause });
    }
    const found = await stat(file).catch(() => null);
    if (found && Date.now() - found.mtimeMs > staleAfterMs) await rm(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
