// Following a file of tokens goes on, whatever stands in its place.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ApiToken } from './api-token.ts';
import { watchTokens } from './watch.ts';

const fileOf = (...names: string[]) =>
  JSON.stringify({
    tokens: names.map((name, i) => ({
      id: String(i).repeat(32),
      name,
      sha256: String(i).repeat(64),
      accounts: ['a'.repeat(32)],
    })),
  });

async function follow(options: { timeoutMs?: number; fingerprint?: (path: string) => Promise<string> } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tramontane-watch-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'tokens.json');
  await writeFile(path, fileOf('one'));
  const read: string[][] = [];
  const problems: string[] = [];
  const watched = await watchTokens(path, {
    intervalMs: 10,
    onTokens: (tokens: ApiToken[]) => void read.push(tokens.map(({ name }) => name)),
    onProblem: (problem) => void problems.push(String(problem)),
    ...options,
  });
  onTestFinished(() => watched.close());
  return { folder, path, read, problems, watched };
}

it('a pipe in its place is told once, and the file that comes back is read', async () => {
  const { folder, path, read, problems, watched } = await follow();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await rename(pipe, path);
  await expect.poll(() => problems.length).toBe(1);
  expect(problems[0]).toContain('is not a regular file');
  await expect.poll(() => watched.ageSeconds).toBeGreaterThan(0.1);
  expect(problems).toHaveLength(1);
  const fresh = join(folder, 'fresh');
  await writeFile(fresh, fileOf('two', 'three'));
  await rename(fresh, path);
  await expect.poll(() => read.at(-1)).toEqual(['two', 'three']);
  expect(watched.ageSeconds).toBeLessThan(0.1);
});

it('a disk that does not answer is told, and is asked once until it does', async () => {
  let nAsked = 0;
  let answer = (_text: string) => {};
  const fingerprint = () => {
    nAsked++;
    return nAsked === 1 ? Promise.resolve('first') : new Promise<string>((resolve) => (answer = resolve));
  };
  const { problems, read, watched } = await follow({ timeoutMs: 50, fingerprint });
  await expect.poll(() => problems.length).toBe(1);
  expect(problems[0]).toMatch(/has not answered for \d+ ms$/);
  await watched.reload(); // does not wait for ever
  expect(nAsked).toBe(2);
  answer('second');
  await expect.poll(() => read.length).toBe(2);
});
