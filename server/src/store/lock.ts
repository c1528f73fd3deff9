// Lets one process at a time pull a file. A lock file beside it is touched while its owner works. A lock that has not been
// touched for a while, or whose process is gone, was left behind and is taken over.
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { hasCode, StoreError } from './errors.ts';

const touchEveryMs = 10_000;
const staleAfterMs = 120_000;

/** Takes the lock and returns a function that releases it. @throws StoreError if another process holds it */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const words = `${process.pid} ${hostname()} ${randomUUID()}\n`;
  if (!(await create(path, words))) {
    const found = await readLock(path);
    if (found !== null && !isStale(found)) {
      throw new StoreError(`another pull of this file is running; if that is not so, remove ${path}`);
    }
    if (found !== null) await takeAway(path, found.words);
    if (!(await create(path, words))) throw new StoreError('another pull of this file has just started');
  }
  const timer = setInterval(() => {
    const now = new Date();
    // Fails if somebody removed the lock; then there is nothing to touch.
    utimes(path, now, now).catch(() => undefined);
  }, touchEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    if ((await readLock(path))?.words === words) await rm(path, { force: true });
  };
}

async function create(path: string, words: string): Promise<boolean> {
  try {
    // One system call decides who gets the lock. Not a hard link, because file systems of removable disks have none.
    const handle = await open(path, 'wx');
    await handle.writeFile(words).finally(() => handle.close());
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a stale lock. If another process has just replaced it, the new lock is put back. */
async function takeAway(path: string, staleWords: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    const found = await readFile(aside, 'utf8');
    if (found !== staleWords) await create(path, found);
  } catch (error) {
    // Another process removed it first.
    if (!hasCode(error, 'ENOENT')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

interface FoundLock {
  readonly words: string;
  readonly touchedMs: number;
}

async function readLock(path: string): Promise<FoundLock | null> {
  try {
    return { words: await readFile(path, 'utf8'), touchedMs: (await stat(path)).mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isStale({ words, touchedMs }: FoundLock): boolean {
  if (Date.now() - touchedMs > staleAfterMs) return true;
  const [, pid, host] = /^(\d{1,9}) (\S+) /.exec(words) ?? [];
  return pid !== undefined && host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs, under another user.
    return hasCode(error, 'EPERM');
  }
}
