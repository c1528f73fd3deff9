// All tokens of a server together: the one of its settings, and those of a file for as long as the server runs.
import type { ApiToken } from './api-token.ts';
import { TokenStore } from './token-store.ts';
import { type WatchOptions, watchTokens } from './watch.ts';

/** See above. */
export interface OpenTokens {
  readonly store: TokenStore;
  /** Reads the file at once. */
  reload(): Promise<void>;
  close(): void;
}

export interface TokenSources {
  /** Tokens that are always there. */
  readonly fixed: readonly ApiToken[];
  /** A file with more, or null. */
  readonly path: string | null;
  /** Told how many tokens the file has, whenever it was read. */
  onRead?(nTokens: number): void;
  readonly onProblem: WatchOptions['onProblem'];
  readonly intervalMs?: number;
}

/** Opens them. @throws TokenFileError when the file cannot be used; later that is only told, and what it said holds. */
export async function openTokens({ fixed, path, onRead, ...options }: TokenSources): Promise<OpenTokens> {
  const store = new TokenStore(fixed);
  if (path === null) return { store, reload: async () => {}, close: () => {} };
  const watched = await watchTokens(path, {
    ...options,
    onTokens(tokens) {
      store.replace([...fixed, ...tokens]);
      onRead?.(tokens.length);
    },
  });
  return { store, ...watched };
}
