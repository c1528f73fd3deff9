// The options of a run, types only.
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
  /** The key under which the answer is cached, in place of one made from the request. */
  cacheKey?: string;
  /** How long the answer is cached, in seconds. */
  cacheTtl?: number;
  /** Whether the model is asked even if there is a cached answer. */
  skipCache?: boolean;
  /** Labels to find the request by in the gateway's log, five at most. */
  metadata?: Record<string, string | number | boolean | bigint | null>;
  /** Whether the request is logged; overrides the gateway's own setting. */
  collectLog?: boolean;
  /** An id of your own for the request. */
  eventId?: string;
  /** How long the gateway waits for the model, in milliseconds. */
  requestTimeoutMs?: number;
  /** How often the gateway tries again. The retries of this package come on top. */
  retries?: {
    /** Tries in all. */
    maxAttempts?: 1 | 2 | 3 | 4 | 5;
    /** Milliseconds between two tries. */
    retryDelayMs?: number;
    /** How the pause grows. */
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
  /** Milliseconds until the answer, or the beginning of its stream, must be there, retries included. Default: no limit. */
  timeoutMs?: number | undefined;
  /**
   * How often to try again after a failure that may pass (no connection, 408, 429, 5xx), as long as no answer has begun.
   *
   * @defaultValue 2
   */
  maxRetries?: number | undefined;
}

/**
 * What a run takes besides its input.
 *
 * @example
 * await ai.run(model, input, { timeoutMs: 30_000, maxRetries: 4, extraHeaders: { 'x-session-affinity': 'a1' } });
 */
export interface AiOptions extends CallOptions {
  /**
   * Largest answer that is read whole, in bytes, decompressed; a larger one is an AiServerError. Streams are not read here.
   *
   * @defaultValue 67,108,864 (64 MiB)
   */
  maxAnswerBytes?: number | undefined;
  /** Sent with the request, by name. They cannot replace the headers which the API needs. */
  // An object, as in the runtime's own type, so that its options are assignable.
  extraHeaders?: object | undefined;
  /** The answer is the HTTP response, unread, and a refusal is not thrown. */
  returnRawResponse?: boolean | undefined;
  /** The AI Gateway to run through. */
  gateway?: GatewayOptions | undefined;
  /** Labels to find the run by: at most five, of at most 50 letters, digits and `: - . / @`. */
  tags?: string[] | undefined;
  /** Queues the run, where the model supports it; the answer has the `request_id` by which to ask for the outcome. */
  queueRequest?: boolean | undefined;
  /**
   * A model without free capacity refuses at once, with an AiCapacityError, instead of queueing the run. The run is not
   * tried again then, unless `maxRetries` is given.
   */
  rejectIfBusy?: boolean | undefined;
  /** Goes before the model's name. Only `env.AI` has it; REST refuses it. */
  prefix?: string | undefined;
  /** The answer is the response of a WebSocket. Only `env.AI` has it; REST refuses it. */
  websocket?: boolean | undefined;
}

/**
 * Options for all runs of an Ai; a run's own options come first. Options that change what an answer is can only be given
 * to a run.
 *
 * @example
 * const defaults: AiDefaults = { timeoutMs: 30_000, gateway: { id: 'my-gateway' } };
 * const ai = new Ai(env.AI, defaults);
 */
export type AiDefaults = Omit<AiOptions, 'returnRawResponse' | 'queueRequest' | 'websocket'> & {
  /** Only for a single run. */
  returnRawResponse?: false | undefined;
  /** Only for a single run. */
  queueRequest?: false | undefined;
  /** Only for a single run. */
  websocket?: false | undefined;
};

/**
 * The answer to a run with `queueRequest`: ask for the outcome with `ai.run(model, { request_id })`.
 *
 * @example
 * const { request_id }: QueuedRun = await ai.run(model, { requests: [{ prompt: 'Hello' }] }, { queueRequest: true });
 */
export interface QueuedRun {
  /** Names the run when its outcome is asked for. */
  request_id: string;
  /** `queued`, where the service says it. */
  status?: string;
}

/** The options that reach a binding. Time-outs and retries are handled above it; the signal tells it when to stop. */
export type RunOptions = Omit<AiOptions, 'timeoutMs' | 'maxRetries'>;

/** The input of a run of any model, typed as the input of text generation models. */
export type RunInput = components['schemas']['AiRunInput'];
