// Arguments that cannot be right are a TypeError, before anything is sent.

/** The error. It names the type of the value, and the value only of a number: a text may be a part of a secret. */
export function invalidArgument(name: string, expected: string, found: unknown): TypeError {
  const words = found === '' ? 'empty' : typeof found === 'number' ? found : `of type ${typeof found}`;
  return new TypeError(`${name} must be ${expected}, but is ${words}.`);
}

/** Refuses options that only `env.AI` has. Dropping them silently would hide the mistake. */
export function refuseOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value) throw new TypeError(`The option "${name}" works over env.AI only; this binding does not have it.`);
  }
}
