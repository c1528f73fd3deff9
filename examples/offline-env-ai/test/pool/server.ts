// A server for the tests that run in workerd, which cannot start one.
import type { TestProject } from 'vitest/node';
import { type LiveServer, startServer } from '../../../worker/test/live-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    server: Pick<LiveServer, 'url' | 'apiToken'>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, apiToken, stop } = await startServer();
  project.provide('server', { url, apiToken });
  return stop;
}
