import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { takeLock } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'tramontane-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a lock is held by one, and can be taken again when it was given back', async () => {
  const path = join(folder, 'a.lock');
  const release = await takeLock(path);
  await expect(takeLock(path)).rejects.toThrow(
    `another pull of this file is running; if that is not so, remove ${path}`,
  );
  await release();
  expect(existsSync(path)).toBe(false);
  await (await takeLock(path))();
});

it('a lock of a process that is gone is taken over', async () => {
  const path = join(folder, 'b.lock');
  // Above every limit that a system sets for process ids.
  writeFileSync(path, `999999999 ${hostname()} x\n`);
  await (await takeLock(path))();
  expect(existsSync(path)).toBe(false);
});

it('a lock of another machine counts until nobody has touched it for two minutes', async () => {
  const path = join(folder, 'c.lock');
  writeFileSync(path, `999999999 elsewhere.${hostname()} x\n`);
  await expect(takeLock(path)).rejects.toThrow('another pull of this file is running');
  const before = new Date(Date.now() - 121_000);
  utimesSync(path, before, before);
  await (await takeLock(path))();
});

it('of many that find a stale lock, one gets it', async () => {
  const path = join(folder, 'd.lock');
  writeFileSync(path, `999999999 ${hostname()} x\n`);
  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path)));
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
