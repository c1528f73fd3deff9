// Whether a given value, one of `enum`, fits a shape.

import type { UndeclaredProperties } from '../engine/generation.ts';
import { canonical } from './canonical.ts';
import { isMultiple } from './multiples.ts';
import type { Bound } from './numbers.ts';
import { isRecord, type JsonType, type SchemaNode } from './schema-node.ts';
import type { Shape } from './shape.ts';
import { unevaluatedItems, unevaluatedProperties } from './unevaluated.ts';
import type { ObjectPart, Pattern } from './value-parts.ts';

/** What is needed to search a shape, whose parts are schemas. */
export interface ShapeReader {
  readonly undeclared: UndeclaredProperties;
  /** The shapes of all values that fit the schemas together. Includes a few others: `oneOf` is treated as `anyOf`. */
  shapesOf(nodes: readonly SchemaNode[]): Shape[];
  matches(pattern: Pattern, text: string): boolean;
  /** Whether a value is among others. */
  isOneOf(value: unknown, values: readonly unknown[]): boolean;
  /** Does some work for a schema; throws where it leads to itself without end. */
  within<T>(node: SchemaNode, work: () => T): T;
  /** Counts steps of work; throws where there have been too many. */
  spend(nSteps: number): void;
}

/** Parts of a shape that are looked at in the time of a step. */
const partsPerStep = 8;

/**
 * Whether a value fits a shape, apart from the shape's own `values`.
 * @param inDoubt the answer where it is uncertain: several choices of an inner `oneOf` fit, or the text is not one of
 *   those that are written for a format
 */
export function fits(value: unknown, shape: Shape, reader: ShapeReader, inDoubt: boolean): boolean {
  reader.spend(1);
  if (!shape.types.has(typeOf(value)) || (shape.isVague && !inDoubt)) return false;
  if (shape.unfit.some((node) => reader.within(node, () => fitsSchemas(value, [node], reader, !inDoubt)))) return false;
  if (typeof value === 'number') return fitsNumber(value, shape);
  if (typeof value === 'string') return fitsString(value, shape, reader, inDoubt);
  if (Array.isArray(value)) return fitsArray(value, shape, reader, inDoubt);
  return !isRecord(value) || fitsObject(value, shape, reader, inDoubt);
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

function fitsNumber(value: number, { integer, fractional, min, max, step }: Shape): boolean {
  return (
    (!step || isMultiple(value, step)) &&
    (!integer || Number.isInteger(value)) &&
    !(fractional && Number.isInteger(value)) &&
    isBeyond(value, min, 1) &&
    isBeyond(value, max, -1)
  );
}

function isBeyond(value: number, bound: Bound | undefined, sign: 1 | -1): boolean {
  if (!bound) return true;
  return bound.exclusive ? sign * value > sign * bound.value : sign * value >= sign * bound.value;
}

function fitsString(value: string, shape: Shape, reader: ShapeReader, inDoubt: boolean): boolean {
  const { minLength, maxLength, patterns, excluded } = shape;
  const length = [...value].length;
  if (length < minLength || length > maxLength || excluded.includes(value)) return false;
  return patterns.every((pattern) => {
    const { isPart, outline, where } = pattern;
    if (inDoubt && isPart) return outline === undefined || reader.matches({ source: outline, where, isPart }, value);
    return reader.matches(pattern, value) !== (pattern.isNegated ?? false);
  });
}

function fitsArray(value: readonly unknown[], shape: Shape, reader: ShapeReader, inDoubt: boolean): boolean {
  if (value.length < shape.minItems || value.length > shape.maxItems) return false;
  if (shape.isUnique && new Set(value.map(canonical)).size < value.length) return false;
  const isContained = shape.contains.every(({ node, min, max }) => {
    const count = (doubt: boolean) => value.filter((one) => fitsSchemas(one, [node], reader, doubt)).length;
    return count(inDoubt) >= min && count(!inDoubt) <= max;
  });
  return isContained && value.every((one, i) => fitsSchemas(one, elementNodes(shape, i, reader), reader, inDoubt));
}

function fitsObject(
  value: Readonly<Record<string, unknown>>,
  shape: Shape,
  reader: ShapeReader,
  inDoubt: boolean,
): boolean {
  const names = Object.keys(value);
  if (names.length < shape.minProperties || names.length > shape.maxProperties) return false;
  if (![...shape.required].every((name) => Object.hasOwn(value, name))) return false;
  if (names.some((name) => shape.absent.has(name))) return false;
  if (!names.every((name) => fitsSchemas(name, shape.names, reader, inDoubt))) return false;
  return names.every((name) => fitsSchemas(value[name], propertyNodes(shape, name, reader), reader, inDoubt));
}

function fitsSchemas(value: unknown, nodes: readonly SchemaNode[], reader: ShapeReader, inDoubt: boolean): boolean {
  if (nodes.length === 0) return true;
  const shapes = reader.shapesOf(nodes);
  const fitting = shapes.filter((shape) => isOneOf(value, shape, reader, inDoubt));
  return fitting.length > 1 && fitting.some(({ isExclusive }) => isExclusive) ? inDoubt : fitting.length > 0;
}

/** Whether a value fits a shape, and is one of its values. */
export function isOneOf(value: unknown, shape: Shape, reader: ShapeReader, inDoubt: boolean): boolean {
  return (!shape.values || reader.isOneOf(value, shape.values)) && fits(value, shape, reader, inDoubt);
}

/** The schemas that apply to a property. */
export function propertyNodes(shape: Shape, name: string, reader: ShapeReader): SchemaNode[] {
  const { objects, unevaluated } = shape;
  reader.spend(1 + objects.length / partsPerStep);
  const nodes = objects.flatMap((part) => nodesIn(part, name, reader));
  if (unevaluated.length === 0) return nodes;
  reader.spend((unevaluated.length * objects.length) / partsPerStep);
  return [...nodes, ...unevaluatedProperties(shape, (one) => nodesIn(one, name, reader).length > 0)];
}

function nodesIn({ properties, patterns, additional }: ObjectPart, name: string, reader: ShapeReader): SchemaNode[] {
  const nodes: SchemaNode[] = [];
  for (const { pattern, node } of patterns) if (reader.matches(pattern, name)) nodes.push(node);
  const declared = properties.get(name);
  if (declared) nodes.push(declared);
  return nodes.length === 0 && additional ? [additional] : nodes;
}

/**
 * The schemas that apply to an element.
 * @param counted the schemas of `contains` that it is written to fit; absent: it may fit any of them
 */
export function elementNodes(
  shape: Shape,
  at: number,
  reader: ShapeReader,
  counted?: readonly SchemaNode[],
): SchemaNode[] {
  const { arrays, unevaluated } = shape;
  reader.spend(1 + (arrays.length * (1 + unevaluated.length)) / partsPerStep);
  const nodes = arrays.flatMap(({ prefix, items }) => prefix[at] ?? items ?? []);
  return unevaluated.length === 0 ? nodes : [...nodes, ...unevaluatedItems(shape, at, counted)];
}
