// Where the offline Worker finds its server.

/**
 * Where the offline Worker finds its server: its variables, or the `props` of the service binding, which come first.
 * A server on this machine that was started with `TRAMONTANE_API_TOKEN=offline` needs no settings.
 *
 * @example
 * const props: OfflineEnv = { TRAMONTANE_URL: 'http://192.168.0.2:8787', TRAMONTANE_API_TOKEN: 'secret' };
 */
export interface OfflineEnv {
  /**
   * Where the server is.
   *
   * @defaultValue `http://127.0.0.1:8787`
   */
  TRAMONTANE_URL?: string | undefined;
  /**
   * Its token. For a server that only this machine can reach, the well-known default is enough.
   *
   * @defaultValue `offline`
   */
  TRAMONTANE_API_TOKEN?: string | undefined;
}
