// The file of tokens: JSON, validated when it is read, and replaced in one step when it is written, so that a reader sees
// either the old file or the new one.
import { randomUUID } from 'node:crypto';
import { constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ApiToken } from './api-token.ts';

/** A file of tokens that cannot be used: its path, the place in it, what was found, what it takes. */
export class TokenFileError extends Error {
  override name = 'TokenFileError';
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options);
  }
}

const maxFileBytes = 16 * 1024 * 1024;

/** A disk that does not answer for this long has failed. */
const maxReadMs = 10_000;

/** Reads the tokens of a file. @throws TokenFileError also for what is no regular file, and when reading takes too long */
export async function readTokenFile(path: string, timeoutMs = maxReadMs): Promise<ApiToken[]> {
  try {
    return parseTokens(await within(timeoutMs, readRegularFile(path)), path);
  } catch (cause) {
    if (cause instanceof TokenFileError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice = code === 'ENOENT' ? '; tramontane token create makes it' : '';
    throw new TokenFileError(path, `cannot be read: ${message}${advice}`, { cause });
  }
}

/** A pipe would never end, and to open one waits for a writer: O_NONBLOCK does not. */
async function readRegularFile(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new TokenFileError(path, 'is not a regular file');
    if (found.size > maxFileBytes) throw new TokenFileError(path, `has ${found.size} bytes, more than ${maxFileBytes}`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Rejects when the work takes longer; the work itself cannot be stopped. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  if (timeoutMs === Number.POSITIVE_INFINITY) return work;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Parses the text of a file; error messages name `path`. @throws TokenFileError */
export function parseTokens(text: string, path: string): ApiToken[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The parser's message quotes the file, which may hold a token by mistake; it is not repeated.
    throw new TokenFileError(path, 'is not JSON', { cause });
  }
  const fail = (at: string, takes: string): never => {
    throw new TokenFileError(path, `${at} takes ${takes}`);
  };
  if (!isRecord(value)) return fail('the file', `an object: {"tokens":[...]}`);
  refuseUnknown(value, ['tokens'], 'the file', fail);
  if (!Array.isArray(value.tokens)) return fail('tokens', 'an array of tokens');
  const tokens = value.tokens.map((token, i) => readToken(token, `tokens[${i}]`, fail));
  for (const key of ['id', 'name', 'sha256'] as const) {
    const seen = new Set<string>();
    for (const [i, token] of tokens.entries()) {
      if (seen.has(token[key])) fail(`tokens[${i}].${key}`, 'a value that no token before it has');
      seen.add(token[key]);
    }
  }
  return tokens;
}

type Fail = (at: string, takes: string) => never;

const keys = {
  id: 'id',
  name: 'name',
  sha256: 'sha256',
  accounts: 'accounts',
  issuedOn: 'issued_on',
  expiresOn: 'expires_on',
  disabled: 'disabled',
  requestsPerMinute: 'requests_per_minute',
  maxConcurrentRuns: 'max_concurrent_runs',
} as const satisfies Record<keyof ApiToken, string>;

function readToken(value: unknown, at: string, fail: Fail): ApiToken {
  if (!isRecord(value)) return fail(at, 'an object');
  refuseUnknown(value, Object.values(keys), at, fail);
  const has = (key: string) => key in value;
  const hex = (key: string, nDigits: number) => {
    const text = value[key];
    if (typeof text === 'string' && text.length === nDigits && /^[0-9a-f]+$/.test(text)) return text;
    return fail(`${at}.${key}`, `${nDigits} lower-case hexadecimal digits`);
  };
  const count = (key: string) => {
    const n = value[key];
    if (typeof n === 'number' && Number.isInteger(n) && n >= 0 && n <= 1_000_000) return n;
    return fail(`${at}.${key}`, 'a whole number from 0 to 1000000');
  };
  const time = (key: string) => {
    const text = value[key];
    if (typeof text === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text)))
      return text;
    return fail(`${at}.${key}`, 'a time in UTC such as 2030-01-31T00:00:00Z');
  };
  const { name, accounts, disabled } = value;
  if (!isTokenName(name)) return fail(`${at}.name`, tokenNameRule);
  const isAccounts = Array.isArray(accounts) && accounts.every(isAccountId);
  if (!isAccounts) return fail(`${at}.accounts`, 'an array of accounts, each of 32 lower-case hexadecimal digits');
  if (disabled !== undefined && typeof disabled !== 'boolean') return fail(`${at}.disabled`, 'true or false');
  return {
    id: hex('id', 32),
    name,
    sha256: hex('sha256', 64),
    accounts,
    issuedOn: has(keys.issuedOn) ? time(keys.issuedOn) : undefined,
    expiresOn: has(keys.expiresOn) ? time(keys.expiresOn) : undefined,
    disabled,
    requestsPerMinute: has(keys.requestsPerMinute) ? count(keys.requestsPerMinute) : undefined,
    maxConcurrentRuns: has(keys.maxConcurrentRuns) ? count(keys.maxConcurrentRuns) : undefined,
  };
}

/** The rule of isTokenName() in words. */
export const tokenNameRule = '1 to 100 printable characters';

/** Names appear in lists and logs, so they must not hold line breaks. */
export function isTokenName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 100 && !/[\p{Cc}\p{Cs}]/u.test(value);
}

function isAccountId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses unknown keys: a token with a misspelt `expires_on` would never expire. */
function refuseUnknown(value: object, known: readonly string[], at: string, fail: Fail): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) fail(at, `${known.join(', ')} and nothing else; it has ${JSON.stringify(unknown)}`);
}

/** Replaces the file in one step, with a file that only its owner can read. */
export async function writeTokenFile(path: string, tokens: readonly ApiToken[]): Promise<void> {
  const entries = tokens.map((token) =>
    Object.fromEntries(Object.entries(token).map(([key, value]) => [keys[key as keyof ApiToken], value])),
  );
  // If the path is a link, the file that it leads to is replaced.
  const target = await realpath(path).catch(() => path);
  const fresh = join(dirname(target), `.${randomUUID()}.tokens`);
  try {
    const handle = await open(fresh, 'wx', 0o600);
    try {
      // When root adds a token, the service's user must still be able to read the file.
      if (process.getuid?.() === 0) {
        const { uid, gid } = await stat(target).catch(() => stat(dirname(target)));
        await handle.chown(uid, gid);
      }
      await handle.writeFile(`${JSON.stringify({ tokens: entries }, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, target);
  } catch (cause) {
    await rm(fresh, { force: true });
    throw new TokenFileError(path, `cannot be written: ${(cause as Error).message}`, { cause });
  }
}
