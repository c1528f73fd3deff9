// The runtime's own binding. It speaks its private protocol itself; here only its errors are given a type.
import { failureOfNative } from '../failure.ts';
import type { Model } from '../model.ts';
import type { Binding, RunOptions } from '../run.ts';

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
  async function typed<T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      throw failureOfNative(error);
    }
  }

  return {
    run: (model, input, options) => {
      // Exactly what was asked for: a mock or an older runtime may look at how many arguments there are.
      const given = Object.keys(options).length > 0 ? [options] : [];
      return typed(options.signal, () => native.run(model, input, ...given));
    },
    models: (search, { signal }) => {
      if (!native.models) throw new TypeError('This binding has no models().');
      return typed(signal, () => native.models?.(search) ?? Promise.resolve([]));
    },
  };
}
