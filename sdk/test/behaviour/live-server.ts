// A server for the behaviour tests, wherever they run: the one of the examples, told to the tests and stopped after them.
import type { TestProject } from 'vitest/node';
import { type LiveServer, startServer } from '../../../examples/worker/test/live-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    server: Pick<LiveServer, 'url' | 'accountId' | 'apiToken'>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, accountId, apiToken, stop } = await startServer();
  project.provide('server', { url, accountId, apiToken });
  return stop;
}
