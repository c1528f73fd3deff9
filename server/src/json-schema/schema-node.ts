// A JSON schema as a graph: subschemas with their places, connected by references.
import { GrammarError } from '../grammar/grammar-error.ts';
import { absolute, type NamedSchema, SchemaNames } from './schema-names.ts';

/** The keywords of a schema object, unchecked. */
export type Keywords = Readonly<Record<string, unknown>>;

export const jsonTypes = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;

export type JsonType = (typeof jsonTypes)[number];

/** Some property among those that have a schema by a pattern, or by `additionalProperties`. */
export interface SomeProperty {
  /** Its name matches; absent: it is neither among the schema's `properties` nor matches one of its `patternProperties`. */
  readonly pattern?: string;
  readonly of: Keywords;
  /** The schema that its value fits. */
  readonly value: unknown;
}

/** What negation.ts says of values and no keyword can say. */
export interface InnerKeywords {
  /** What is said of a value that does not fit another schema; `unevaluatedProperties` does not see it. */
  readonly isNegated?: true;
  /** Unlike `type`, says nothing about which types are meant to be written. */
  readonly types?: readonly JsonType[];
  /** Numbers that are not whole. */
  readonly isFractional?: true;
  /** A property that is not there. */
  readonly absent?: string;
  readonly some?: SomeProperty;
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

const referenceKeywords = ['$ref', '$dynamicRef', '$recursiveRef'] as const;

/** A whole schema, within which references are resolved. */
export class SchemaDocument {
  readonly root: SchemaNode;
  #names: SchemaNames | undefined;

  /** @param path the place of the whole, for errors */
  constructor(schema: unknown, path = '#') {
    this.root = this.node(schema, path);
  }

  /** A subschema as a node. @throws GrammarError if it is no schema */
  node(value: unknown, path: string): SchemaNode {
    if (typeof value === 'boolean' || isRecord(value)) return { value, path, document: this };
    throw new GrammarError(`the schema at '${path}' must be an object or a boolean`);
  }

  /** The schemas that a schema refers to. @throws GrammarError where a reference leads out of the document or nowhere */
  referencesOf(node: SchemaNode): SchemaNode[] {
    const { value } = node;
    if (typeof value === 'boolean' || !referenceKeywords.some((keyword) => value[keyword] !== undefined)) return [];
    return referenceKeywords.flatMap((keyword) => {
      const reference = value[keyword];
      if (reference === undefined) return [];
      const target = this.#resolve(reference, node, keyword);
      if (keyword !== '$ref') this.#requireStatic(target, reference as string, `'${keyword}' at '${node.path}'`);
      return [target];
    });
  }

  #resolve(reference: unknown, from: SchemaNode, keyword: string): SchemaNode {
    const where = `'${keyword}' at '${from.path}'`;
    if (typeof reference !== 'string') throw new GrammarError(`${where} must be a string`);
    const { uri, fragment } = absolute(reference, this.names.baseOf(from.value)) ?? {};
    const resource = uri === undefined ? undefined : this.names.get(uri);
    if (resource === undefined && !reference.startsWith('#')) {
      throw new GrammarError(`${where} cannot be held: '${reference}' is another document; put it into '$defs'`);
    }
    const isPointer = fragment === '' || fragment?.startsWith('/');
    const found = isPointer ? resource && this.#at(resource, fragment ?? '') : this.names.get(`${uri}#${fragment}`);
    if (resource === null || found === null) {
      throw new GrammarError(`${where} cannot be held: '${reference}' is the name of several schemas`);
    }
    if (!found) throw new GrammarError(`${where} leads nowhere: there is no '${reference}'`);
    return this.node(found.value, found.path);
  }

  /** Which schema a dynamic reference leads to depends on the way there, unless only one schema has its name. */
  #requireStatic({ value }: SchemaNode, reference: string, where: string): void {
    if (typeof value === 'boolean') return;
    const anchor = reference.slice(reference.indexOf('#') + 1);
    const isDynamic = anchor === '' ? value.$recursiveAnchor === true : value.$dynamicAnchor === anchor;
    if (!isDynamic || this.names.nDynamic(anchor) <= 1) return;
    throw new GrammarError(`${where} cannot be held: several schemas are called '${reference}'; use '$ref'`);
  }

  private get names(): SchemaNames {
    this.#names ??= new SchemaNames(this.root);
    if (this.#names.unclear === undefined) return this.#names;
    throw new GrammarError(
      `'$id' beside '$ref' at '${this.#names.unclear}' cannot be held: drafts differ on it; say which one in '$schema'`,
    );
  }

  #at(from: NamedSchema, pointer: string): NamedSchema | undefined {
    let { value } = from;
    let base = this.names.baseOf(value);
    for (const part of pointer.split('/').slice(1)) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
      base = this.names.knownBaseOf(value) ?? base;
    }
    this.names.foundWithin(value, base);
    return { value, path: from.path + pointer };
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
