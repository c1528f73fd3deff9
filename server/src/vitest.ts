// `globalSetup: '@tramontane/server/vitest'`: one server for all tests of a Vitest project, which they find with
// `inject('tramontane')`.
import { type Server, startServer } from './index.ts';

/** What tests get from `inject('tramontane')`. */
export interface InjectedServer {
  /** Without a path, for example http://127.0.0.1:41234. */
  readonly url: string;
  readonly accountId: string;
  readonly apiToken: string | null;
  readonly modelNames: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    tramontane: InjectedServer;
  }
}

/** The part of Vitest's project that the setup uses. */
export interface SetupContext {
  provide(key: 'tramontane', value: InjectedServer): void;
}

/**
 * Starts the server before the tests, and returns what stops it. Environment variables choose models and settings, as for
 * `tramontane serve`; the default is the bundled model on a free port.
 */
export default async function setup({ provide }: SetupContext): Promise<() => Promise<void>> {
  const server: Server = await startServer();
  const { url, accountId, apiToken, modelNames } = server;
  provide('tramontane', { url, accountId, apiToken, modelNames });
  return () => server.close();
}
