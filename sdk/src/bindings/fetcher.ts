// A service binding: the protocol the runtime's binding speaks (version 3), over anyone's fetch.
// Unlike REST it names the model in a header, and its answers have no envelope; one that has is unwrapped all the same.
import { readAnswer } from '../answer.ts';
import { connectionFailure } from '../failure.ts';
import type { Run } from '../run.ts';

/**
 * A service binding, or anything that has its `fetch` and speaks the binding protocol (`POST /run`).
 *
 * @example
 * const ai = new Ai(env.MY_AI_SERVICE);
 */
export interface FetcherBinding {
  fetch(input: string, init?: RequestInit): Promise<Response>;
}

// The host means nothing: a service binding is not found by name.
const url = 'http://workers-binding.ai/run?version=3';

/** Speaks the binding protocol to whatever is behind `fetch`. */
export function runOverFetcher(binding: FetcherBinding): Run {
  return async (model, input, { signal, extraHeaders, ...options } = {}) => {
    signal?.throwIfAborted();
    const headers = new Headers(extraHeaders);
    headers.set('content-type', 'application/json');
    headers.set('cf-consn-sdk-version', '2.0.0');
    headers.set('cf-consn-model-id', model);
    const body = JSON.stringify({ inputs: input, options });
    let response: Response;
    try {
      response = await binding.fetch(url, { method: 'POST', headers, body, ...(signal && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      throw connectionFailure(`the service binding, for ${model},`, error);
    }
    return readAnswer(response, { model, wantsStream: input.stream === true, signal });
  };
}
