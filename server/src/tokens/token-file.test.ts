// What a file of tokens may hold, that nothing else gets through, and that writing it is one step.
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiToken } from './api-token.ts';
import { parseTokens, readTokenFile, TokenFileError, writeTokenFile } from './token-file.ts';

const account = '023e105f4ecef8ad9ca31a8372d0c353';
const id = 'ed17574386854bf78a67040be0a770b0';
const sha256 = 'a'.repeat(64);
const one = { id, name: 'laptop', sha256, accounts: [account] };
const full = {
  ...one,
  issued_on: '2026-11-24T10:00:00.000Z',
  expires_on: '2030-01-31T00:00:00Z',
  disabled: true,
  requests_per_minute: 300,
  max_concurrent_runs: 0,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tramontane-tokens-'));
});
afterAll(() => rm(folder, { recursive: true }));

const hex = (n: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${n}}$`));
const time = fc
  .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString());
const name = fc
  .stringMatching(/^[\p{L}\p{N}\p{P} ]{1,100}$/u)
  .filter((text) => text.trim() !== '' && text.length <= 100);
const token: fc.Arbitrary<ApiToken> = fc.record(
  {
    id: hex(32),
    name,
    sha256: hex(64),
    accounts: fc.array(hex(32), { maxLength: 3 }),
    issuedOn: time,
    expiresOn: time,
    disabled: fc.boolean(),
    requestsPerMinute: fc.nat(1_000_000),
    maxConcurrentRuns: fc.nat(1_000_000),
  },
  { requiredKeys: ['id', 'name', 'sha256', 'accounts'] },
);

describe('parseTokens', () => {
  it('reads what stands there', () => {
    expect(parseTokens('{"tokens":[]}', 'f')).toEqual([]);
    expect(parseTokens(JSON.stringify({ tokens: [full] }), 'f')).toEqual([
      {
        ...one,
        issuedOn: full.issued_on,
        expiresOn: full.expires_on,
        disabled: true,
        requestsPerMinute: 300,
        maxConcurrentRuns: 0,
      },
    ]);
  });

  it.each([
    ['', 'f: is not JSON'],
    ['trm_a-token-by-mistake', 'f: is not JSON'],
    ['[]', 'f: the file takes an object: {"tokens":[...]}'],
    ['{}', 'f: tokens takes an array of tokens'],
    ['{"tokens":[],"token":1}', 'f: the file takes tokens and nothing else; it has "token"'],
    [[7], 'f: tokens[0] takes an object'],
    [[one, { ...one, expire_on: 'x' }], 'f: tokens[1] takes id, name, sha256, accounts, issued_on, expires_on,'],
    [[{ ...one, id: undefined }], 'f: tokens[0].id takes 32 lower-case hexadecimal digits'],
    [[{ ...one, sha256: 'A'.repeat(64) }], 'f: tokens[0].sha256 takes 64 lower-case hexadecimal digits'],
    [[{ ...one, name: 'a\nb' }], 'f: tokens[0].name takes 1 to 100 printable characters'],
    [[{ ...one, accounts: account }], 'f: tokens[0].accounts takes an array of accounts'],
    [[{ ...one, accounts: [account.toUpperCase()] }], 'f: tokens[0].accounts takes'],
    [[{ ...one, expires_on: '2030-02-31' }], 'f: tokens[0].expires_on takes a time in UTC'],
    [[{ ...one, expires_on: '2030-13-01T00:00:00Z' }], 'f: tokens[0].expires_on takes a time in UTC'],
    [[{ ...one, expires_on: null }], 'f: tokens[0].expires_on takes a time in UTC'],
    [[{ ...one, disabled: 'no' }], 'f: tokens[0].disabled takes true or false'],
    [[{ ...one, requests_per_minute: 1.5 }], 'f: tokens[0].requests_per_minute takes a whole number'],
    [[{ ...one, max_concurrent_runs: -1 }], 'f: tokens[0].max_concurrent_runs takes a whole number'],
    [[one, one], 'f: tokens[1].id takes a value that no token before it has'],
    [[one, { ...one, id: '0'.repeat(32), name: 'x' }], 'f: tokens[1].sha256 takes a value that no token before it has'],
  ])('refuses %j and says where', (content, words) => {
    const text = typeof content === 'string' ? content : JSON.stringify({ tokens: content });
    expect(() => parseTokens(text, 'f')).toThrow(words);
    expect(() => parseTokens(text, 'f')).toThrow(TokenFileError);
  });

  it('never repeats what may be a token', () => {
    for (const text of ['trm_secret', '{"tokens":["trm_secret"]}', '{"tokens":[{"sha256":"trm_secret"}]}']) {
      expect(() => parseTokens(text, 'f')).toThrow(/^(?!.*trm_secret)/s);
    }
  });

  it('gives tokens or a TokenFileError for any bytes', () => {
    const mutated = fc
      .tuple(fc.array(token, { maxLength: 3 }), fc.nat(), fc.string({ maxLength: 4 }))
      .map(([tokens, at, patch]) => {
        const text = JSON.stringify({ tokens });
        const i = at % (text.length + 1);
        return text.slice(0, i) + patch + text.slice(i + patch.length);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), mutated), (text) => {
        try {
          for (const { id, sha256 } of parseTokens(text, 'f')) expect(`${id}${sha256}`).toMatch(/^[0-9a-f]{96}$/);
        } catch (error) {
          expect(error).toBeInstanceOf(TokenFileError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writeTokenFile', () => {
  it('writes what is read back', async () => {
    const path = join(folder, 'round.json');
    const tokens = fc.uniqueArray(token, { selector: (t) => t.id, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(tokens, async (some) => {
        const distinct = some.map((t, i) => ({ ...t, name: `${i}`, sha256: `${i}`.padStart(64, '0') }));
        await writeTokenFile(path, distinct);
        expect(await readTokenFile(path)).toEqual(distinct);
      }),
      { numRuns: 50 },
    );
    expect((await readdir(folder)).filter((file) => file.endsWith('.tokens'))).toEqual([]);
  });

  it('lets only its owner read it, even where it was open before', async () => {
    const path = join(folder, 'open.json');
    await writeFile(path, '{"tokens":[]}');
    await chmod(path, 0o644);
    await writeTokenFile(path, []);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('replaces what a link leads to, not the link', async () => {
    const target = join(folder, 'target.json');
    const link = join(folder, 'link.json');
    await writeFile(target, '{"tokens":[]}');
    await symlink(target, link);
    await writeTokenFile(link, [one]);
    expect(JSON.parse(await readFile(target, 'utf8')).tokens).toHaveLength(1);
  });

  it('says which file cannot be read or written', async () => {
    const missing = join(folder, 'no', 'such.json');
    await expect(readTokenFile(missing)).rejects.toThrow(`${missing}: cannot be read: ENOENT`);
    await expect(writeTokenFile(missing, [])).rejects.toThrow(`${missing}: cannot be written: ENOENT`);
  });
});
