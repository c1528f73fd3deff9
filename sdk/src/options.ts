// What a run is to everything above a binding: what it is asked with, and the three calls that a binding answers.
import type { Model, ModelSearch } from './model.ts';
import type { components } from './openapi.gen.ts';

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
  signal?: AbortSignal | undefined;
  /** Milliseconds until the answer, or the beginning of its stream, must be there, retries included. Default: none. */
  timeoutMs?: number | undefined;
  /**
   * How often to try again what may succeed later (no connection, 408, 429, 5xx), before the answer has begun.
   *
   * @defaultValue 2
   */
  maxRetries?: number | undefined;
}

/**
 * What one run may be given besides its input.
 *
 * @example
 * await ai.run(model, input, { timeoutMs: 30_000, maxRetries: 4, extraHeaders: { 'x-session-affinity': 'a1' } });
 */
export interface AiOptions extends CallOptions {
  /** Sent with the request, by name. They cannot replace the headers which the API needs. */
  // An object, as the runtime's own type has it, whose options are to be taken as they are.
  extraHeaders?: object | undefined;
  /** The answer is the HTTP response as it stands, refusals included; nothing is read or thrown. */
  returnRawResponse?: boolean | undefined;
  /** The AI Gateway to run through. */
  gateway?: GatewayOptions | undefined;
  /** Words to find the run by: at most five of at most 50 letters, digits and `: - . / @`. */
  tags?: string[] | undefined;
  /** The run is queued, where the model can do that; the answer has the `request_id` to ask with later. */
  queueRequest?: boolean | undefined;
  /**
   * A model without free capacity refuses at once, with an AiCapacityError, instead of waiting for it. Nor is it tried
   * again then, unless `maxRetries` says so.
   */
  rejectIfBusy?: boolean | undefined;
  /** Of `env.AI`: goes before the model's name. REST has no place for it, and refuses it. */
  prefix?: string | undefined;
  /** Of `env.AI`: the answer is the response of a WebSocket. REST refuses it. */
  websocket?: boolean | undefined;
}

/**
 * Options for all runs of an Ai, whatever a single run does not say otherwise. Those that change what an answer is are
 * left to the run.
 *
 * @example
 * const defaults: AiDefaults = { timeoutMs: 30_000, gateway: { id: 'my-gateway' } };
 * const ai = new Ai(env.AI, defaults);
 */
export type AiDefaults = Omit<AiOptions, 'returnRawResponse' | 'queueRequest' | 'websocket'> & {
  /** Not for all runs. */
  returnRawResponse?: false | undefined;
  /** Not for all runs. */
  queueRequest?: false | undefined;
  /** Not for all runs. */
  websocket?: false | undefined;
};

/**
 * What a run with `queueRequest` answers: ask for the outcome with `ai.run(model, { request_id })`.
 *
 * @example
 * const { request_id }: QueuedRun = await ai.run(model, { requests: [{ prompt: 'Hello' }] }, { queueRequest: true });
 */
export interface QueuedRun {
  /** To ask with later. */
  request_id: string;
  /** `queued`, where it is told. */
  status?: string;
}

/** What is left of the options for a binding: time and retries are not its business, but it hears when to stop. */
export type RunOptions = Omit<AiOptions, 'timeoutMs' | 'maxRetries'>;

/** What a run is given: whatever the model takes, typed as the text generation models' input. */
export type RunInput = components['schemas']['AiTextGenerationInput'];

/** What stands behind an Ai. Every failure is an AiError, or the signal's reason when it is aborted. */
export interface Binding {
  /** An answer, a stream of bytes, or with returnRawResponse a Response. */
  run(model: string, input: RunInput, options: RunOptions): Promise<unknown>;
  models(search: ModelSearch, options: { signal?: AbortSignal | undefined }): Promise<Model[]>;
}
