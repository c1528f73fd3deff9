// The tokens a server knows at the moment, and how a presented one is found among them.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ApiToken, sha256Of, statusOf, type TokenStatus } from './api-token.ts';

/** A token that is known. */
export interface KnownToken {
  readonly token: ApiToken;
  readonly status: TokenStatus;
}

/** See above; one per server. Tokens that come and go do so between two requests. */
export class TokenStore {
  readonly #now: () => number;
  /** Drawn for this process: what the clock tells of a look-up tells nothing about digests that anybody knows. */
  readonly #key = randomBytes(32);
  #byDigest = new Map<string, ApiToken>();

  /** @param now milliseconds since 1970 */
  constructor(tokens: readonly ApiToken[] = [], now: () => number = Date.now) {
    this.#now = now;
    this.replace(tokens);
  }

  get size(): number {
    return this.#byDigest.size;
  }

  /** From now on these are known and no others. */
  replace(tokens: readonly ApiToken[]): void {
    this.#byDigest = new Map(tokens.map((token) => [this.#digest(token.sha256), token]));
  }

  /** The token whose words were presented, or null when it is not known. Takes as long for a near miss as for any. */
  find(presented: string): KnownToken | null {
    const sha256 = sha256Of(presented);
    const token = this.#byDigest.get(this.#digest(sha256));
    if (!token || !timingSafeEqual(Buffer.from(token.sha256, 'hex'), Buffer.from(sha256, 'hex'))) return null;
    return { token, status: statusOf(token, this.#now()) };
  }

  #digest(sha256: string): string {
    return createHmac('sha256', this.#key).update(sha256).digest('base64');
  }
}
