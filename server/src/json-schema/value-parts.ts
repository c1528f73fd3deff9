// What schemas require of the properties of an object and of the elements of an array, which are values of their own.
import { pointerPart } from './json-pointer.ts';
import type { KeywordReader } from './keywords.ts';
import type { SchemaNode } from './schema-node.ts';

/** A part of a schema, and the schemas with `unevaluated…` through which it was reached: unevaluated.ts. */
interface Owned {
  readonly owners: readonly unknown[];
}

/** What one schema requires of an object's properties. */
export interface ObjectPart extends Owned {
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** For properties whose names match. */
  readonly patterns: readonly { readonly pattern: Pattern; readonly node: SchemaNode }[];
  /** For all other properties; absent: no requirement. */
  readonly additional: SchemaNode | undefined;
}

/** What one schema requires of an array's elements. */
export interface ArrayPart extends Owned {
  readonly prefix: readonly SchemaNode[];
  /** For all elements after `prefix`; absent: no requirement. */
  readonly items: SchemaNode | undefined;
}

/** How many elements fit a schema. */
export interface ContainsPart extends Owned {
  readonly node: SchemaNode;
  readonly min: number;
  readonly max: number;
}

/** A pattern, and its place for errors. */
export interface Pattern {
  readonly source: string;
  readonly where: string;
  /** Whether it covers only a part of the texts that are allowed: that of a format. */
  readonly isPart: boolean;
  /** A pattern that all texts match that are allowed. */
  readonly outline?: string | undefined;
  /** Whether it must not match. */
  readonly isNegated?: boolean;
}

export const unevaluatedKeywords = ['unevaluatedProperties', 'unevaluatedItems'] as const;

/** `unevaluatedProperties` or `unevaluatedItems` of one schema. */
export interface UnevaluatedPart {
  readonly keyword: (typeof unevaluatedKeywords)[number];
  readonly owner: unknown;
  /** The owners around it, for which it evaluates all that is left. */
  readonly owners: readonly unknown[];
  readonly node: SchemaNode;
}

export function arrayParts(
  { value, path, document }: SchemaNode,
  read: KeywordReader,
  owners: Owned['owners'],
): ArrayPart[] {
  if (typeof value === 'boolean') return [];
  // Before 2020-12 the first elements stood in `items`, the others in `additionalItems`.
  const key = Array.isArray(value.items) ? 'items' : 'prefixItems';
  const itemsKey = key === 'items' ? 'additionalItems' : 'items';
  const prefix = (read.list(key) ?? []).map((one, i) => document.node(one, `${path}/${key}/${i}`));
  const items = value[itemsKey] === undefined ? undefined : document.node(value[itemsKey], `${path}/${itemsKey}`);
  return prefix.length > 0 || items ? [{ prefix, items, owners }] : [];
}

export function containsParts(node: SchemaNode, read: KeywordReader, around: Owned['owners']): ContainsPart[] {
  const [min, max] = [read.count('minContains') ?? 1, read.count('maxContains') ?? Infinity];
  const { $schema } = node.document.root.value as { readonly $schema?: unknown };
  const owners = String($schema).includes('2019-09') ? [] : around; // there `contains` evaluates no element
  if (min === 0 && max === Infinity && owners.length === 0) return [];
  return part(node, 'contains').map((one) => ({ node: one, min, max, owners }));
}

export function objectParts(node: SchemaNode, read: KeywordReader, owners: Owned['owners']): ObjectPart[] {
  if (typeof node.value === 'boolean') return [];
  const known = knownParts.get(node.value);
  const isKnown = known?.path === node.path && known.document === node.document;
  const part = isKnown ? known : { ...ownPart(node, read), path: node.path, document: node.document };
  knownParts.set(node.value, part);
  const { properties, patterns, additional } = part;
  return properties.size + patterns.length > 0 || additional ? [{ properties, patterns, additional, owners }] : [];
}

type OwnPart = Omit<ObjectPart, 'owners'>;

/** Schemas in a choice are read again for each other one; those with many properties are not listed again. */
const knownParts = new WeakMap<object, OwnPart & Pick<SchemaNode, 'path' | 'document'>>();

function ownPart({ value, path, document }: SchemaNode, read: KeywordReader): OwnPart {
  const entries = Object.entries(read.record('properties') ?? {});
  const properties = new Map(
    entries.map(([name, one]) => [name, document.node(one, `${path}/properties/${pointerPart(name)}`)]),
  );
  const patterns = Object.entries(read.record('patternProperties') ?? {}).map(([source, one]) => ({
    pattern: { source, where: `'patternProperties' at '${path}'`, isPart: false },
    node: document.node(one, `${path}/patternProperties/${pointerPart(source)}`),
  }));
  const [additional] = part({ value, path, document }, 'additionalProperties');
  return { properties, patterns, additional };
}

export function unevaluatedParts(node: SchemaNode, owners: readonly unknown[]): UnevaluatedPart[] {
  const outer = owners.filter((owner) => owner !== node.value);
  return unevaluatedKeywords.flatMap((keyword) =>
    part(node, keyword).map((one) => ({ keyword, owner: node.value, owners: outer, node: one })),
  );
}

export function part({ value, path, document }: SchemaNode, key: string): SchemaNode[] {
  if (typeof value === 'boolean' || value[key] === undefined) return [];
  return [document.node(value[key], `${path}/${key}`)];
}
