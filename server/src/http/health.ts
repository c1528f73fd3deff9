// Whether the server lives, and whether it can answer, for load balancers and whoever restarts processes. Not a probe: it
// tells what is known. Both routes need no token and have no envelope.
import type { RequestHandler } from 'express';
import { sendJson } from './send-json.ts';

/** A model's engine, as far as it can be asked; engine/state.ts says what the words mean. */
export interface EngineReport {
  /** The name the model is served under. */
  readonly name: string;
  readonly status: 'starting' | 'ready' | 'restarting' | 'draining';
  readonly nRestarts: number;
  readonly lastFailure: { readonly at: Date } | null;
}

/** The server's state; one per server. */
export class Health {
  readonly #engines: () => readonly EngineReport[];
  #draining = false;

  constructor(engines: () => readonly EngineReport[]) {
    this.#engines = engines;
  }

  /** The server is shutting down: answers that run may end, nothing new is wanted. */
  drain(): void {
    this.#draining = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  get engines(): readonly EngineReport[] {
    return this.#engines();
  }
}

/** GET /healthz. An engine that is away is no reason to restart the server: it is started again. */
export function reportHealth(health: Health): RequestHandler {
  return (_req, res) => {
    if (health.isDraining) sendJson(res, 503, { status: 'unavailable' });
    else sendJson(res, 200, { status: 'ok' });
  };
}

/** GET /readyz: ready while there is a model that can be run. What an engine failed of is in the log, not for everybody. */
export function reportReadiness(health: Health): RequestHandler {
  return (_req, res) => {
    const { engines, isDraining } = health;
    const isReady = !isDraining && engines.some(({ status }) => status === 'ready');
    const models = engines.map(({ name, status, nRestarts, lastFailure }) => ({
      name,
      status: isDraining ? 'draining' : status,
      restarts: nRestarts,
      last_failure_at: lastFailure?.at.toISOString() ?? null,
    }));
    sendJson(res, isReady ? 200 : 503, { status: isReady ? 'ready' : 'unavailable', models });
  };
}
