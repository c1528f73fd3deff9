// The error of every setting that is not valid.

/** A setting that is not valid: its name, what was found, what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(name: string, found: string, accepted?: string) {
    super(`${name} is ${found}${accepted === undefined ? '' : `; it takes ${accepted}`}`);
  }
}
