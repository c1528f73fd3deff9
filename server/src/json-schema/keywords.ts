// The keywords that are refused because no grammar is made of them, so that no assertion of a schema is ignored in
// silence; and readers that check the values of the others. docs/json-schema.md lists all keywords.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Keywords, SchemaNode } from './schema-node.ts';

/** Assertions of the drafts up to 2020-12 that are not supported, and what to use instead. */
const unsupported = { disallow: "use 'not'", extends: "use 'allOf'", divisibleBy: "use 'enum'" } as const;
const unsupportedKeys = Object.keys(unsupported) as (keyof typeof unsupported)[];

/** @throws GrammarError for the first unsupported keyword of a schema */
export function refuseUnsupported({ value, path }: SchemaNode): void {
  if (typeof value === 'boolean') return;
  for (const key of unsupportedKeys) {
    if (value[key] !== undefined) throw new GrammarError(`'${key}' at '${path}' cannot be held; ${unsupported[key]}`);
  }
}

/** Reads keywords of one schema. @throws GrammarError for a value of the wrong kind */
export class KeywordReader {
  readonly #values: Keywords;
  readonly #path: string;

  constructor(values: Keywords, path: string) {
    this.#values = values;
    this.#path = path;
  }

  /** A whole number from 0. */
  count(key: string): number | undefined {
    const value = this.number(key);
    return value === undefined || (Number.isInteger(value) && value >= 0)
      ? value
      : this.#refuse(key, 'a whole number from 0');
  }

  number(key: string): number | undefined {
    const value = this.#values[key];
    return value === undefined || (typeof value === 'number' && Number.isFinite(value))
      ? value
      : this.#refuse(key, 'a number');
  }

  string(key: string): string | undefined {
    const value = this.#values[key];
    return value === undefined || typeof value === 'string' ? value : this.#refuse(key, 'a string');
  }

  strings(key: string): readonly string[] {
    const value = this.#values[key] ?? [];
    // Draft 3 had a boolean here, in the property itself.
    return Array.isArray(value) && value.every((one): one is string => typeof one === 'string')
      ? value
      : this.#refuse(key, 'an array of strings');
  }

  list(key: string): readonly unknown[] | undefined {
    const value = this.#values[key];
    return value === undefined || Array.isArray(value) ? value : this.#refuse(key, 'an array');
  }

  record(key: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#values[key];
    if (value === undefined) return undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : this.#refuse(key, 'an object');
  }

  #refuse(key: string, expected: string): never {
    throw new GrammarError(`'${key}' at '${this.#path}' must be ${expected}`);
  }
}
