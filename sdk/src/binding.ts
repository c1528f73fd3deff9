// What can stand behind an Ai, and how the three kinds are told apart. How each is spoken to is in bindings/.
import { type FetcherBinding, overFetcher } from './bindings/fetcher.ts';
import { type NativeBinding, overNative } from './bindings/native.ts';
import { overRest, type RestBinding } from './bindings/rest.ts';
import type { Binding } from './options.ts';

/**
 * What `new Ai()` takes.
 *
 * @example
 * const binding: AiBinding = env.AI ?? { accountId: env.ACCOUNT_ID, apiToken: env.API_TOKEN };
 */
export type AiBinding = NativeBinding | FetcherBinding | RestBinding;

/** Finds out what was given, once; each call then goes the same way. */
export function openBinding(binding: AiBinding): Binding {
  if ((typeof binding === 'object' && binding) || typeof binding === 'function') {
    // A stub answers every property with a function, so what it answers tells nothing. What is owned or inherited does:
    // a stub owns nothing and inherits fetch, the runtime's Ai inherits both run and fetch.
    if (Object.hasOwn(binding, 'accountId') || Object.hasOwn(binding, 'apiToken'))
      return overRest(binding as RestBinding);
    if (hasMethod(binding, 'run')) return overNative(binding as NativeBinding);
    if (hasMethod(binding, 'fetch')) return overFetcher(binding as FetcherBinding);
    // A proxy of the runtime's Ai, as local tools make them, shows its methods only when asked.
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

// Names of fields, never their values: one of them may be a token.
function describe(binding: unknown): string {
  if (typeof binding === 'object' && binding) return `an object with ${Object.keys(binding).join(', ') || 'nothing'}`;
  return binding === null ? 'null' : typeof binding;
}
