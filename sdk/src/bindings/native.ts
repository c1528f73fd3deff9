// The runtime's own binding, env.AI. It speaks its private protocol itself; this file only gives its errors a type.
import { readAnswer } from '../answer.ts';
import type { Model } from '../model.ts';
import type { RunOptions } from '../options.ts';
import { failureOfNative, withTypedErrors } from '../typed-errors.ts';
import type { Binding } from './binding.ts';

/**
 * The AI binding of a Worker, or anything that has its `run`.
 *
 * @example
 * const ai = new Ai(env.AI);
 */
export interface NativeBinding {
  /** As `env.AI.run`. */
  // The parameters are never, so that every version of the runtime's overloaded `run` is assignable.
  run(model: never, inputs: never, options?: never): Promise<unknown>;
  /** As `env.AI.models`, where there is one. */
  models?(params: never): Promise<unknown>;
}

/** Delegates to `env.AI`. */
export function overNative(binding: NativeBinding): Binding {
  // The public type accepts every version of the runtime's overloads; this type is what they have in common.
  const native = binding as {
    run(model: string, inputs: Record<string, unknown>, options?: RunOptions): Promise<unknown>;
    models?(params: object): Promise<Model[]>;
  };
  // The runtime's own class can return the whole response, which tells more than the errors that it throws: the id of the
  // request, when to try again, and every error. Other bindings get the caller's options unchanged, since a mock may
  // compare them.
  const isRuntime = isRuntimeAi(binding);

  return {
    async run(model, input, options) {
      const { signal, maxAnswerBytes, ...others } = options;
      const readsAnswer = isRuntime && !options.returnRawResponse && !options.websocket;
      const passed = signal ? { ...others, signal } : others;
      const given = readsAnswer ? { ...passed, returnRawResponse: true } : passed;
      const rest = Object.keys(given).length > 0 ? [given] : []; // no third argument without options
      const answer = await withTypedErrors(signal, () => native.run(model, input, ...rest), failureOfNative);
      return readsAnswer && answer instanceof Response ? readAnswer(answer, { ...options, model, input }) : answer;
    },
    async models(search, { signal }) {
      if (!native.models) throw new TypeError('This binding has no models().');
      return withTypedErrors(signal, () => native.models?.(search) ?? Promise.resolve([]), failureOfNative);
    },
  };
}

/** Whether it is the runtime's own class. A proxy of Miniflare throws where a Worker's stub has no such property. */
function isRuntimeAi(binding: NativeBinding): boolean {
  try {
    return 'lastRequestHttpStatusCode' in binding;
  } catch {
    return false;
  }
}
