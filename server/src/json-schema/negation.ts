// What does not fit a schema, as further schemas: a value does not fit if it fits one of these. Each keyword allows all
// values of other types, so that its negation names the type that it is about.
import { formatOutline } from './formats.ts';
import {
  type InnerKeywords,
  isRecord,
  type Keywords,
  type SchemaNode,
  type JsonType as Type,
  jsonTypes as types,
} from './schema-node.ts';

/** The schemas of which one fits where another schema does not. */
export interface Negation {
  readonly parts: readonly SchemaNode[];
  /**
   * Types of which further values do not fit that schema, but no schema says which ones: for instance those with a name
   * that matches no pattern.
   */
  readonly vague: readonly Type[];
}

/** Most numbers of an `enum`, and choices of a `oneOf`, that are told from others. */
const maxNumbers = 50;
const maxChoices = 8;

/** @param node of a schema that narrow() has checked: a keyword with a value of the wrong kind is passed over here */
export function negationOf(node: SchemaNode): Negation {
  const { value } = node;
  if (typeof value === 'boolean') return { parts: value ? [] : [part(node, {})], vague: [] };
  const parts = [...negatedType(node), ...negatedValues(node), ...negatedLimits(node), ...negatedRegular(node)];
  for (const { value: target, path, document } of node.document.referencesOf(node)) {
    parts.push({ value: { not: target }, path, document });
  }
  return {
    parts: [...parts, ...negatedObject(node), ...negatedArray(node), ...negatedChoices(node)],
    vague: vagueTypes(value),
  };
}

/** The schema of what does not fit: the same object for the same schema, so that it is recognised. */
export function not(schema: unknown): unknown {
  if (typeof schema === 'boolean') return !schema;
  if (!isRecord(schema)) return { not: schema };
  let negative = negatives.get(schema);
  if (!negative) {
    negative = { not: schema };
    negatives.set(schema, negative);
  }
  return negative;
}

const negatives = new WeakMap<object, object>();

/** Whether a schema was made by not(): no user asked for what does not fit, it is one way among others. */
export function isMadeUp({ value }: SchemaNode): boolean {
  return isRecord(value) && isRecord(value.not) && negatives.get(value.not) === value;
}

function part({ path, document }: SchemaNode, inner: InnerKeywords, value: Keywords = {}): SchemaNode {
  return { value, path, document, inner: { ...inner, isNegated: true } };
}

function notNode(node: SchemaNode, schema: unknown): SchemaNode {
  return part(node, {}, { not: schema });
}

function negatedType(node: SchemaNode): SchemaNode[] {
  const { type, nullable } = node.value as Keywords;
  if (type === undefined) return [];
  const named = [type, nullable === true ? 'null' : []].flat(2).map((one) => (one === 'integer' ? 'number' : one));
  const others = ofTypes(
    node,
    types.filter((one) => !named.includes(one)),
  );
  return isWhole(node.value as Keywords) ? [...others, part(node, { types: ['number'], isFractional: true })] : others;
}

/** Whether of numbers only whole ones are allowed by their type. */
function isWhole({ type }: Keywords): boolean {
  const names = [type].flat();
  return names.includes('integer') && !names.includes('number');
}

function ofTypes(node: SchemaNode, of: readonly Type[]): SchemaNode[] {
  return of.length > 0 ? [part(node, { types: of })] : [];
}

function negatedValues(node: SchemaNode): SchemaNode[] {
  const keywords = node.value as Keywords;
  const lists = [keywords.enum, Object.hasOwn(keywords, 'const') ? [keywords.const] : undefined];
  return lists.filter(Array.isArray).flatMap((list) => otherValues(node, list));
}

