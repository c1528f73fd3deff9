// The three kinds of binding, and how they are told apart. bindings/ has a file on how each is spoken to.

import type { Binding } from './bindings/binding.ts';
import { type FetcherBinding, overFetcher } from './bindings/fetcher.ts';
import { type NativeBinding, overNative } from './bindings/native.ts';
import { overRest, type RestBinding } from './bindings/rest.ts';

/**
 * What `new Ai()` takes.
 *
 * @example
 * const binding: AiBinding = env.AI ?? { accountId: env.ACCOUNT_ID, apiToken: env.API_TOKEN };
 */
export type AiBinding = NativeBinding | FetcherBinding | RestBinding;

/** Finds out once which kind it is.
 *
 * @throws TypeError if it is none of the three
 */
export function openBinding(binding: AiBinding): Binding {
  if ((typeof binding === 'object' && binding) || typeof binding === 'function') {
    // A service stub has a function for every property name, so reading a property tells nothing. Ownership does: a stub
    // owns nothing and inherits fetch; the runtime's Ai inherits both run and fetch.
    if (Object.hasOwn(binding, 'accountId') || Object.hasOwn(binding, 'apiToken'))
      return overRest(binding as RestBinding);
    if (hasMethod(binding, 'run')) return overNative(binding as NativeBinding);
    if (hasMethod(binding, 'fetch')) return overFetcher(binding as FetcherBinding);
    // Local tools put a proxy around the runtime's Ai, whose methods are found only by asking for them.
    if ('run' in binding && typeof binding.run === 'function') return overNative(binding);
  }
  throw new TypeError(
    `Ai binding is ${describe(binding)}. Please provide a valid binding: env.AI (is "ai" in the Worker's configuration?), ` +
      'a service binding (something with fetch), or { accountId, apiToken, baseUrl? }.',
  );
}

function hasMethod(binding: object, name: string): boolean {
  const prototype: unknown = Object.getPrototypeOf(binding);
  const inherited = typeof prototype === 'object' && prototype !== null && name in prototype;
  return inherited || (Object.hasOwn(binding, name) && typeof Reflect.get(binding, name) === 'function');
}

// The names of the fields only: a value may be a token.
function describe(binding: unknown): string {
  if (typeof binding === 'object' && binding) return `an object with ${Object.keys(binding).join(', ') || 'nothing'}`;
  return binding === null ? 'null' : typeof binding;
}
