// The tokens that a server knows, and the search for the token that a request presents.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ApiToken, sha256Of, statusOf, type TokenStatus } from './api-token.ts';

/** A token that is known. */
export interface KnownToken {
  readonly token: ApiToken;
  readonly status: TokenStatus;
}

/** The tokens of a server. They change between two requests, never during one. */
export class TokenStore {
  readonly #now: () => number;
  /** Drawn for this process, so that the time of a look-up reveals nothing about digests that somebody prepared. */
  readonly #key = randomBytes(32).toString('hex');
  #byDigest = new Map<string, ApiToken>();

  /** @param now milliseconds since 1970 */
  constructor(tokens: readonly ApiToken[] = [], now: () => number = Date.now) {
    this.#now = now;
    this.replace(tokens);
  }

  get size(): number {
    return this.#byDigest.size;
  }

  /** Replaces all tokens. */
  replace(tokens: readonly ApiToken[]): void {
    this.#byDigest = new Map(tokens.map((token) => [this.#digest(token.sha256), token]));
  }

  /** The token that was presented, or null if it is not known. Takes constant time, however close a wrong token is. */
  find(presented: string): KnownToken | null {
    const sha256 = sha256Of(presented);
    const token = this.#byDigest.get(this.#digest(sha256));
    if (!token || !timingSafeEqual(Buffer.from(token.sha256, 'hex'), Buffer.from(sha256, 'hex'))) return null;
    return { token, status: statusOf(token, this.#now()) };
  }

  #digest(sha256: string): string {
    return hash('sha256', this.#key + sha256, 'hex');
  }
}
