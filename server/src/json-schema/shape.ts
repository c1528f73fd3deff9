// A shape is a conjunction: everything that `allOf`, references and sibling keywords require of one value, without
// alternatives. The parts of the value (properties, items) are still schemas.

import { GrammarError } from '../grammar/grammar-error.ts';
import { canonical } from './canonical.ts';
import { formatOutline, formatPattern, impliesPattern } from './formats.ts';
import { KeywordReader, refuseUnsupported } from './keywords.ts';
import { commonStep, type Step, stepOf } from './multiples.ts';
import type { Bound } from './numbers.ts';
import {
  type InnerKeywords,
  isRecord,
  type JsonType,
  jsonTypes,
  type Keywords,
  type SchemaNode,
} from './schema-node.ts';
import { hintsOf } from './type-hints.ts';
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
  /** Numbers are not whole. */
  readonly fractional: boolean;
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

const allTypes: ReadonlySet<JsonType> = new Set(jsonTypes);
const none: ReadonlySet<never> = new Set();

/** Any value. */
export function anyShape(path: string): Shape {
  return {
    path,
    types: allTypes,
    hinted: none,
    isTyped: false,
    integer: false,
    fractional: false,
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
    required: none,
    absent: none,
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

/** A shape that is being narrowed: it has many fields, and copying it for each keyword took longer than all else. */
type Draft = { -readonly [Field in keyof Shape]: Shape[Field] };

/**
 * Narrows a shape by the keywords of a schema, except those that lead to other schemas.
 * @param owners the schemas with `unevaluated…` that see what it evaluates
 */
export function narrow(shape: Shape, node: SchemaNode, owners: readonly unknown[] = []): Shape {
  const { value, path } = node;
  if (value === true) return shape;
  if (value === false) return { ...shape, types: none };
  refuseUnsupported(node);
  const read = new KeywordReader(value, path);
  const draft: Draft = { ...shape };
  narrowType(draft, value, path);
  const hinted = hintsOf(value);
  if (hinted.length > 0) draft.hinted = new Set([...draft.hinted, ...hinted]);
  if (hinted.includes('number') || value.format === 'int32') narrowNumber(draft, value, path, read);
  if (hinted.includes('string') || value.format !== undefined) narrowString(draft, path, read);
  if (hinted.includes('array')) narrowArray(draft, node, read, owners);
  if (hinted.includes('object') || value.discriminator !== undefined) narrowObject(draft, node, read, owners);
  const unevaluated = unevaluatedParts(node, owners);
  if (unevaluated.length > 0) draft.unevaluated = [...draft.unevaluated, ...unevaluated];
  narrowValues(draft, value, read);
  if (node.inner) narrowInner(draft, node.inner, path);
  if (draft.integer && draft.fractional) draft.types = without(draft.types, 'number');
  // No object has a property that may not be there.
  for (const name of draft.absent) if (draft.required.has(name)) draft.types = without(draft.types, 'object');
  return draft;
}

function narrowString(draft: Draft, path: string, read: KeywordReader): void {
  draft.minLength = Math.max(draft.minLength, read.count('minLength') ?? 0);
  draft.maxLength = Math.min(draft.maxLength, read.count('maxLength') ?? Infinity);
  draft.patterns = [...draft.patterns, ...patternsOf(path, read)];
}

function narrowArray(draft: Draft, node: SchemaNode, read: KeywordReader, owners: readonly unknown[]): void {
  draft.minItems = Math.max(draft.minItems, read.count('minItems') ?? 0);
  draft.maxItems = Math.min(draft.maxItems, read.count('maxItems') ?? Infinity);
  draft.arrays = [...draft.arrays, ...arrayParts(node, read, owners)];
  draft.contains = [...draft.contains, ...containsParts(node, read, owners)];
  draft.isUnique ||= (node.value as Keywords).uniqueItems === true;
}

function narrowObject(draft: Draft, node: SchemaNode, read: KeywordReader, owners: readonly unknown[]): void {
  draft.minProperties = Math.max(draft.minProperties, read.count('minProperties') ?? 0);
  draft.maxProperties = Math.min(draft.maxProperties, read.count('maxProperties') ?? Infinity);
  const required = [...read.strings('required'), ...discriminators(node.value as Keywords)];
  if (required.length > 0) draft.required = new Set([...draft.required, ...required]);
  draft.names = [...draft.names, ...part(node, 'propertyNames')];
  draft.objects = [...draft.objects, ...objectParts(node, read, owners)];
}

/** By what negation.ts says of the values. */
function narrowInner(draft: Draft, inner: InnerKeywords, path: string): void {
  const { types, absent, excluded, unmatched, isFractional } = inner;
  if (isFractional) draft.fractional = true;
  if (types) draft.types = new Set([...draft.types].filter((type) => types.includes(type)));
  if (absent !== undefined) draft.absent = new Set([...draft.absent, absent]);
  if (excluded) draft.excluded = [...draft.excluded, ...excluded];
  if (unmatched === undefined) return;
  const pattern = { source: unmatched, where: `'not' at '${path}'`, isPart: false, isNegated: true };
  draft.patterns = [...draft.patterns, pattern];
}

function without(types: ReadonlySet<JsonType>, type: JsonType): ReadonlySet<JsonType> {
  return new Set([...types].filter((one) => one !== type));
}

const namesOfTypes: readonly unknown[] = [...jsonTypes, 'integer'];

function narrowType(draft: Draft, value: Keywords, path: string): void {
  if (value.type === undefined) return;
  const names: unknown[] = Array.isArray(value.type) ? [...value.type] : [value.type];
  if (value.nullable === true) names.push('null'); // OpenAPI 3.0
  const unknown = names.find((name) => !namesOfTypes.includes(name));
  if (unknown !== undefined) {
    throw new GrammarError(`'type' at '${path}': there is no type ${JSON.stringify(unknown)}`);
  }
  const types = new Set<JsonType>();
  for (const type of draft.types) {
    if (names.includes(type) || (type === 'number' && names.includes('integer'))) types.add(type);
  }
  draft.isTyped = true;
  draft.types = types;
  draft.integer ||= names.includes('integer') && !names.includes('number');
}

function narrowNumber(draft: Draft, value: Keywords, path: string, read: KeywordReader): void {
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
  const step = own && draft.step ? commonStep(own, draft.step) : (own ?? draft.step);
  if (value.format === 'int32') bounds.min.push({ value: -(2 ** 31), exclusive: false });
  if (value.format === 'int32') bounds.max.push({ value: 2 ** 31 - 1, exclusive: false });
  if (step && step.units > maxStepUnits) {
    throw new GrammarError(`'multipleOf' at '${path}' cannot be held, its step has too many digits; use 'enum'`);
  }
  draft.step = step;
  draft.min = bounds.min.reduce((a: Bound | undefined, b) => tighter(a, b, 1), draft.min);
  draft.max = bounds.max.reduce((a: Bound | undefined, b) => tighter(a, b, -1), draft.max);
}

/** Far more than a number has that is exact: what several steps have in common must not grow without end. */
const maxStepUnits = 10n ** 40n;

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
  const source = formatPattern(format);
  const outline = formatOutline(format);
  if (source !== undefined) patterns.push({ source, where: `'format' at '${path}'`, isPart: true, outline });
  return patterns;
}

/** OpenAPI's `discriminator` names the property that tells alternatives apart: it is always written. */
function discriminators({ discriminator, oneOf, anyOf }: Keywords): string[] {
  const isRemark = isRecord(discriminator) && (oneOf !== undefined || anyOf !== undefined);
  return isRemark && typeof discriminator.propertyName === 'string' ? [discriminator.propertyName] : [];
}

function narrowValues(draft: Draft, value: Keywords, read: KeywordReader): void {
  const lists = [read.list('enum'), Object.hasOwn(value, 'const') ? [value.const] : undefined];
  for (const list of lists) {
    if (!list) continue;
    const keys = byCanonical(list);
    draft.values = draft.values ? draft.values.filter((one) => keys.has(canonical(one))) : [...keys.values()];
  }
}

/** Lists of `enum` that were met before: in a choice of `oneOf` each is met many times. */
const knownLists = new WeakMap<readonly unknown[], ReadonlyMap<string, unknown>>();

function byCanonical(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  const known = knownLists.get(list) ?? new Map(list.map((one) => [canonical(one), one]));
  knownLists.set(list, known);
  return known;
}
