// Whether the server takes requests, for load balancers. Not a probe: it tells what is known.
import type { RequestHandler } from 'express';
import { sendJson } from './wire.ts';

/** The server's state; one per server. */
export class Health {
  readonly #isReady: () => boolean;
  #draining = false;

  /** @param isReady whether there is anything that could answer */
  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  /** The server is shutting down: answers that run may end, nothing new is wanted. */
  drain(): void {
    this.#draining = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  get status(): 'ok' | 'unavailable' {
    return this.#draining || !this.#isReady() ? 'unavailable' : 'ok';
  }
}

/** GET /healthz: no token, no envelope. */
export function reportHealth(health: Health): RequestHandler {
  return (_req, res) => {
    const { status } = health;
    sendJson(res, status === 'ok' ? 200 : 503, { status });
  };
}
