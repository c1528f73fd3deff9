// A server for published clients in front of a real engine. Whether the engine still works for a client is seen by the
// engine's own counters.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TextEvent } from '../../src/text-model.ts';
import { upstreamDefaults } from '../../src/upstream/options.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import { BaseServer } from '../clients/base-server.ts';
import { model, until } from '../http/harness.ts';
import { readWork, type UpstreamOfTests, type Work } from './upstream-of-tests.ts';

/**
 * Pieces of an answer before its client leaves: a tiny model makes hundreds of tokens in the time that a look at its counters
 * takes, so the answer itself says that the engine is at work.
 */
const nBefore = 5;
/** Of the longest answer of the tests. */
const maxTokens = 480;
/** An engine that makes fewer tokens was stopped. How soon it was, is measured by bench/gateway-abort.ts. */
const mostMade = 0.9 * maxTokens;
const patienceMs = 10_000;

export class GatewayServer extends BaseServer {
  readonly closesAtLimit = false;
  shortMs = 0;
  readonly #upstream: UpstreamOfTests;
  #onEvent: () => void = () => undefined;

  constructor(upstream: UpstreamOfTests) {
    super();
    this.#upstream = upstream;
  }

  override async start(): Promise<void> {
    const { url, key } = this.#upstream;
    const upstreams = [{ ...upstreamDefaults, url, key }];
    const served = await UpstreamModel.start({ name: model, upstreams });
    if (served.state().status !== 'ready') throw new Error(`${url}: ${served.state().lastFailure?.reason}`);
    const accept = served.accept.bind(served);
    served.accept = async (input) => {
      const { answer } = await accept(input);
      return { answer: (options, signal) => this.#watched(answer(options, signal)) };
    };
    this.shortMs = Math.ceil((await msOfLongest(served)) / 4);
    await this.serve([served]);
  }

  async *#watched(events: AsyncIterable<TextEvent>): AsyncGenerator<TextEvent> {
    for await (const event of events) {
      this.#onEvent();
      yield event;
    }
  }

  override async expectToStop(start: () => Promise<unknown>, leave: () => void): Promise<unknown> {
    const before = await this.#atRest();
    const nLogged = this.log.length;
    let nSeen = 0;
    this.#onEvent = () => {
      if (++nSeen === nBefore) leave();
    };
    const outcome = start().catch((error: unknown) => error);
    await until(() => this.log.length > nLogged, 'the server has noticed that the client left', patienceMs);
    expect(this.log.at(-1)).toMatchObject({ level: 30, disconnected: true });
    const after = await this.#atRest();
    expect(after.nMade - before.nMade, 'tokens that the engine made').toBeLessThan(mostMade);
    return outcome;
  }

  /** The counters of the engine once it does nothing. */
  async #atRest(): Promise<Work> {
    const startedMs = performance.now();
    for (;;) {
      const work = await readWork(this.#upstream);
      if (work.nRunning === 0) return work;
      if (performance.now() - startedMs > patienceMs) throw new Error('the engine does not come to rest');
      await sleep(20);
    }
  }
}

/** How long the engine takes for the longest answer of the tests; the second one, since its first one may be slower. */
async function msOfLongest(served: UpstreamModel): Promise<number> {
  const input = { prompt: 'Once upon a time', raw: true, maxTokens, sampling: { temperature: 0 } };
  let startedMs = 0;
  for (let i = 0; i < 2; i++) {
    startedMs = performance.now();
    const { answer } = await served.accept(input);
    for await (const _event of answer({ nth: 0 }));
  }
  return performance.now() - startedMs;
}
