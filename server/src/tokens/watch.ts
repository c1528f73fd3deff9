// Follows a file of tokens: a token that is created or revoked counts from then on, without a restart. By looking at the
// file every so often, since the system's notices miss what mounted volumes and links do.
import { stat } from 'node:fs/promises';
import type { ApiToken } from './api-token.ts';
import { readTokenFile } from './token-file.ts';

/** A file that is being followed. */
export interface WatchedTokens {
  /** Reads it at once, changed or not; done when what it says has been told. */
  reload(): Promise<void>;
  close(): void;
}

/** What is told of a file, and how often it is looked at. */
export interface WatchOptions {
  /** What the file says now. */
  onTokens(tokens: ApiToken[]): void;
  /** It cannot be used, so what was told before still holds. */
  onProblem(problem: unknown): void;
  /** @defaultValue 1000 */
  intervalMs?: number;
}

/** Reads a file and starts to follow it. @throws TokenFileError when it cannot be used to begin with */
export async function watchTokens(
  path: string,
  { onTokens, onProblem, intervalMs = 1000 }: WatchOptions,
): Promise<WatchedTokens> {
  // Taken before the file is read: what changes in between is found to have changed.
  let read = await fingerprint(path);
  onTokens(await readTokenFile(path));
  let last = Promise.resolve();
  const look = (always: boolean) => {
    // One after the other: an older reading must not come after a newer one.
    last = last.then(async () => {
      const found = await fingerprint(path);
      if (found === read && !always) return;
      read = found;
      try {
        onTokens(await readTokenFile(path));
      } catch (problem) {
        onProblem(problem);
      }
    });
    return last;
  };
  const timer = setInterval(() => void look(false), intervalMs);
  timer.unref();
  return { reload: () => look(true), close: () => clearInterval(timer) };
}

/** Another one for another content. */
async function fingerprint(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
