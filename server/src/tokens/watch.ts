// Follows a file of tokens, so that created and revoked tokens take effect without a restart. It polls, because file system
// events miss changes in mounted volumes and behind links.
import { stat } from 'node:fs/promises';
import type { ApiToken } from './api-token.ts';
import { readTokenFile } from './token-file.ts';

/** A file of tokens that is followed. */
export interface WatchedTokens {
  /** Reads the file now, changed or not; resolves after onTokens or onProblem was called. */
  reload(): Promise<void>;
  close(): void;
}

/** Who is told about the file, and how often it is polled. */
export interface WatchOptions {
  /** Called with the file's tokens, at first and after each change. */
  onTokens(tokens: ApiToken[]): void;
  /** Called if the file cannot be used; the tokens of the last call to onTokens stay valid. */
  onProblem(problem: unknown): void;
  /** @defaultValue 1000 */
  intervalMs?: number;
}

/** Reads a file and starts to follow it. @throws TokenFileError if it cannot be used now */
export async function watchTokens(
  path: string,
  { onTokens, onProblem, intervalMs = 1000 }: WatchOptions,
): Promise<WatchedTokens> {
  // Taken before the file is read, so that a change in between is noticed.
  let read = await fingerprint(path);
  onTokens(await readTokenFile(path));
  let last = Promise.resolve();
  const look = (always: boolean) => {
    // One after the other: an older read must not finish after a newer one.
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

/** Changes whenever the file's content changes. */
async function fingerprint(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
