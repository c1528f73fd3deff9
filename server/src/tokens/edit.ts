// Changes to a file of tokens, one at a time: whoever changes it holds a lock beside it, so that of two at once none is
// lost.
import { open, rm, stat } from 'node:fs/promises';
import { type ApiToken, drawToken, drawTokenId, sha256Of } from './api-token.ts';
import { readTokenFile, TokenFileError, writeTokenFile } from './token-file.ts';

/** A token that was made: its words, which are nowhere else, and what is kept of them. */
export interface CreatedToken {
  readonly words: string;
  readonly token: ApiToken;
}

/** Makes a token and adds it to the file, which need not be there yet. @throws TokenFileError when the name is taken */
export async function createToken(
  path: string,
  wanted: Omit<ApiToken, 'id' | 'sha256' | 'issuedOn'>,
): Promise<CreatedToken> {
  const words = drawToken();
  const token = { id: drawTokenId(), sha256: sha256Of(words), issuedOn: new Date().toISOString(), ...wanted };
  await changeTokens(path, (tokens) => {
    if (tokens.some(({ name }) => name === wanted.name)) {
      throw new TokenFileError(
        path,
        `has a token named '${wanted.name}'; choose another name, or revoke that one first`,
      );
    }
    return [...tokens, token];
  });
  return { words, token };
}

/**
 * Takes a token, by its name or id, out of the file; or, to `keep` it, disables it there, so that its holder is told why
 * it does not work.
 * @throws TokenFileError when there is none
 */
export async function revokeToken(path: string, nameOrId: string, { keep = false } = {}): Promise<ApiToken> {
  let revoked: ApiToken | undefined;
  await changeTokens(path, (tokens) => {
    revoked = tokens.find(({ id }) => id === nameOrId) ?? tokens.find(({ name }) => name === nameOrId);
    if (!revoked) throw new TokenFileError(path, `has no token with the name or id '${nameOrId}'`);
    const others = (token: ApiToken) => (token === revoked ? { ...token, disabled: true } : token);
    return keep ? tokens.map(others) : tokens.filter((token) => token !== revoked);
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
  // Any other fault than that there is none is for the reader to tell.
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** A change takes milliseconds: a lock that is this old was left by a program that was killed. */
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
