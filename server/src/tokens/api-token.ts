// An API token as the server stores it: its owner, rights and expiry, and the SHA-256 of the token instead of the token
// itself. docs/decisions/0006-tokens-as-sha-256.md says why a fast hash is enough.
import { hash, randomBytes } from 'node:crypto';

/** Everything the server stores about a token; the token itself is not stored. */
export interface ApiToken {
  /** 32 lower-case hex digits; reveals nothing about the token. */
  readonly id: string;
  /** The name that its owner gave it. */
  readonly name: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** The accounts it gives access to, each 32 lower-case hex digits. */
  readonly accounts: readonly string[];
  /** ISO 8601, in UTC. */
  readonly issuedOn?: string | undefined;
  /** ISO 8601, in UTC; absent: it never expires. */
  readonly expiresOn?: string | undefined;
  /** It stays in the file but gives no access. */
  readonly disabled?: boolean | undefined;
  /** Runs it may start in a minute, 0 for no limit; absent: the server's limit. */
  readonly requestsPerMinute?: number | undefined;
  /** Answers generated for it at the same time, 0 for no limit; absent: the server's limit. */
  readonly maxConcurrentRuns?: number | undefined;
}

/** `expired` and `disabled` tokens are known but give no access. */
export type TokenStatus = 'active' | 'disabled' | 'expired';

/** A token's status at a time in milliseconds since 1970. */
export function statusOf({ disabled, expiresOn }: ApiToken, nowMs: number): TokenStatus {
  if (disabled) return 'disabled';
  return expiresOn !== undefined && Date.parse(expiresOn) <= nowMs ? 'expired' : 'active';
}

/** Draws a token: 256 random bits after a prefix that people and secret scanners recognise. */
export function drawToken(): string {
  return `trm_${randomBytes(32).toString('base64url')}`;
}

/** Draws a token's id. */
export function drawTokenId(): string {
  return randomBytes(16).toString('hex');
}

/** The hash that is stored for a token. */
export function sha256Of(token: string): string {
  return hash('sha256', token, 'hex');
}

/** The token of the server's settings. Its id is derived from the token, so that it is the same after a restart. */
export function tokenFromSettings(name: string, token: string, accountId: string): ApiToken {
  const id = sha256Of(`token id\0${token}`).slice(0, 32);
  return { id, name, sha256: sha256Of(token), accounts: [accountId] };
}