function otherValues(node: SchemaNode, values: readonly unknown[]): SchemaNode[] {
  const of = (type: Type) => values.filter((value) => typeOfValue(value) === type);
  const parts = ofTypes(
    node,
    types.filter((type) => of(type).length === 0),
  );
  const strings = of('string') as string[];
  if (strings.length > 0) parts.push(part(node, { types: ['string'], excluded: strings }));
  const numbers = [...new Set(of('number') as number[])].sort((a, b) => a - b);
  const gaps = numbers.length > maxNumbers || numbers.length === 0 ? [] : [...numbers, undefined];
  for (const [i, high] of gaps.entries()) {
    const low = numbers[i - 1];
    const limits = {
      ...(low !== undefined && { exclusiveMinimum: low }),
      ...(high !== undefined && { exclusiveMaximum: high }),
    };
    parts.push(part(node, { types: ['number'] }, limits));
  }
  const booleans = of('boolean');
  if (booleans.length > 0 && !(booleans.includes(true) && booleans.includes(false))) {
    parts.push(part(node, { types: ['boolean'] }, { const: !booleans[0] }));
  }
  for (const type of ['object', 'array'] as const) {
    const wholes = of(type).map((value) => not(schemaOfValue(value)));
    if (wholes.length > 0) parts.push(part(node, { types: [type] }, { allOf: wholes }));
  }
  return parts;
}

function typeOfValue(value: unknown): Type {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as Type);
}

