// Tokens in a volume of Kubernetes: the file is a link into the folder ..data, which is itself a link, and an update
// swaps that one for another folder.
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sha256Of } from '../../src/tokens/api-token.ts';
import { openTokens } from '../../src/tokens/open-tokens.ts';
import { until } from '../http/asking.ts';

/** Mounts a version of a file, as the kubelet does: a folder of its own, then one rename. */
async function mount(volume: string, version: string, text: string): Promise<void> {
  await mkdir(join(volume, version));
  await writeFile(join(volume, version, 'tokens.json'), text, { mode: 0o440 });
  await symlink(version, join(volume, '..data_tmp'));
  await rename(join(volume, '..data_tmp'), join(volume, '..data'));
}

const fileOf = (token: string) =>
  JSON.stringify({
    tokens: [{ id: '0'.repeat(32), name: token, sha256: sha256Of(token), accounts: ['a'.repeat(32)] }],
  });

it('are followed through the swap of ..data', async () => {
  const volume = await mkdtemp(join(tmpdir(), 'tramontane-volume-'));
  onTestFinished(() => rm(volume, { recursive: true }));
  await mount(volume, '..2026_01', fileOf('first'));
  await symlink(join('..data', 'tokens.json'), join(volume, 'tokens.json'));
  const problems: unknown[] = [];
  const onProblem = (problem: unknown) => void problems.push(problem);
  const tokens = await openTokens({ fixed: [], path: join(volume, 'tokens.json'), onProblem, intervalMs: 20 });
  onTestFinished(() => tokens.close());
  expect(tokens.store.find('first')).not.toBe(null);
  await mount(volume, '..2026_02', fileOf('second'));
  await until(() => tokens.store.find('second') !== null, 'the new token is known');
  expect(tokens.store.find('first')).toBe(null);
  expect(problems).toEqual([]);
});
