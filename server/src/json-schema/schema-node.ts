// A JSON schema as a graph: subschemas with their places, connected by references.
import { GrammarError } from '../grammar/grammar-error.ts';

/** The keywords of a schema object, unchecked. */
export type Keywords = Readonly<Record<string, unknown>>;

export const jsonTypes = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;

export type JsonType = (typeof jsonTypes)[number];

/** What negation.ts says of values and no keyword can say. */
export interface InnerKeywords {
  /** Unlike `type`, says nothing about which types are meant to be written. */
  readonly types?: readonly JsonType[];
  /** A property that is not there. */
  readonly absent?: string;
  /** Some property that a schema neither declares nor has a pattern for. */
  readonly beyond?: Keywords;
  /** Strings other than these. */
  readonly excluded?: readonly string[];
  /** A pattern that strings do not match. */
  readonly unmatched?: string;
}

/** A schema or subschema. */
export interface SchemaNode {
  readonly inner?: InnerKeywords;
  readonly value: boolean | Keywords;
  /** Where it stands, as a URI fragment: `#/properties/name`. */
  readonly path: string;
  readonly document: SchemaDocument;
}

/** A whole schema, within which references are resolved. */
export class SchemaDocument {
  readonly root: SchemaNode;
  readonly #anchors = new Map<string, SchemaNode>();
  #isSearched = false;

  /** @param path the place of the whole, for errors */
  constructor(schema: unknown, path = '#') {
    this.root = this.node(schema, path);
  }

  /** A subschema as a node. @throws GrammarError if it is no schema */
  node(value: unknown, path: string): SchemaNode {
    if (typeof value === 'boolean' || isRecord(value)) return { value, path, document: this };
    throw new GrammarError(`the schema at '${path}' must be an object or a boolean`);
  }

  /** The target of a `$ref`. */
  resolve(reference: unknown, from: SchemaNode): SchemaNode {
    const where = `'$ref' at '${from.path}'`;
    if (typeof reference !== 'string') throw new GrammarError(`${where} must be a string`);
    if (!reference.startsWith('#')) {
      throw new GrammarError(`${where} cannot be held: '${reference}' is another document; put it into '$defs'`);
    }
    const found = /^#(?:\/|$)/.test(reference) ? this.#at(reference) : this.#anchor(reference.slice(1));
    if (!found) throw new GrammarError(`${where} leads nowhere: there is no '${reference}'`);
    return found;
  }

  #at(reference: string): SchemaNode | undefined {
    let value: unknown = this.root.value;
    for (const part of reference.split('/').slice(1)) {
      const key = decode(part);
      if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
        return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    const suffix = reference.slice(1);
    return this.node(value, this.root.path + suffix);
  }

  #anchor(name: string): SchemaNode | undefined {
    if (!this.#isSearched) this.#search(this.root.value, this.root.path);
    this.#isSearched = true;
    return this.#anchors.get(name);
  }

  #search(value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (key === '$anchor' && typeof part === 'string') this.#anchors.set(part, this.node(value, path));
      else this.#search(part, `${path}/${pointerPart(key)}`);
    }
  }
}

/** A key as a part of a JSON pointer. */
export function pointerPart(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
