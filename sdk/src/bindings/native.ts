// The runtime's own binding. It speaks its private protocol itself; here only its errors are given a type.
import { readAnswer } from '../answer.ts';
import type { Model } from '../model.ts';
import type { Binding, RunOptions } from '../options.ts';
import { failureOfNative, withTypedErrors } from '../typed-errors.ts';

/**
 * The AI binding of a Worker, or anything that has its `run`.
 *
 * @example
 * const ai = new Ai(env.AI);
 */
export interface NativeBinding {
  /** As `env.AI.run`. */
  // never, so that the runtime's own, heavily overloaded `run` is assignable whatever its version.
  run(model: never, inputs: never, options?: never): Promise<unknown>;
  /** As `env.AI.models`, where there is one. */
  models?(params: never): Promise<unknown>;
}

/** Delegates to `env.AI`. */
export function overNative(binding: NativeBinding): Binding {
  // The public type takes every version of the runtime's overloads; this is what all of them have in common.
  const native = binding as {
    run(model: string, inputs: Record<string, unknown>, options?: RunOptions): Promise<unknown>;
    models?(params: object): Promise<Model[]>;
  };
  // The runtime's own class gives the response as it stands where that is asked for, which tells more than the errors it
  // throws: the request's id, when to try again, and all that went wrong. Others get exactly what was asked, since a mock
  // may look at it.
  const isRuntime = 'lastRequestHttpStatusCode' in binding;

  return {
    async run(model, input, options) {
      const { signal, returnRawResponse, websocket } = options;
      const readsAnswer = isRuntime && !returnRawResponse && !websocket;
      const given = readsAnswer ? { ...options, returnRawResponse: true } : options;
      // No options where there are none, for the same reason.
      const rest = Object.keys(given).length > 0 ? [given] : [];
      const answer = await withTypedErrors(signal, () => native.run(model, input, ...rest), failureOfNative);
      return readsAnswer && answer instanceof Response ? readAnswer(answer, { model, input, signal }) : answer;
    },
    async models(search, { signal }) {
      if (!native.models) throw new TypeError('This binding has no models().');
      return withTypedErrors(signal, () => native.models?.(search) ?? Promise.resolve([]), failureOfNative);
    },
  };
}
