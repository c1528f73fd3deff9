// A service binding: the protocol of the runtime's own binding (version 3), over the fetch of any service. Unlike REST it
// names the model in a header, and its answers have no envelope. An envelope is unwrapped all the same.
import { readAnswer, readModels } from '../answer.ts';
import { refuseOptions } from '../invalid-argument.ts';
import { queryOf } from '../query.ts';
import { connectionFailure, withTypedErrors } from '../typed-errors.ts';
import type { Binding } from './binding.ts';

/**
 * A service binding, or anything that has its `fetch` and speaks the binding protocol (`POST /run`).
 *
 * @example
 * const ai = new Ai(env.MY_AI_SERVICE);
 */
export interface FetcherBinding {
  /** As the platform's `fetch`. A service binding ignores the host of the address. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
}

// A service binding ignores the host of the address.
const host = 'http://workers-binding.ai';

/** Speaks the binding protocol over `fetch`. */
export function overFetcher(binding: FetcherBinding): Binding {
  const send = (path: string, init: RequestInit) =>
    withTypedErrors(
      init.signal,
      () => binding.fetch(host + path, init),
      (error) => connectionFailure('the service binding', error),
    );

  return {
    async run(model, input, all) {
      const { signal, extraHeaders, prefix, maxAnswerBytes: _, ...options } = all;
      refuseOptions({ websocket: options.websocket });
      const headers = new Headers({ ...extraHeaders });
      headers.set('content-type', 'application/json');
      headers.set('cf-consn-sdk-version', '2.0.0');
      headers.set('cf-consn-model-id', prefix === undefined ? model : `${prefix}:${model}`);
      const body = JSON.stringify({ inputs: input, options });
      const path = `${options.gateway?.id === undefined ? '' : '/ai-gateway'}/run?version=3`;
      // A redirect would send the prompt elsewhere; it is a refusal.
      const init: RequestInit = { method: 'POST', headers, body, signal: signal ?? null, redirect: 'manual' };
      const response = await send(path, init);
      if (options.returnRawResponse) return response;
      return readAnswer(response, { ...all, model, input });
    },

    async models(search, { signal }) {
      const path = `/ai-api/models/search${queryOf(search)}`;
      return readModels(await send(path, { signal: signal ?? null }), signal);
    },
  };
}
