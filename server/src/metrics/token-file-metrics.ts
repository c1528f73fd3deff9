// How old the server's knowledge of its file of tokens is: a revoked token works until the file is read again.
import { Gauge, type Registry } from 'prom-client';

/** The tokens, as far as they are watched. */
export interface WatchedTokenFile {
  /** Undefined where there is no file. */
  readonly ageSeconds: number | undefined;
}

/** Adds it to a registry. */
export function addTokenFileMetrics(registry: Registry, tokens: WatchedTokenFile): void {
  const age = new Gauge({
    name: 'tramontane_token_file_age_seconds',
    help: 'Time since the tokens were last known to be those of the file; it grows while the file cannot be read.',
    registers: [registry],
    collect: () => {
      age.set(tokens.ageSeconds ?? 0);
    },
  });
}
