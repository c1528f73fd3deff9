// Who is found, and that making, revoking and expiring take effect without a restart.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type ApiToken, drawToken, drawTokenId, sha256Of, tokenFromSettings } from './api-token.ts';
import { createToken, revokeToken } from './edit.ts';
import { openTokens } from './open-tokens.ts';
import { readTokenFile, writeTokenFile } from './token-file.ts';
import { TokenStore } from './token-store.ts';

const account = '023e105f4ecef8ad9ca31a8372d0c353';
const make = (words: string, more: Partial<ApiToken> = {}): ApiToken => ({
  id: drawTokenId(),
  name: words,
  sha256: sha256Of(words),
  accounts: [account],
  ...more,
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tramontane-tokens-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a token', () => {
  it('is random, long, and known as ours', () => {
    const drawn = Array.from({ length: 50 }, drawToken);
    for (const words of drawn) expect(words).toMatch(/^trm_[\w-]{43}$/);
    expect(new Set(drawn).size).toBe(50);
  });

  it('of the settings keeps its id as long as it is the same', () => {
    const id = tokenFromSettings('a', 'chosen', account).id;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(tokenFromSettings('b', 'chosen', account).id).toBe(id);
    expect(tokenFromSettings('a', 'other', account).id).not.toBe(id);
  });
});

describe('TokenStore', () => {
  it('finds each of several by its words, and nothing by anything else', () => {
    const tokens = ['one', 'two', 'three'].map((words) => make(words));
    const store = new TokenStore(tokens);
    for (const token of tokens) expect(store.find(token.name)).toEqual({ token, status: 'active' });
    for (const words of ['', 'on', 'onee', 'ONE', tokens[0]?.sha256 ?? '', tokens[0]?.id ?? ''])
      expect(store.find(words)).toBeNull();
    expect(new TokenStore().find('one')).toBeNull();
  });

  it('knows expired and disabled ones for what they are, to the millisecond', () => {
    let nowMs = Date.parse('2030-01-01T00:00:00Z') - 1;
    const store = new TokenStore(
      [make('ends', { expiresOn: '2030-01-01T00:00:00Z' }), make('off', { disabled: true })],
      () => nowMs,
    );
    expect(store.find('ends')?.status).toBe('active');
    nowMs++;
    expect(store.find('ends')?.status).toBe('expired');
    expect(store.find('off')?.status).toBe('disabled');
  });

  it('forgets at once what is replaced', () => {
    const store = new TokenStore([make('old')]);
    store.replace([make('new')]);
    expect([store.find('old'), store.find('new')?.status]).toEqual([null, 'active']);
  });
});

describe('a file of tokens', () => {
  /** Opens a file and resolves when it was read, or found broken, once more. */
  async function follow(path: string, intervalMs = 5) {
    const problems: unknown[] = [];
    const counts: number[] = [];
    let wake = () => {};
    const tokens = await openTokens({
      fixed: [make('fixed')],
      path,
      intervalMs,
      onRead: (n) => {
        counts.push(n);
        wake();
      },
      onProblem: (problem) => {
        problems.push(problem);
        wake();
      },
    });
    onTestFinished(() => tokens.close());
    const looked = () => new Promise<void>((resolve) => (wake = resolve));
    return { ...tokens, problems, counts, looked };
  }

  it('is followed: what is created opens, what is revoked does not, what is broken changes nothing', async () => {
    const path = join(folder, 'followed.json');
    const first = await createToken(path, { name: 'first', accounts: [account] });
    const { store, looked, problems } = await follow(path);
    expect(store.find(first.secret)?.token).toEqual(first.token);
    expect(store.find('fixed')?.status).toBe('active');

    let next = looked();
    const second = await createToken(path, { name: 'second', accounts: [account] });
    await next;
    expect(store.find(second.secret)?.token.name).toBe('second');

    next = looked();
    await writeFile(path, '{"tokens":[');
    await next;
    expect(String(problems[0])).toContain(`${path}: is not JSON`);
    expect([store.find(first.secret)?.status, store.find(second.secret)?.status]).toEqual(['active', 'active']);

    next = looked();
    await rm(path);
    await next;
    expect(String(problems[1])).toContain('cannot be read: ENOENT');
    expect(store.find(first.secret)?.status).toBe('active');

    next = looked();
    await writeTokenFile(path, [first.token, second.token]);
    await next;
    next = looked();
    await revokeToken(path, 'first');
    await next;
    next = looked();
    await revokeToken(path, second.token.id, { keep: true });
    await next;
    expect(store.find(first.secret)).toBeNull();
    expect(store.find(second.secret)?.status).toBe('disabled');
    expect(store.find('fixed')?.status).toBe('active');
  });

  it('is read at once when told to, and otherwise only when it has changed', async () => {
    const path = join(folder, 'told.json');
    const first = await createToken(path, { name: 'first', accounts: [account] });
    const slow = await follow(path, 3_600_000);
    await revokeToken(path, 'first');
    expect(slow.store.find(first.secret)?.status).toBe('active');
    await slow.reload();
    expect(slow.store.find(first.secret)).toBeNull();
    const quick = await follow(path, 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(quick.counts).toEqual([0]);
  });

  it('that cannot be used to begin with is an error', async () => {
    const path = join(folder, 'missing.json');
    await expect(follow(path)).rejects.toThrow(`${path}: cannot be read: ENOENT`);
    await expect(follow(path)).rejects.toThrow('tramontane token create makes it');
  });

  it('loses none of the tokens that are created at once, and leaves no lock', async () => {
    const path = join(folder, 'busy.json');
    const names = Array.from({ length: 8 }, (_, i) => `n${i}`);
    await Promise.all(names.map((name) => createToken(path, { name, accounts: [account] })));
    expect((await readTokenFile(path)).map(({ name }) => name).sort()).toEqual(names);
    await expect(createToken(path, { name: 'n3', accounts: [account] })).rejects.toThrow(
      "there is a token named 'n3' already",
    );
    await expect(revokeToken(path, 'nobody')).rejects.toThrow("there is no token with the name or id 'nobody'");
    expect((await readdir(folder)).filter((file) => file.startsWith('busy'))).toEqual(['busy.json']);
  });
});
