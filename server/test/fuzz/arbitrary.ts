// Makes arbitraries of fast-check from JSON schemas, for the part of JSON Schema that openapi.yaml uses. Hints by
// property name add what a schema cannot express.
import fc from 'fast-check';
import { type Schema, schemaAt } from '../contract/operations.ts';

/** What to put under properties of these names, wherever they stand; null leaves them out. */
export type Hints = Readonly<
  Record<string, fc.Arbitrary<unknown> | ((schema: Schema) => fc.Arbitrary<unknown>) | null>
>;

/** Where `$ref`s lead. */
export interface Source {
  readonly root: unknown;
  readonly hints: Hints;
}

/** Deeper schemas give nothing more that would be worth a request. */
const maxDepth = 8;

/** Values that fit the schema. */
export function arbitraryOf(schema: Schema, source: Source, depth = 0): fc.Arbitrary<unknown> {
  if (depth > maxDepth) return fc.constant(null);
  const next = (one: Schema) => arbitraryOf(one, source, depth + 1);
  if (typeof schema.$ref === 'string') return next(schemaAt(source.root, schema.$ref));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.allOf)) return next(merged(schema, source.root));
  const branches = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined;
  if (branches) return fc.oneof(...branches.map(next));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => next({ ...schema, type })));
  switch (schema.type ?? ('properties' in schema ? 'object' : undefined)) {
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer(bounds(schema, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
    case 'number':
      return fc.oneof(fc.double({ ...bounds(schema, -1e300, 1e300), noNaN: true }), wholeOf(schema));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const {
        minItems = 0,
        maxItems = 3,
        items = {},
      } = schema as { minItems?: number; maxItems?: number; items?: Schema };
      return fc.array(next(items), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) });
    }
    case 'object':
      return objectOf(schema, source, next);
    default:
      return anyJson;
  }
}

/** Any JSON value, of little depth. */
export const anyJson = fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' });

/** Text of all kinds: characters of several code points, controls, NUL, halves of surrogate pairs. */
export const anyText = (constraints: fc.StringConstraints = {}): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ ...constraints, unit: 'grapheme-ascii' }) },
    fc.string({ ...constraints, unit: 'grapheme' }),
    fc.string({ ...constraints, unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  );

function stringOf({ pattern, format, minLength = 0, maxLength = 12 }: Schema): fc.Arbitrary<string> {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  if (format === 'uuid') return fc.uuid();
  return anyText({ minLength: Number(minLength), maxLength: Math.max(Number(minLength), Number(maxLength)) });
}

function bounds(schema: Schema, min: number, max: number): { min: number; max: number } {
  // Open limits stand for numbers a little inside of them.
  const above = schema.exclusiveMinimum === undefined ? min : Number(schema.exclusiveMinimum) + 1e-9;
  const below = schema.exclusiveMaximum === undefined ? max : Number(schema.exclusiveMaximum) - 1e-9;
  return { min: Number(schema.minimum ?? above), max: Number(schema.maximum ?? below) };
}

function wholeOf(schema: Schema): fc.Arbitrary<number> {
  const { min, max } = bounds(schema, -1000, 1000);
  return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
}

function objectOf(schema: Schema, { hints }: Source, next: (one: Schema) => fc.Arbitrary<unknown>) {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const hinted = properties.flatMap(([name, one]): [string, fc.Arbitrary<unknown>][] => {
    const hint = hints[name];
    if (hint === null) return [];
    return [[name, typeof hint === 'function' ? hint(one) : (hint ?? next(one))]];
  });
  const requiredKeys = ((schema.required ?? []) as string[]).filter((name) => hinted.some(([one]) => one === name));
  const known = fc.record(Object.fromEntries(hinted), { requiredKeys });
  if (schema.additionalProperties === false) return known;
  // What the schema does not list is allowed, and sent by clients.
  const unknown = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), anyJson, { maxKeys: 2 });
  return fc
    .tuple(known, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, unknown))
    .map(([own, more]) => ({ ...more, ...own }));
}

/** One object schema for all parts of an `allOf`. */
function merged(schema: Schema, root: unknown): Schema {
  const parts = (schema.allOf as Schema[]).map((one) => {
    const part = typeof one.$ref === 'string' ? schemaAt(root, one.$ref) : one;
    return Array.isArray(part.allOf) ? merged(part, root) : part;
  });
  const all = [schema, ...parts];
  return {
    type: 'object',
    properties: Object.assign({}, ...all.map((part) => part.properties ?? {})),
    required: all.flatMap((part) => (part.required ?? []) as string[]),
  };
}
