// The runtime's own binding. It speaks its private protocol itself; here only its errors are given a type.
import { failureOfNative } from '../failure.ts';
import type { AiOptions, Run } from '../run.ts';

/**
 * The AI binding of a Worker, or anything that has its `run`.
 *
 * @example
 * const ai = new Ai(env.AI);
 */
export interface NativeBinding {
  // never, so that the runtime's own, heavily overloaded `run` is assignable whatever its version.
  run(model: never, inputs: never, options?: never): Promise<unknown>;
}

/** Delegates to `env.AI.run`. */
export function runNative(binding: NativeBinding): Run {
  // The public type takes every version of the runtime's overloads; this is what all of them have in common.
  const native = binding as {
    run(model: string, inputs: Record<string, unknown>, options?: AiOptions): Promise<unknown>;
  };
  return async (model, input, options) => {
    options?.signal?.throwIfAborted();
    try {
      return await native.run(model, input, options);
    } catch (error) {
      options?.signal?.throwIfAborted();
      throw failureOfNative(error);
    }
  };
}
