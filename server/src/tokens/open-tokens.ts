// All tokens of a server: the one of its settings, and those of a file that is followed while the server runs.
import type { ApiToken } from './api-token.ts';
import { TokenStore } from './token-store.ts';
import { type WatchOptions, watchTokens } from './watch.ts';

/** The tokens of a running server. */
export interface OpenTokens {
  readonly store: TokenStore;
  /** Seconds since the tokens are known to be those of the file; undefined where there is no file. */
  readonly ageSeconds: number | undefined;
  /** Reads the file now. */
  reload(): Promise<void>;
  close(): void;
}

export interface TokenSources {
  /** Tokens that are valid whatever the file says. */
  readonly fixed: readonly ApiToken[];
  /** A file with more tokens, or null. */
  readonly path: string | null;
  /** Called with the number of tokens in the file, each time it was read. */
  onRead?(nTokens: number): void;
  readonly onProblem: WatchOptions['onProblem'];
  readonly intervalMs?: number;
}

/**
 * Opens the tokens. If the file becomes unusable later, the tokens that were read before stay valid.
 * @throws TokenFileError if the file cannot be used now
 */
export async function openTokens({ fixed, path, onRead, ...options }: TokenSources): Promise<OpenTokens> {
  const store = new TokenStore(fixed);
  if (path === null) return { store, ageSeconds: undefined, reload: async () => {}, close: () => {} };
  const watched = await watchTokens(path, {
    ...options,
    onTokens(tokens) {
      store.replace([...fixed, ...tokens]);
      onRead?.(tokens.length);
    },
  });
  return {
    store,
    get ageSeconds() {
      return watched.ageSeconds;
    },
    reload: watched.reload,
    close: watched.close,
  };
}
