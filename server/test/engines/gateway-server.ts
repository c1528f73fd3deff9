// A server for published clients in front of a real engine. Whether the engine still works for a client is seen by the
// engine's own gauge.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { upstreamDefaults } from '../../src/upstream/options.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import { BaseServer } from '../clients/base-server.ts';
import { model, until } from '../http/harness.ts';
import { readGauge, type UpstreamOfTests } from './upstream-of-tests.ts';

/** After its client has left, an engine may end the step that it is at, and tell of it at its next look. */
const restMs = 3000;

export class GatewayServer extends BaseServer {
  readonly #upstream: UpstreamOfTests;

  constructor(upstream: UpstreamOfTests) {
    super();
    this.#upstream = upstream;
  }

  override async start(): Promise<void> {
    const { url, key } = this.#upstream;
    const upstreams = [{ ...upstreamDefaults, url, key }];
    const served = await UpstreamModel.start({ name: model, upstreams });
    if (served.state().status !== 'ready') throw new Error(`${url}: ${served.state().lastFailure?.reason}`);
    await this.serve([served]);
  }

  override async expectToStop(start: () => Promise<unknown>, leave: () => void): Promise<unknown> {
    const nLogged = this.log.length;
    const outcome = start().catch((error: unknown) => error);
    await this.#untilRunning((n) => n > 0, 10_000);
    leave();
    const leftMs = performance.now();
    await this.#untilRunning((n) => n === 0, 10_000);
    const ms = performance.now() - leftMs;
    expect(ms, 'ms that the engine went on').toBeLessThan(restMs);
    await until(() => this.log.length > nLogged, 'the server has noticed that the client left');
    expect(this.log.at(-1)).toMatchObject({ level: 30, disconnected: true });
    return outcome;
  }

  async #untilRunning(holds: (nRunning: number) => boolean, timeoutMs: number): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      if (holds(await readGauge(this.#upstream))) return;
      if (performance.now() - startedMs > timeoutMs) throw new Error('the engine’s gauge does not move');
      await sleep(5);
    }
  }
}
