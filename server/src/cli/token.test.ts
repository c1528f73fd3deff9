// `tramontane token` as an operator meets it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../tokens/api-token.ts';
import { readExpiry } from './token.ts';

const account = '023e105f4ecef8ad9ca31a8372d0c353';
const folder = mkdtempSync(join(tmpdir(), 'tramontane-token-'));
const path = join(folder, 'tokens.json');
afterAll(() => rmSync(folder, { recursive: true }));

function token(args: readonly string[], env: Record<string, string> = { TRAMONTANE_TOKEN_FILE: path }) {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const command = ['--import', 'tsx', main, 'token', ...args];
  const { PATH = '' } = process.env;
  return spawnSync(process.execPath, command, { encoding: 'utf8', env: { PATH, ...env } });
}

it('create prints the token once, list does not, revoke takes it out', () => {
  const created = token(['create', '--name', 'laptop', '--account', account, '--expires', '2999-01-31']);
  expect(created.stderr).toMatch(/^laptop \([0-9a-f]{32}\), in .*tokens\.json; the token is not shown again:\n$/);
  expect(created.stdout).toMatch(/^trm_[\w-]{43}\n$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const file = readFileSync(path, 'utf8');
  expect(file).not.toContain(created.stdout.trim());
  expect(file).toContain(sha256Of(created.stdout.trim()));

  const listed = token(['list']).stdout.split('\n');
  expect(listed[0]).toMatch(/^NAME +ID +STATUS +EXPIRES +ACCOUNTS$/);
  expect(listed[1]).toMatch(
    /^laptop {2}[0-9a-f]{32} {2}active {2}2999-01-31T00:00:00\.000Z {2}023e105f4ecef8ad9ca31a8372d0c353$/,
  );
  expect(JSON.parse(token(['list', '--json']).stdout)).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    name: 'laptop',
    status: 'active',
    accounts: [account],
    issued_on: expect.any(String),
    expires_on: '2999-01-31T00:00:00.000Z',
    requests_per_minute: null,
    max_concurrent_runs: null,
  });

  expect(token(['revoke', 'laptop', '--keep']).stdout).toMatch(/^disabled laptop \(/);
  expect(token(['list']).stdout).toContain('  disabled  ');
  expect(token(['revoke', 'laptop']).stdout).toMatch(/^revoked laptop \(/);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ tokens: [] });
});

describe('a wrong call is told', () => {
  it.each([
    [['create'], '--name takes 1 to 100 printable characters, found null\n'],
    [['create', '--name', 'x', '--account', 'me'], "--account is 'me'; it takes 32 hexadecimal digits, or none\n"],
    [['create', '--name', 'x'], '--account is missing, and so is TRAMONTANE_ACCOUNT_ID; it takes an account\n'],
    [['destroy'], "takes create, list or revoke, found 'destroy'\n"],
    [['revoke'], 'revoke takes one NAME_OR_ID\n'],
  ])('%j', (args, words) => {
    const { status, stderr } = token(args);
    expect(stderr).toContain(`tramontane token: ${words}`);
    expect(status).toBe(2);
  });

  it('without a file', () => {
    expect(token(['list'], {}).stderr).toContain('needs a file of tokens: --token-file FILE, or TRAMONTANE_TOKEN_FILE');
  });

  it('fails when there is no such token', () => {
    const { status, stderr } = token(['revoke', 'nobody']);
    expect([status, stderr]).toEqual([
      1,
      `tramontane token: ${path}: there is no token with the name or id 'nobody'\n`,
    ]);
  });
});

describe('--expires', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['12h', '2026-01-01T12:00:00.000Z'],
    ['90d', '2026-04-01T00:00:00.000Z'],
    ['2w', '2026-01-15T00:00:00.000Z'],
    ['1y', '2027-01-01T00:00:00.000Z'],
    ['2030-01-31', '2030-01-31T00:00:00.000Z'],
    ['2030-01-31T12:00:00+01:00', '2030-01-31T11:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(readExpiry(text, now)).toBe(expected);
  });

  it.each(['', 'soon', '0d', '90', '-1d', '2025-12-31', '2026-13-01', '999999y', 'Jan 5 2030'])(
    'refuses %j',
    (text) => {
      expect(() => readExpiry(text, now)).toThrow(/^--expires takes a time in the future: 12h, 90d.*; found '/);
    },
  );
});
