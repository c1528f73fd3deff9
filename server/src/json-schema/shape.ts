// A shape is a conjunction: everything that `allOf`, references and sibling keywords require of one value, without
// alternatives. The parts of the value (properties, items) are still schemas.

import { GrammarError } from '../grammar/grammar-error.ts';
import { canonical } from './canonical.ts';
import { formatPattern, impliesPattern } from './formats.ts';
import { KeywordReader, refuseUnsupported } from './keywords.ts';
import { commonStep, type Step, stepOf } from './multiples.ts';
import type { Bound } from './numbers.ts';
import { isRecord, type JsonType, jsonTypes, type Keywords, type SchemaNode } from './schema-node.ts';
import {
  type ArrayPart,
  arrayParts,
  type ContainsPart,
  containsParts,
  type ObjectPart,
  objectParts,
  type Pattern,
  part,
  type UnevaluatedPart,
  unevaluatedParts,
} from './value-parts.ts';

export interface Shape {
  /** The place of its schema, for errors. */
  readonly path: string;
  readonly types: ReadonlySet<JsonType>;
  /** The types that keywords imply, used if there is no `type`. */
  readonly hinted: ReadonlySet<JsonType>;
  readonly isTyped: boolean;
  /** Numbers are whole. */
  readonly integer: boolean;
  readonly min: Bound | undefined;
  readonly max: Bound | undefined;
  /** Numbers are multiples of it. */
  readonly step: Step | undefined;
  readonly minLength: number;
  readonly maxLength: number;
  readonly patterns: readonly Pattern[];
  /** Strings that are left out. */
  readonly excluded: readonly string[];
  readonly arrays: readonly ArrayPart[];
  readonly contains: readonly ContainsPart[];
  readonly minItems: number;
  readonly maxItems: number;
  /** No two elements are equal. */
  readonly isUnique: boolean;
  readonly objects: readonly ObjectPart[];
  readonly required: ReadonlySet<string>;
  /** Properties that may not be there. */
  readonly absent: ReadonlySet<string>;
  /** The schemas of property names. */
  readonly names: readonly SchemaNode[];
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly unevaluated: readonly UnevaluatedPart[];
  /** Whether it is a choice of `oneOf`: no value may fit another choice too. */
  readonly isExclusive: boolean;
  /** Schemas that its values do not fit; only values that are given are checked. */
  readonly unfit: readonly SchemaNode[];
  /** Whether some of its values may be wrong. */
  readonly isVague: boolean;
  /** The values of `enum` or `const`. */
  readonly values: readonly unknown[] | undefined;
}

/** Any value. */
export function anyShape(path: string): Shape {
  return {
    path,
    types: new Set(jsonTypes),
    hinted: new Set(),
    isTyped: false,
    integer: false,
    min: undefined,
    max: undefined,
    step: undefined,
    minLength: 0,
    maxLength: Infinity,
    patterns: [],
    excluded: [],
    arrays: [],
    contains: [],
    minItems: 0,
    maxItems: Infinity,
    isUnique: false,
    objects: [],
    required: new Set(),
    absent: new Set(),
    names: [],
    minProperties: 0,
    maxProperties: Infinity,
    unevaluated: [],
    isExclusive: false,
    unfit: [],
    isVague: false,
    values: undefined,
  };
}

/** The types of the values that are written: the given ones, or those that keywords imply. */
export function chosenTypes({ types, hinted, isTyped, values }: Shape): ReadonlySet<JsonType> {
  return isTyped || values || hinted.size === 0 ? types : new Set([...types].filter((type) => hinted.has(type)));
}

/**
 * Narrows a shape by the keywords of a schema, except those that lead to other schemas.
 * @param owners the schemas with `unevaluated…` that see what it evaluates
 */
export function narrow(shape: Shape, node: SchemaNode, owners: readonly unknown[] = []): Shape {
  if (node.value === true) return shape;
  if (node.value === false) return { ...shape, types: new Set() };
  refuseUnsupported(node);
  const read = new KeywordReader(node.value, node.path);
  const typed = narrowType(shape, node.value, node.path);
  const hinted = hintsOf(node.value);
  const next = hinted.length > 0 ? { ...typed, hinted: new Set([...typed.hinted, ...hinted]) } : typed;
  const limited = narrowLimits(next, { ...node, value: node.value }, { read, hinted, owners });
  return possibleObjects(narrowInner(narrowValues(limited, node.value, read), node));
}

