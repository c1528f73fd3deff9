// What every client here needs to know of a server.

/** Where a Tramontane server is, and what lets a client in. `tramontane serve` prints all three. */
export interface ServerAddress {
  /** Without a path, for example http://127.0.0.1:8787. */
  readonly url: string;
  readonly accountId: string;
  readonly apiToken: string;
}
