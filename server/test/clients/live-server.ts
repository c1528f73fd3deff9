// A server for published clients: on a real socket, with the bundled model on its device and no stand-ins. The model's
// steps show whether the engine still works for a client, which a client cannot see.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { loadModel } from '../../src/load-model.ts';
import { GatewayServer } from '../engines/gateway-server.ts';
import { upstreamOfTests } from '../engines/upstream-of-tests.ts';
import { model, until } from '../http/harness.ts';
import { BaseServer } from './base-server.ts';

/** A greedy text of the bundled model, which ends by its limit only. */
export const story = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 40 };
/** The same, as long as it can get: what is aborted in the tests. */
export const longStory = { ...story, max_tokens: 480 };
/** How both begin. */
export const storyBegins = /^, there was a little girl named Lily\. /;

export class LiveServer extends BaseServer {
  readonly closesAtLimit = true;
  readonly shortMs = 500;
  #nSteps = 0;
  /** How long a step takes at least, so that no device is done before a client can leave. */
  #stepMs = 0;

  async start(): Promise<void> {
    const loaded = await loadModel({ name: model, path: bundledModelPath });
    const { model: stepper } = loaded;
    const forward = stepper.forward.bind(stepper);
    stepper.forward = async (batch) => {
      this.#nSteps++;
      if (this.#stepMs > 0) await sleep(this.#stepMs);
      return forward(batch);
    };
    await this.serve([loaded]);
  }

  async expectToStop(start: () => Promise<unknown>, leave: () => void): Promise<unknown> {
    const before = this.#nSteps;
    const nLogged = this.log.length;
    this.#stepMs = 5;
    const outcome = start().catch((error: unknown) => error);
    await until(() => this.#nSteps > before + 5, 'the model is at work');
    leave();
    await until(() => this.log.length > nLogged, 'the server has noticed that the client left');
    await sleep(50); // a step may have been under way
    const nSteps = this.#nSteps - before;
    await sleep(100);
    this.#stepMs = 0;
    expect(this.#nSteps - before, 'steps after the client has left').toBe(nSteps);
    expect(nSteps).toBeLessThan(longStory.max_tokens / 2);
    expect(this.log.at(-1)).toMatchObject({ level: 30, disconnected: true });
    return outcome;
  }
}

/** One server for the tests of a file: in front of an engine elsewhere, where the tests are run for that engine. */
export function useLiveServer(): BaseServer {
  const server = upstreamOfTests ? new GatewayServer(upstreamOfTests) : new LiveServer();
  beforeAll(() => server.start());
  afterAll(() => server.close());
  return server;
}

/** What a promise is rejected with; throws when it is not. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`expected a rejection, but there was an answer: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}