interface LimitReader {
  readonly read: KeywordReader;
  readonly hinted: readonly JsonType[];
  readonly owners: readonly unknown[];
}

/** A shape has many fields to copy, so only those are that keywords of their type ask for. */
function narrowLimits(
  shape: Shape,
  node: SchemaNode & { readonly value: Keywords },
  { read, hinted, owners }: LimitReader,
): Shape {
  const { value, path } = node;
  let next = shape;
  if (hinted.includes('number') || value.format === 'int32') next = narrowNumber(next, value, path, read);
  if (hinted.includes('string') || value.format !== undefined) next = narrowString(next, path, read);
  if (hinted.includes('array')) next = narrowArray(next, node, read, owners);
  if (hinted.includes('object') || value.discriminator !== undefined) next = narrowObject(next, node, read, owners);
  const unevaluated = unevaluatedParts(node, owners);
  return unevaluated.length > 0 ? { ...next, unevaluated: [...next.unevaluated, ...unevaluated] } : next;
}

function narrowString(shape: Shape, path: string, read: KeywordReader): Shape {
  return {
    ...shape,
    minLength: Math.max(shape.minLength, read.count('minLength') ?? 0),
    maxLength: Math.min(shape.maxLength, read.count('maxLength') ?? Infinity),
    patterns: [...shape.patterns, ...patternsOf(path, read)],
  };
}

function narrowArray(shape: Shape, node: SchemaNode, read: KeywordReader, owners: readonly unknown[]): Shape {
  return {
    ...shape,
    minItems: Math.max(shape.minItems, read.count('minItems') ?? 0),
    maxItems: Math.min(shape.maxItems, read.count('maxItems') ?? Infinity),
    arrays: [...shape.arrays, ...arrayParts(node, read, owners)],
    contains: [...shape.contains, ...containsParts(node, read, owners)],
    isUnique: shape.isUnique || (node.value as Keywords).uniqueItems === true,
  };
}

function narrowObject(
  shape: Shape,
  node: SchemaNode & { readonly value: Keywords },
  read: KeywordReader,
  owners: readonly unknown[],
): Shape {
  return {
    ...shape,
    minProperties: Math.max(shape.minProperties, read.count('minProperties') ?? 0),
    maxProperties: Math.min(shape.maxProperties, read.count('maxProperties') ?? Infinity),
    required: new Set([...shape.required, ...read.strings('required'), ...discriminators(node.value)]),
    names: [...shape.names, ...part(node, 'propertyNames')],
    objects: [...shape.objects, ...objectParts(node, read, owners)],
  };
}

const hints: Readonly<Record<string, JsonType>> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  unevaluatedProperties: 'object',
  propertyNames: 'object',
  minProperties: 'object',
  maxProperties: 'object',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  maxItems: 'array',
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  uniqueItems: 'array',
  contains: 'array',
  unevaluatedItems: 'array',
};

function hintsOf(value: Keywords): JsonType[] {
  return Object.keys(value).flatMap((key) => (Object.hasOwn(hints, key) ? [hints[key] as JsonType] : []));
}

/** By what negation.ts says of the values. */
function narrowInner(shape: Shape, { inner, path }: SchemaNode): Shape {
  if (!inner) return shape;
  const { types, absent, excluded = [], unmatched } = inner;
  const pattern = { source: unmatched ?? '', where: `'not' at '${path}'`, isPart: false, isNegated: true };
  return {
    ...shape,
    types: types ? new Set([...shape.types].filter((type) => types.includes(type))) : shape.types,
    absent: absent === undefined ? shape.absent : new Set([...shape.absent, absent]),
    excluded: [...shape.excluded, ...excluded],
    patterns: unmatched === undefined ? shape.patterns : [...shape.patterns, pattern],
  };
}

/** No object has a property that may not be there. */
function possibleObjects(shape: Shape): Shape {
  if (![...shape.absent].some((name) => shape.required.has(name))) return shape;
  return { ...shape, types: new Set([...shape.types].filter((type) => type !== 'object')) };
}

