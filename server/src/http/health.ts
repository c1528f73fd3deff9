// Whether the server takes requests, for load balancers. Not a probe: it knows what it was told.
import type { RequestHandler } from 'express';
import { sendJson } from './wire.ts';

/** The server's state; one per server. */
export class Health {
  #draining = false;
  #failed = false;

  /** The server is shutting down: answers that run may end, nothing new is wanted. */
  drain(): void {
    this.#draining = true;
  }

  /** The engine is lost and does not come back by itself. */
  fail(): void {
    this.#failed = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  get status(): 'ok' | 'unavailable' {
    return this.#draining || this.#failed ? 'unavailable' : 'ok';
  }
}

/** GET /healthz: no token, no envelope. */
export function reportHealth(health: Health): RequestHandler {
  return (_req, res) => {
    const { status } = health;
    sendJson(res, status === 'ok' ? 200 : 503, { status });
  };
}
