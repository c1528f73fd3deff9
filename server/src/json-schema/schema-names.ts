// What `$id` and anchors call the schemas of a document. A reference is resolved against the `$id` around it, and leads to
// a schema of the same document.
import { pointerPart } from './json-pointer.ts';

/** A schema of the document. */
export interface NamedSchema {
  readonly value: unknown;
  readonly path: string;
}

/** Keywords whose value is a schema, a list of schemas, or an object of them. No other values contain named schemas. */
const schemaKeywords = [
  ...['additionalProperties', 'propertyNames', 'items', 'additionalItems', 'contains', 'not', 'if', 'then', 'else'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
];
const listKeywords = ['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems'];
const recordKeywords = [
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'],
];

/** The base of references in a document without an `$id`. */
const noUri = 'schema://document/';

/** Most schemas inside each other that are searched. */
const maxDepth = 1000;

export class SchemaNames {
  readonly #rootBase: string;
  /** Of schemas for which it is not that of the root. */
  readonly #bases = new Map<unknown, string>();
  /** By URI, with the anchor as its fragment; null where several schemas have this name. */
  readonly #named = new Map<string, NamedSchema | null>();
  /** How many schemas have this `$dynamicAnchor`; under '' those with `$recursiveAnchor`. */
  readonly #nDynamic = new Map<string, number>();
  /** Whether nothing beside a `$ref` counts, its `$id` included, as before 2019-09; undefined if no `$schema` says it. */
  readonly #isOld: boolean | undefined;
  /** The place of an `$id` beside a `$ref`, which drafts read otherwise, where no `$schema` names one. */
  unclear: string | undefined;

  constructor(root: NamedSchema) {
    const { $schema } = (root.value ?? {}) as Record<string, unknown>;
    const [draft] = /draft-0[3-7]|20\d\d-\d\d/.exec(String($schema)) ?? [];
    this.#isOld = draft?.startsWith('draft');
    this.#rootBase = this.#baseWithin(root.value, noUri) ?? noUri;
    this.#named.set(this.#rootBase, root);
    this.#search(root, this.#rootBase, 0);
  }

  /** The URI against which the references of a schema are resolved. */
  baseOf(schema: unknown): string {
    return this.#bases.get(schema) ?? this.#rootBase;
  }

  /** The same where it is not that of the root. */
  knownBaseOf(value: unknown): string | undefined {
    return this.#bases.get(value);
  }

  /** @returns null where several schemas have this name, undefined where none has it */
  get(uri: string): NamedSchema | null | undefined {
    return this.#named.get(uri);
  }

  /** How many schemas have a `$dynamicAnchor` of this name. */
  nDynamic(anchor: string): number {
    return this.#nDynamic.get(anchor) ?? 0;
  }

  /** Notes the base of what a pointer found where no keyword leads: `components`, for instance. */
  foundWithin(schema: unknown, base: string): void {
    if (base !== this.#rootBase && !this.#bases.has(schema)) this.#search({ value: schema, path: '' }, base, 0, false);
  }

  #search({ value, path }: NamedSchema, around: string, depth: number, isNamed = true): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > maxDepth) return;
    const schema = value as Record<string, unknown>;
    const own = this.#baseWithin(schema, around);
    if (own !== undefined && schema.$ref !== undefined && depth > 0 && this.#isOld === undefined) this.unclear = path;
    const base = depth === 0 ? around : (own ?? around);
    if (base !== this.#rootBase) this.#bases.set(schema, base);
    if (isNamed) this.#name(schema, path, base, depth > 0 && base !== around);
    const next = (one: unknown, ...keys: (string | number)[]) => {
      const place = keys.map((key) => `/${pointerPart(key)}`).join('');
      this.#search({ value: one, path: path + place }, base, depth + 1, isNamed);
    };
    for (const key of schemaKeywords) if (schema[key] !== undefined) next(schema[key], key);
    for (const key of listKeywords) {
      const list = schema[key];
      if (Array.isArray(list)) for (const [i, one] of list.entries()) next(one, key, i);
    }
    for (const key of recordKeywords) {
      const record = schema[key];
      if (typeof record !== 'object' || record === null) continue;
      for (const [name, one] of Object.entries(record)) next(one, key, name);
    }
  }

  #name(schema: Readonly<Record<string, unknown>>, path: string, base: string, isResource: boolean): void {
    const { $id, $anchor, $dynamicAnchor, $recursiveAnchor } = schema;
    if (isResource) this.#set(base, { value: schema, path });
    const [, fragment = ''] = typeof $id === 'string' ? $id.split('#') : [];
    const anchors = [$anchor, $dynamicAnchor, fragment.startsWith('/') ? undefined : fragment];
    for (const anchor of new Set(anchors)) {
      if (typeof anchor === 'string' && anchor !== '') this.#set(`${base}#${anchor}`, { value: schema, path });
    }
    const dynamic = typeof $dynamicAnchor === 'string' ? $dynamicAnchor : $recursiveAnchor === true ? '' : undefined;
    if (dynamic !== undefined) this.#nDynamic.set(dynamic, this.nDynamic(dynamic) + 1);
  }

  #set(uri: string, schema: NamedSchema): void {
    this.#named.set(uri, this.#named.has(uri) ? null : schema);
  }

  /** The base that a schema's own `$id` sets; undefined where it has none, or only names a place inside of one. */
  #baseWithin(schema: unknown, around: string): string | undefined {
    const { $id, $ref } = (schema ?? {}) as Record<string, unknown>;
    if (typeof $id !== 'string' || $id.startsWith('#') || (this.#isOld && $ref !== undefined)) return undefined;
    return absolute($id, around)?.uri;
  }
}

/** A reference as a URI and its fragment, without escapes; undefined if it is none. */
export function absolute(reference: string, base: string): { uri: string; fragment: string } | undefined {
  const [address = '', fragment = ''] = reference.split(/#(.*)/s);
  if (address !== '' && !URL.canParse(address, base)) return undefined;
  try {
    return { uri: address === '' ? base : new URL(address, base).href, fragment: decodeURIComponent(fragment) };
  } catch {
    return undefined; // a fragment that is not UTF-8
  }
}
