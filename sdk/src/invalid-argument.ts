// What cannot be meant is the caller's TypeError, before anything is sent.

/** The error. What was found is told by its kind, unless it is a number: it may be half a secret. */
export function invalidArgument(name: string, expected: string, found: unknown): TypeError {
  const words = found === '' ? 'empty' : typeof found === 'number' ? found : `of type ${typeof found}`;
  return new TypeError(`${name} must be ${expected}, but is ${words}.`);
}

/** Refuses options that only `env.AI` has. What would be dropped without a word would be looked for elsewhere. */
export function refuseOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value) throw new TypeError(`The option "${name}" is one of env.AI: there is nothing like it here.`);
  }
}
