// Whether the server runs, and whether it can answer: for load balancers and process managers. Both routes report known
// state without running a model. They need no token and have no envelope.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { assignRequestId } from './request-context.ts';
import { sendJson } from './send-json.ts';

/** What is known of a model's engine; engine/state.ts explains the status. */
export interface EngineReport {
  /** The name the model is served under. */
  readonly name: string;
  readonly status: 'starting' | 'ready' | 'unloaded' | 'restarting' | 'draining';
  readonly nRestarts: number;
  readonly lastFailure: { readonly at: Date } | null;
  /** While it loads for the first time. */
  readonly loading?: LoadingReport | undefined;
  /** Of a model whose engines are elsewhere. */
  readonly upstreams?: readonly { readonly engine: string | undefined; readonly isInService: boolean }[] | undefined;
}

/** How far the loading of a model is. */
export interface LoadingReport {
  readonly stage: string;
  /** The part of the stage that is done, 0 to 1. */
  readonly share: number;
  /** Until the model is loaded; null if that is not known. */
  readonly secondsLeft: number | null;
}

/** The server's state; one per server. */
export class Health {
  readonly #engines: () => readonly EngineReport[];
  #draining = false;

  constructor(engines: () => readonly EngineReport[]) {
    this.#engines = engines;
  }

  /** The server shuts down: running answers may end, new requests should go elsewhere. */
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

/** GET /healthz. Stays 200 while an engine is away: the server restarts engines itself. */
export function reportHealth(health: Health): RequestHandler {
  return (_req, res) => {
    if (health.isDraining) sendJson(res, 503, { status: 'unavailable' });
    else sendJson(res, 200, { status: 'ok' });
  };
}

/** GET /readyz: 200 while at least one model can run; one that is unloaded loads when it is asked. Why an engine failed is told in the log only. */
export function reportReadiness(health: Health): RequestHandler {
  return (_req, res) => {
    const { engines, isDraining } = health;
    const isReady = !isDraining && engines.some(({ status }) => status === 'ready' || status === 'unloaded');
    const models = engines.map(({ name, status, nRestarts, lastFailure, loading, upstreams }) => ({
      name,
      status: isDraining ? 'draining' : status,
      restarts: nRestarts,
      last_failure_at: lastFailure?.at.toISOString() ?? null,
      stage: loading?.stage,
      progress: loading && Math.floor(loading.share * 100) / 100,
      // Without addresses: everybody may read this.
      upstreams: upstreams?.map(({ engine, isInService }) => ({ engine: engine ?? null, ready: isInService })),
    }));
    sendJson(res, isReady ? 200 : 503, { status: isReady ? 'ready' : 'unavailable', models });
  };
}

/** Seconds after which to try again if nothing is known about the time left, and the most that is said. */
const usualRetrySeconds = 5;
const mostRetrySeconds = 60;

/** Last of the routes while models load: every other request is refused for now. */
export function refuseWhileLoading(health: Health): RequestHandler {
  return (_req, res) => {
    assignRequestId(res);
    const current = health.engines.find(({ loading }) => loading && loading.stage !== 'waiting') ?? health.engines[0];
    const { stage = 'loading', share = 0, secondsLeft = null } = current?.loading ?? {};
    const left = Math.min(mostRetrySeconds, Math.max(1, secondsLeft ?? usualRetrySeconds));
    throw new ServerError(
      'engineLost',
      `The model is loading (${stage}, ${Math.floor(share * 100)} %), please try again.`,
      {
        retryAfterSeconds: left,
      },
    );
  };
}
