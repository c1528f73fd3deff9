// Clients that need env.AI, run in workerd over the runtime's own binding class, whose requests go to a live server.
import type { Miniflare } from 'miniflare';
import { afterAll, beforeAll } from 'vitest';
import { startRuntimeProxy } from '../../../examples/worker/test/runtime-proxy.ts';
import { startNativeWorker } from '../../../examples/worker/test/workers.ts';
import { accountId, apiToken } from '../http/harness.ts';
import type { Question } from './worker.ts';

export class AskingWorker {
  #worker: Miniflare | undefined;
  #stopProxy = () => {};

  async start(url: string): Promise<void> {
    const proxy = await startRuntimeProxy({ url, accountId, apiToken, stop: async () => {} });
    this.#stopProxy = proxy.stop;
    this.#worker = await startNativeWorker(new URL('./worker.ts', import.meta.url).href, proxy.address);
  }

  /** Asks a client in the Worker. What it throws comes back as JSON with status 500. */
  async ask(question: Question): Promise<Response> {
    const init = { method: 'POST', body: JSON.stringify(question) };
    const response: unknown = await this.#worker?.dispatchFetch('http://worker.test/', init);
    return response as Response; // undici's own Response, which the DOM's type describes as well
  }

  async close(): Promise<void> {
    await this.#worker?.dispose();
    this.#stopProxy();
  }
}

/** One Worker for the tests of a file, in front of a server that has been started before. */
export function useWorker(server: { readonly url: string }): AskingWorker {
  const worker = new AskingWorker();
  beforeAll(() => worker.start(server.url));
  afterAll(() => worker.close());
  return worker;
}
