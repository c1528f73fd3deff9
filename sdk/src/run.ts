// What a run is to everything above a binding: what it is asked with, and the three calls that a binding answers.
import type { Model, ModelSearch } from './model.ts';

/**
 * An AI Gateway to run through, as `env.AI` takes it. Over REST it becomes the `cf-aig-*` headers.
 *
 * @example
 * await ai.run(model, input, { gateway: { id: 'my-gateway', skipCache: true } });
 */
export interface GatewayOptions {
  /** The gateway's name. */
  id: string;
  /** Under which the answer is kept, in place of one made of the request. */
  cacheKey?: string;
  /** How long the answer is kept, in seconds. */
  cacheTtl?: number;
  /** Whether the model is asked even if there is an answer that was kept. */
  skipCache?: boolean;
  /** Words to find the request by in the gateway's log; five of them at most. */
  metadata?: Record<string, string | number | boolean | bigint | null>;
  /** Whether the request is logged, in place of what the gateway is set to. */
  collectLog?: boolean;
  /** An id of your own for the request. */
  eventId?: string;
  /** How long the gateway waits for the model, in milliseconds. */
  requestTimeoutMs?: number;
  /** How often the gateway tries again, besides the retries of this package. */
  retries?: {
    /** Tries altogether. */
    maxAttempts?: 1 | 2 | 3 | 4 | 5;
    /** Milliseconds between two of them. */
    retryDelayMs?: number;
    /** How that pause grows. */
    backoff?: 'constant' | 'linear' | 'exponential';
  };
}

/**
 * How long a call may take, and how often it is tried.
 *
 * @example
 * await ai.models({}, { timeoutMs: 5_000, maxRetries: 0 });
 */
export interface CallOptions {
  /** Stops the call, the generation on the server included: an AiAbortError with the signal's reason as its cause. */
  signal?: AbortSignal;
  /** Milliseconds until the answer, or the beginning of its stream, must be there, retries included. Default: none. */
  timeoutMs?: number;
  /**
   * How often to try again what may succeed later (no connection, 408, 429, 5xx), before the answer has begun.
   *
   * @defaultValue 2
   */
  maxRetries?: number;
}

/**
 * What one run may be given besides its input.
 *
 * @example
 * await ai.run(model, input, { timeoutMs: 30_000, maxRetries: 4, extraHeaders: { 'x-session-affinity': 'a1' } });
 */
export interface AiOptions extends CallOptions {
  /** Sent with the request. They cannot replace the headers which the API needs. */
  extraHeaders?: Record<string, string>;
  /** The answer is the HTTP response as it stands, refusals included; nothing is read or thrown. */
  returnRawResponse?: boolean;
  /** The AI Gateway to run through. */
  gateway?: GatewayOptions;
  /** Words to find the run by: at most five of at most 50 letters, digits and `: - . / @`. */
  tags?: string[];
  /** The run is queued, where the model can do that; the answer has the `request_id` to ask with later. */
  queueRequest?: boolean;
  /**
   * A model without free capacity refuses at once, with an AiCapacityError, instead of waiting for it. Nor is it tried
   * again then, unless `maxRetries` says so.
   */
  rejectIfBusy?: boolean;
  /** Of `env.AI`: goes before the model's name. REST has no place for it, and refuses it. */
  prefix?: string;
  /** Of `env.AI`: the answer is the response of a WebSocket. REST refuses it. */
  websocket?: boolean;
}

/** What is left of the options for a binding: time and retries are not its business, but it hears when to stop. */
export type RunOptions = Omit<AiOptions, 'timeoutMs' | 'maxRetries'>;

/** What stands behind an Ai. Every failure is an AiError, or the signal's reason when it is aborted. */
export interface Binding {
  /** An answer, a stream of bytes, or with returnRawResponse a Response. */
  run(model: string, input: Record<string, unknown>, options: RunOptions): Promise<unknown>;
  models(search: ModelSearch, options: { signal?: AbortSignal | undefined }): Promise<Model[]>;
}
