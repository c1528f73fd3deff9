// The one way in which settings are wrong.

/** A setting that cannot be used: which one, what was found, what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(name: string, found: string, accepted: string) {
    super(`${name} is ${found}; it takes ${accepted}`);
  }
}
