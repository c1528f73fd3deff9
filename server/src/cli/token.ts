// `tramontane token`: makes, lists and revokes the tokens of a file. A server that follows the file needs no restart.
import { ConfigError, readSetting } from '../config.ts';
import { table } from '../settings/table.ts';
import { type ApiToken, statusOf } from '../tokens/api-token.ts';
import { createToken, revokeToken } from '../tokens/edit.ts';
import { isTokenName, readTokenFile, tokenNameRule } from '../tokens/token-file.ts';
import { type Command, type CommandValues, numberFlag, repeatedFlag, stringFlag, UsageError } from './command.ts';
import { settingOptions } from './settings.ts';

/** `tramontane token` */
export const command: Command = {
  name: 'token',
  summary: 'Create, list and revoke API tokens.',
  description: `  tramontane token create --name laptop --account ACCOUNT --expires 90d
  tramontane token list
  tramontane token revoke laptop

create prints the token once; the file keeps only its SHA-256. A running server with the same --token-file applies every
change within a second.`,
  positionals: 'create | list | revoke NAME_OR_ID',
  options: {
    name: { type: 'string', value: 'NAME', help: 'create: its name in lists.' },
    account: {
      type: 'string',
      multiple: true,
      value: 'ID',
      help: 'create: an account that it gives access to; may be repeated. Default TRAMONTANE_ACCOUNT_ID. none: it only reads /metrics.',
    },
    expires: {
      type: 'string',
      value: 'WHEN',
      help: 'create: it expires after 12h, 90d, 2w, 1y, or at a time such as 2030-01-31.',
    },
    'requests-per-minute': { type: 'string', value: 'N', help: 'create: its own limit; 0 for no limit.' },
    'max-concurrent-runs': { type: 'string', value: 'N', help: 'create: its own limit; 0 for no limit.' },
    keep: {
      type: 'boolean',
      help: 'revoke: disable it but leave it in the file, so that tokens/verify tells its holder.',
    },
    json: { type: 'boolean', help: 'create, list: one JSON object per line.' },
    ...settingOptions(['tokenFile']),
  },
  async run(values, [action, ...rest]) {
    const path = readSetting('tokenFile', process.env, values);
    if (path === null) {
      throw new UsageError('needs a file of tokens: --token-file FILE, or TRAMONTANE_TOKEN_FILE');
    }
    if (action === 'revoke' ? rest.length !== 1 : rest.length !== 0) {
      throw new UsageError(`${action} takes ${action === 'revoke' ? 'one NAME_OR_ID' : 'no further arguments'}`);
    }
    if (action === 'create') return create(path, values);
    if (action === 'list') return list(path, values);
    if (action === 'revoke') return revoke(path, rest[0] as string, values);
    throw new UsageError(`takes create, list or revoke, found ${action === undefined ? 'nothing' : `'${action}'`}`);
  },
};

async function create(path: string, values: CommandValues): Promise<void> {
  const name = stringFlag(values, 'name');
  if (!isTokenName(name)) throw new UsageError(`--name takes ${tokenNameRule}, found ${JSON.stringify(name ?? null)}`);
  const expires = stringFlag(values, 'expires');
  const requestsPerMinute = numberFlag(values, 'requests-per-minute', { min: 0, max: 1_000_000, integer: true });
  const maxConcurrentRuns = numberFlag(values, 'max-concurrent-runs', { min: 0, max: 1_000_000, integer: true });
  const { secret, token } = await createToken(path, {
    name,
    accounts: accountsOf(values),
    expiresOn: expires === undefined ? undefined : readExpiry(expires, Date.now()),
    requestsPerMinute,
    maxConcurrentRuns,
  });
  if (values.json) return print({ token: secret, ...publicOf(token) });
  // Only the token goes to stdout, so that a script can read it.
  process.stderr.write(`${token.name} (${token.id}), in ${path}; the token is not shown again:\n`);
  process.stdout.write(`${secret}\n`);
}

function accountsOf(values: CommandValues): string[] {
  const given = repeatedFlag(values, 'account');
  if (given.length === 1 && given[0] === 'none') return [];
  const accounts = given.map((text) => {
    const account = table.accountId.read([text]);
    if (!account) throw new ConfigError('--account', `'${text}'`, `${table.accountId.takes}, or none`);
    return account;
  });
  if (accounts.length > 0) return [...new Set(accounts)];
  const account = readSetting('accountId', process.env, values);
  if (account === null) throw new ConfigError('--account', 'missing, and so is TRAMONTANE_ACCOUNT_ID', 'an account');
  return [account];
}

const hoursOf = { h: 1, d: 24, w: 24 * 7, y: 24 * 365 } as const;

/** When a token expires, in ISO 8601: a duration from now, or a time (a date means midnight, UTC). */
export function readExpiry(text: string, nowMs: number): string {
  const [, n, unit] = /^(\d{1,6})([hdwy])$/.exec(text) ?? [];
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const atMs = unit ? nowMs + Number(n) * hoursOf[unit as keyof typeof hoursOf] * 3_600_000 : Date.parse(text);
  // After the year 9999 ISO 8601 has another form.
  if ((unit || isTime) && atMs > nowMs && atMs < 253_402_300_800_000) return new Date(atMs).toISOString();
  const takes =
    'a time in the future: 12h, 90d, 2w, 1y, a date such as 2030-01-31 or a time such as 2030-01-31T12:00:00Z';
  throw new UsageError(`--expires takes ${takes}; found '${text}'`);
}

async function list(path: string, values: CommandValues): Promise<void> {
  const tokens = (await readTokenFile(path)).map(publicOf);
  if (values.json) for (const token of tokens) print(token);
  else process.stdout.write(asTable(tokens));
}

async function revoke(path: string, nameOrId: string, values: CommandValues): Promise<void> {
  const { name, id } = await revokeToken(path, nameOrId, { keep: values.keep === true });
  process.stdout.write(`${values.keep ? 'disabled' : 'revoked'} ${name} (${id})\n`);
}

type PublicToken = ReturnType<typeof publicOf>;

/** The parts of a token that are shown. The hash is left out: it is of no use outside the file. */
function publicOf(token: ApiToken) {
  return {
    id: token.id,
    name: token.name,
    status: statusOf(token, Date.now()),
    accounts: token.accounts,
    issued_on: token.issuedOn ?? null,
    expires_on: token.expiresOn ?? null,
    requests_per_minute: token.requestsPerMinute ?? null,
    max_concurrent_runs: token.maxConcurrentRuns ?? null,
  };
}

function asTable(tokens: readonly PublicToken[]): string {
  const rows = [
    ['NAME', 'ID', 'STATUS', 'EXPIRES', 'ACCOUNTS'],
    ...tokens.map((token) => [
      token.name,
      token.id,
      token.status,
      token.expires_on ?? 'never',
      token.accounts.join(','),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
    .concat('\n');
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