/** The schema of one object or array, by its parts. */
function schemaOfValue(value: unknown): Keywords {
  if (Array.isArray(value)) {
    const n = value.length;
    return { type: 'array', prefixItems: value.map((one) => ({ const: one })), minItems: n, maxItems: n };
  }
  const entries = Object.entries(value as object);
  const properties = Object.fromEntries(entries.map(([name, one]) => [name, { const: one }]));
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The keyword that excludes what a limit allows; the limit moves by `by`. */
const limits: readonly (readonly [keyword: string, type: Type, opposite: string, by: number])[] = [
  ['minLength', 'string', 'maxLength', -1],
  ['maxLength', 'string', 'minLength', 1],
  ['minItems', 'array', 'maxItems', -1],
  ['maxItems', 'array', 'minItems', 1],
  ['minProperties', 'object', 'maxProperties', -1],
  ['maxProperties', 'object', 'minProperties', 1],
  ['exclusiveMinimum', 'number', 'maximum', 0],
  ['exclusiveMaximum', 'number', 'minimum', 0],
];

function negatedLimits(node: SchemaNode): SchemaNode[] {
  const keywords = node.value as Keywords;
  const parts = limits.flatMap(([keyword, type, opposite, by]) => {
    const limit = keywords[keyword];
    if (typeof limit !== 'number' || (by === -1 && limit <= 0)) return [];
    return [part(node, { types: [type] }, { [opposite]: limit + by })];
  });
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = keywords;
  // In draft 4 `exclusiveMinimum` is a boolean that says how `minimum` is meant.
  const below = exclusiveMinimum === true ? 'maximum' : 'exclusiveMaximum';
  const above = exclusiveMaximum === true ? 'minimum' : 'exclusiveMinimum';
  if (typeof minimum === 'number') parts.push(part(node, { types: ['number'] }, { [below]: minimum }));
  if (typeof maximum === 'number') parts.push(part(node, { types: ['number'] }, { [above]: maximum }));
  return parts;
}

function negatedRegular(node: SchemaNode): SchemaNode[] {
  const { pattern, format } = node.value as Keywords;
  const outline = typeof format === 'string' ? formatOutline(format) : undefined;
  const regular = [pattern, outline].filter((one): one is string => typeof one === 'string' && !hasLookahead(one));
  return regular.map((unmatched) => part(node, { types: ['string'], unmatched }));
}

function hasLookahead(pattern: string): boolean {
  return /\(\?[=!]/.test(pattern);
}

function negatedObject(node: SchemaNode): SchemaNode[] {
  const { required, properties, dependentRequired, dependentSchemas, dependencies } = node.value as Keywords;
  const { additionalProperties, patternProperties } = node.value as Keywords;
  const parts: SchemaNode[] = [];
  const object: InnerKeywords = { types: ['object'] };
  for (const name of Array.isArray(required) ? required : []) parts.push(part(node, { ...object, absent: name }));
  for (const [name, schema] of Object.entries(isRecord(properties) ? properties : {})) {
    parts.push(part(node, object, { required: [name], properties: { [name]: not(schema) } }));
  }
  const of = node.value as Keywords;
  for (const [pattern, schema] of Object.entries(isRecord(patternProperties) ? patternProperties : {})) {
    if (schema !== true) parts.push(part(node, { ...object, some: { pattern, of, value: not(schema) } }));
  }
  if (additionalProperties !== undefined && additionalProperties !== true) {
    parts.push(part(node, { ...object, some: { of, value: not(additionalProperties) } }));
  }
  const all = [dependentRequired, dependentSchemas, dependencies].filter(isRecord);
  for (const [name, needs] of all.flatMap((one) => Object.entries(one))) {
    const present = { required: [name] };
    if (!Array.isArray(needs)) parts.push(part(node, object, { ...present, allOf: [not(needs)] }));
    else for (const need of needs) parts.push(part(node, { ...object, absent: need }, present));
  }
  return parts;
}

function negatedArray(node: SchemaNode): SchemaNode[] {
  const { items, prefixItems, contains, minContains, maxContains } = node.value as Keywords;
  const array: InnerKeywords = { types: ['array'] };
  const places = [items, prefixItems].filter(Array.isArray).flatMap((list) =>
    list.map((schema, i) => {
      const first = Array.from({ length: i }, () => true);
      return part(node, array, { minItems: i + 1, prefixItems: [...first, not(schema)] });
    }),
  );
  if (contains !== undefined) {
    const least = typeof minContains === 'number' ? minContains : 1;
    if (least > 0) places.push(part(node, array, { contains, minContains: 0, maxContains: least - 1 }));
    if (typeof maxContains === 'number') places.push(part(node, array, { contains, minContains: maxContains + 1 }));
  }
  // Of the arrays in which some element does not fit, those in which the first one does not.
  if (items !== undefined && !Array.isArray(items) && prefixItems === undefined) {
    places.push(part(node, array, { minItems: 1, prefixItems: [not(items)] }));
  }
  return places;
}

function negatedChoices(node: SchemaNode): SchemaNode[] {
  const keywords = node.value as Keywords;
  const { allOf, anyOf, oneOf } = keywords;
  const parts: SchemaNode[] = [];
  const all = (schemas: readonly unknown[]) => part(node, {}, { allOf: schemas });
  if (Array.isArray(allOf)) parts.push(...allOf.map((schema) => notNode(node, schema)));
  if (Array.isArray(anyOf)) parts.push(all(anyOf.map(not)));
  if (Array.isArray(oneOf) && oneOf.length <= maxChoices) {
    parts.push(all(oneOf.map(not)));
    for (const [i, one] of oneOf.entries()) parts.push(...oneOf.slice(0, i).map((other) => all([one, other])));
  }
  if (keywords.not !== undefined) parts.push(all([keywords.not]));
  if (keywords.if !== undefined) {
    if (keywords.then !== undefined) parts.push(all([keywords.if, not(keywords.then)]));
    if (keywords.else !== undefined) parts.push(all([not(keywords.if), not(keywords.else)]));
  }
  return parts;
}

/** Types of values that may not fit for a reason that no schema says. */
function vagueTypes(value: Keywords): Type[] {
  const { pattern, items, oneOf } = value;
  const vague: Type[] = [];
  const numbers = Array.isArray(value.enum) ? value.enum.filter((one) => typeof one === 'number') : [];
  if (numbers.length > maxNumbers || has(value, 'multipleOf')) vague.push('number');
  if (value.format === 'int32') vague.push('number');
  if (has(value, 'format') || (typeof pattern === 'string' && hasLookahead(pattern))) vague.push('string');
  if (has(value, 'additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'))
    vague.push('object');
  const isList = items !== undefined && !Array.isArray(items);
  if (isList || has(value, 'additionalItems', 'uniqueItems', 'unevaluatedItems')) vague.push('array');
  return Array.isArray(oneOf) && oneOf.length > maxChoices ? [...types] : vague;
}

function has(value: Keywords, ...keywords: readonly string[]): boolean {
  return keywords.some((keyword) => value[keyword] !== undefined);
}
