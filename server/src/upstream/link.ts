// What one exchange with an upstream needs: who it is, how it is reached, and how patient to be.
import type { Connection } from './connection.ts';
import type { UpstreamOptions } from './options.ts';
import type { Profile } from './profile.ts';

/** An upstream that has said who it is. */
export interface Link extends Pick<UpstreamOptions, 'key' | 'pooling' | 'firstByteTimeoutMs' | 'silenceTimeoutMs'> {
  readonly profile: Profile;
  readonly connection: Connection;
}

/** The client's id for requests that belong together is passed on, since there may be a router behind the URL. */
export function sessionHeaders(session: string | undefined): Record<string, string> {
  return session === undefined ? {} : { 'x-session-affinity': session };
}