function narrowType(shape: Shape, value: Keywords, path: string): Shape {
  if (value.type === undefined) return shape;
  const names: unknown[] = Array.isArray(value.type) ? [...value.type] : [value.type];
  if (value.nullable === true) names.push('null'); // OpenAPI 3.0
  const known: readonly unknown[] = [...jsonTypes, 'integer'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new GrammarError(`'type' at '${path}': there is no type ${JSON.stringify(unknown)}`);
  }
  const hasNumber = names.includes('number');
  const types = [...shape.types].filter(
    (type) => names.includes(type) || (type === 'number' && names.includes('integer')),
  );
  return {
    ...shape,
    isTyped: true,
    types: new Set(types),
    integer: shape.integer || (names.includes('integer') && !hasNumber),
  };
}

function narrowNumber(shape: Shape, value: Keywords, path: string, read: KeywordReader): Shape {
  const bounds: { min: Bound[]; max: Bound[] } = { min: [], max: [] };
  for (const [side, key, exclusiveKey] of [
    ['min', 'minimum', 'exclusiveMinimum'],
    ['max', 'maximum', 'exclusiveMaximum'],
  ] as const) {
    // In draft 4 `exclusiveMinimum` is a boolean that says how `minimum` is meant.
    const isRemark = typeof value[exclusiveKey] === 'boolean';
    const bound = read.number(key);
    if (bound !== undefined) bounds[side].push({ value: bound, exclusive: value[exclusiveKey] === true });
    const exclusive = isRemark ? undefined : read.number(exclusiveKey);
    if (exclusive !== undefined) bounds[side].push({ value: exclusive, exclusive: true });
  }
  const multiple = read.number('multipleOf');
  if (multiple !== undefined && !(multiple > 0)) {
    throw new GrammarError(`'multipleOf' at '${path}' must be a number above 0`);
  }
  const own = multiple === undefined ? undefined : stepOf(multiple);
  const step = own && shape.step ? commonStep(own, shape.step) : (own ?? shape.step);
  if (step && (step.units > maxStepUnits || step.nDecimals > maxStepDecimals)) {
    throw new GrammarError(`'multipleOf' at '${path}' cannot be held, its step has too many digits; use 'enum'`);
  }
  if (value.format === 'int32') bounds.min.push({ value: -(2 ** 31), exclusive: false });
  if (value.format === 'int32') bounds.max.push({ value: 2 ** 31 - 1, exclusive: false });
  return {
    ...shape,
    step,
    min: bounds.min.reduce((a: Bound | undefined, b) => tighter(a, b, 1), shape.min),
    max: bounds.max.reduce((a: Bound | undefined, b) => tighter(a, b, -1), shape.max),
  };
}

/** A term is made for each remainder and digit, so larger steps would be too costly. */
const maxStepUnits = 1000;
const maxStepDecimals = 8;

function tighter(a: Bound | undefined, b: Bound, sign: 1 | -1): Bound {
  if (!a || sign * (b.value - a.value) > 0) return b;
  return a.value === b.value ? { value: a.value, exclusive: a.exclusive || b.exclusive } : a;
}

function patternsOf(path: string, read: KeywordReader): Pattern[] {
  const patterns: Pattern[] = [];
  const pattern = read.string('pattern');
  const format = read.string('format');
  if (pattern !== undefined && !impliesPattern(format, pattern)) {
    patterns.push({ source: pattern, where: `'pattern' at '${path}'`, isPart: false });
  }
  const source = format === undefined ? undefined : formatPattern(format);
  if (source !== undefined) patterns.push({ source, where: `'format' at '${path}'`, isPart: true });
  return patterns;
}

/** OpenAPI's `discriminator` names the property that tells alternatives apart: it is always written. */
function discriminators({ discriminator, oneOf, anyOf }: Keywords): string[] {
  const isRemark = isRecord(discriminator) && (oneOf !== undefined || anyOf !== undefined);
  return isRemark && typeof discriminator.propertyName === 'string' ? [discriminator.propertyName] : [];
}

function narrowValues(shape: Shape, value: Keywords, read: KeywordReader): Shape {
  let { values } = shape;
  const lists = [read.list('enum'), Object.hasOwn(value, 'const') ? [value.const] : undefined];
  for (const list of lists) {
    if (!list) continue;
    const keys = new Map(list.map((one) => [canonical(one), one]));
    values = values ? values.filter((one) => keys.has(canonical(one))) : [...keys.values()];
  }
  return values === shape.values ? shape : { ...shape, values };
}
