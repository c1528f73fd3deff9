// What schemas require of the properties of an object and of the elements of an array, which are values of their own.
import { pointerPart } from './json-pointer.ts';
import type { KeywordReader } from './keywords.ts';
import type { SchemaNode } from './schema-node.ts';

/** What one schema requires of an object's properties. */
export interface ObjectPart {
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** For properties whose names match. */
  readonly patterns: readonly { readonly pattern: Pattern; readonly node: SchemaNode }[];
  /** For all other properties; absent: no requirement. */
  readonly additional: SchemaNode | undefined;
}

/** What one schema requires of an array's elements. */
export interface ArrayPart {
  readonly prefix: readonly SchemaNode[];
  /** For all elements after `prefix`; absent: no requirement. */
  readonly items: SchemaNode | undefined;
}

/** How many elements fit a schema. */
export interface ContainsPart {
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
  /** Whether it must not match. */
  readonly isNegated?: boolean;
}

export function arrayParts({ value, path, document }: SchemaNode, read: KeywordReader): ArrayPart[] {
  if (typeof value === 'boolean') return [];
  // Before 2020-12 the first elements stood in `items`, the others in `additionalItems`.
  const key = Array.isArray(value.items) ? 'items' : 'prefixItems';
  const itemsKey = key === 'items' ? 'additionalItems' : 'items';
  const prefix = (read.list(key) ?? []).map((one, i) => document.node(one, `${path}/${key}/${i}`));
  const items = value[itemsKey] === undefined ? undefined : document.node(value[itemsKey], `${path}/${itemsKey}`);
  return prefix.length > 0 || items ? [{ prefix, items }] : [];
}

export function containsParts(node: SchemaNode, read: KeywordReader): ContainsPart[] {
  const [min, max] = [read.count('minContains') ?? 1, read.count('maxContains') ?? Infinity];
  return min === 0 && max === Infinity ? [] : part(node, 'contains').map((one) => ({ node: one, min, max }));
}

export function objectParts({ value, path, document }: SchemaNode, read: KeywordReader): ObjectPart[] {
  if (typeof value === 'boolean') return [];
  const entries = Object.entries(read.record('properties') ?? {});
  const properties = new Map(
    entries.map(([name, one]) => [name, document.node(one, `${path}/properties/${pointerPart(name)}`)]),
  );
  const patterns = Object.entries(read.record('patternProperties') ?? {}).map(([source, one]) => ({
    pattern: { source, where: `'patternProperties' at '${path}'`, isPart: false },
    node: document.node(one, `${path}/patternProperties/${pointerPart(source)}`),
  }));
  const [additional] = part({ value, path, document }, 'additionalProperties');
  return properties.size + patterns.length > 0 || additional ? [{ properties, patterns, additional }] : [];
}

export function part({ value, path, document }: SchemaNode, key: string): SchemaNode[] {
  if (typeof value === 'boolean' || value[key] === undefined) return [];
  return [document.node(value[key], `${path}/${key}`)];
}
