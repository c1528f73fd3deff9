// What a run is to everything above a binding: what it is asked with, and the three calls that a binding answers.
import type { Model, ModelSearch } from './model.ts';

/**
 * An AI Gateway to run through, as `env.AI` takes it. Over REST it becomes the `cf-aig-*` headers.
 *
 * @example
 * await ai.run(model, input, { gateway: { id: 'my-gateway', skipCache: true } });
 */
export interface GatewayOptions {
  id: string;
  cacheKey?: string;
  /** Seconds. */
  cacheTtl?: number;
  skipCache?: boolean;
  metadata?: Record<string, string | number | boolean | bigint | null>;
  collectLog?: boolean;
  eventId?: string;
  requestTimeoutMs?: number;
  retries?: { maxAttempts?: 1 | 2 | 3 | 4 | 5; retryDelayMs?: number; backoff?: 'constant' | 'linear' | 'exponential' };
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
  /** Of `env.AI`: words to find the run by. */
  tags?: string[];
  /** Of `env.AI`: goes before the model's name. */
  prefix?: string;
}

/** What is left of the options for a binding: time and retries are not its business, but it hears when to stop. */
export type RunOptions = Omit<AiOptions, 'timeoutMs' | 'maxRetries'>;

/** What stands behind an Ai. Every failure is an AiError, or the signal's reason when it is aborted. */
export interface Binding {
  /** An answer, a stream of bytes, or with returnRawResponse a Response. */
  run(model: string, input: Record<string, unknown>, options: RunOptions): Promise<unknown>;
  models(search: ModelSearch, options: { signal?: AbortSignal | undefined }): Promise<Model[]>;
}
