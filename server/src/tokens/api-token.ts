// An API token as the server keeps it: whose it is, what it may, until when, and the SHA-256 of the token in the place of
// the token itself. docs/decisions/0006 says why that and no slow hash.
import { createHash, randomBytes } from 'node:crypto';

/** See above; everything about a token but the token. */
export interface ApiToken {
  /** 32 lower-case hex digits; tells nothing of the token. */
  readonly id: string;
  /** What its owner calls it. */
  readonly name: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** The accounts it opens, each 32 lower-case hex digits. */
  readonly accounts: readonly string[];
  /** ISO 8601, in UTC. */
  readonly issuedOn?: string;
  /** ISO 8601, in UTC; absent: never. */
  readonly expiresOn?: string;
  /** It is kept, but opens nothing. */
  readonly disabled?: boolean;
  /** Requests for text it may make in a minute, 0 for any number; absent: what the server allows every token. */
  readonly requestsPerMinute?: number;
  /** Its answers under way at one time, 0 for any number; absent: what the server allows every token. */
  readonly maxConcurrentRuns?: number;
}

/** `expired` and `disabled` tokens are known, but open nothing. */
export type TokenStatus = 'active' | 'disabled' | 'expired';

/** What a token is at a moment, in milliseconds since 1970. */
export function statusOf({ disabled, expiresOn }: ApiToken, nowMs: number): TokenStatus {
  if (disabled) return 'disabled';
  return expiresOn !== undefined && Date.parse(expiresOn) <= nowMs ? 'expired' : 'active';
}

/** A fresh token: 256 random bits behind a prefix by which people, and scanners for secrets, know what it is. */
export function drawToken(): string {
  return `trm_${randomBytes(32).toString('base64url')}`;
}

/** A fresh id. */
export function drawTokenId(): string {
  return randomBytes(16).toString('hex');
}

/** What is kept of a token. */
export function sha256Of(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The one token that a server was given in its settings: known by its words, so its id follows from them. */
export function tokenFromSettings(name: string, token: string, accountId: string): ApiToken {
  const id = createHash('sha256').update(`token id\0${token}`).digest('hex').slice(0, 32);
  return { id, name, sha256: sha256Of(token), accounts: [accountId] };
}
