// What a run is to everything above a binding: one function, and the options it takes besides the input.

/**
 * What one run may be given besides its input.
 *
 * @example
 * await ai.run(model, input, { signal: AbortSignal.timeout(10_000), extraHeaders: { 'x-session-affinity': 'a1' } });
 */
export interface AiOptions {
  /** Stops the run, the generation on the server included. The promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Sent with the request. They cannot replace the headers which the API needs. */
  extraHeaders?: Record<string, string>;
}

/** Runs a model over some binding: an answer, or a stream of bytes. Every failure is an AiError or the signal's reason. */
export type Run = (model: string, input: Record<string, unknown>, options?: AiOptions) => Promise<unknown>;
