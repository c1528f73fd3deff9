// docs/json-schema.md says what becomes of each keyword; here each is tried.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keywordsPage, withKeywords } from '../../scripts/keywords-page.ts';
import { bytesAndPieces } from '../../test/grammar/random-answers.ts';
import { keywordFates } from '../json-schema/keyword-fates.ts';
import { GrammarCompiler } from './grammar-compiler.ts';

const keywordsThatAre = (fate: string) => keywordFates.filter((row) => row[1] === fate).map(([keyword]) => keyword);

const compiler = new GrammarCompiler(bytesAndPieces, { spacing: 'compact' });
const stopIds = [bytesAndPieces.length - 1];
const compile = (schema: unknown) => compiler.compile({ type: 'json_schema', schema }, { maxTokens: 10_000, stopIds });

/** Whether an answer may be this value, byte by byte. */
function allows(schema: unknown, value: unknown): boolean {
  const matcher = compile(schema);
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.isComplete || stopIds.every((id) => matcher.allows(id));
}

const object = (more: object) => ({ type: 'object', ...more });
const either = (a: object, b: object) => [
  { properties: { a }, required: ['a'] },
  { properties: { a: b }, required: ['a'] },
];

const when = object({
  properties: { a: {}, b: {}, c: {} },
  if: { properties: { a: { const: 1 } }, required: ['a'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  then: { required: ['b'] },
  else: { required: ['c'] },
});

/** A schema with the keyword, a value that it allows, and one that it refuses. */
const held: Readonly<Record<string, readonly [schema: unknown, fitting: unknown, other: unknown]>> = {
  type: [{ type: ['string', 'null'] }, null, 1],
  enum: [{ enum: [1, 'a'] }, 'a', 'b'],
  const: [{ const: { a: 1 } }, { a: 1 }, { a: 2 }],
  properties: [object({ properties: { a: { type: 'integer' } } }), { a: 1 }, { a: 'b' }],
  required: [object({ properties: { a: {} }, required: ['a'] }), { a: 1 }, {}],
  additionalProperties: [
    object({ properties: { a: {} }, additionalProperties: { type: 'null' } }),
    { b: null },
    { b: 1 },
  ],
  patternProperties: [object({ patternProperties: { '^n': { type: 'integer' } } }), { n: 1 }, { n: 'a' }],
  unevaluatedProperties: [
    object({ allOf: [{ properties: { a: {} } }], unevaluatedProperties: { type: 'null' } }),
    { a: 1, b: null },
    { a: 1, b: 1 },
  ],
  propertyNames: [object({ propertyNames: { maxLength: 2 } }), { ab: 1 }, { abc: 1 }],
  minProperties: [object({ properties: { a: {}, b: {} }, minProperties: 1 }), { b: 1 }, {}],
  maxProperties: [object({ properties: { a: {}, b: {} }, maxProperties: 1 }), { b: 1 }, { a: 1, b: 1 }],
  items: [{ items: { type: 'integer' } }, [1, 2], ['a']],
  prefixItems: [{ prefixItems: [{ type: 'integer' }, { type: 'null' }] }, [1, null], [null, 1]],
  additionalItems: [{ items: [{ type: 'integer' }], additionalItems: { type: 'null' } }, [1, null], [1, 1]],
  unevaluatedItems: [{ allOf: [{ prefixItems: [{}] }], unevaluatedItems: { type: 'null' } }, [1, null], [1, 1]],
  minItems: [{ items: { type: 'integer' }, minItems: 2 }, [1, 2], [1]],
  maxItems: [{ items: { type: 'integer' }, maxItems: 1 }, [1], [1, 2]],
  uniqueItems: [{ items: { enum: [1, 2] }, uniqueItems: true }, [1, 2], [1, 1]],
  contains: [{ items: { type: ['integer', 'null'] }, contains: { type: 'null' } }, [1, null], [1, 2]],
  minContains: [{ contains: { const: 1 }, minContains: 2 }, [1, 2, 1], [1, 2]],
  maxContains: [{ contains: { const: 1 }, maxContains: 1 }, [2, 1], [1, 1]],
  minLength: [{ type: 'string', minLength: 2 }, 'ab', 'a'],
  maxLength: [{ type: 'string', maxLength: 1 }, 'a', 'ab'],
  pattern: [{ type: 'string', pattern: '^a+$' }, 'aa', 'ab'],
  format: [{ type: 'string', format: 'date' }, '2024-02-29', '2023-02-29'],
  minimum: [{ type: 'number', minimum: 2 }, 2, 1],
  maximum: [{ type: 'number', maximum: 2 }, 2, 3],
  exclusiveMinimum: [{ type: 'number', exclusiveMinimum: 2 }, 3, 2],
  exclusiveMaximum: [{ type: 'number', exclusiveMaximum: 2 }, 1, 2],
  multipleOf: [{ type: 'integer', multipleOf: 3 }, 9, 10],
  allOf: [{ allOf: [{ type: 'integer' }, { minimum: 3 }] }, 3, 2],
  anyOf: [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, null, 'a'],
  oneOf: [{ oneOf: [{ type: 'integer' }, { type: 'null' }] }, null, 'a'],
  not: [{ not: { type: 'string' } }, 1, 'a'],
  discriminator: [{ oneOf: either({ const: 1 }, { const: 2 }), discriminator: { propertyName: 'a' } }, { a: 2 }, {}],
  if: [when, { a: 1, b: 1 }, { a: 1 }],
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  then: [when, { a: 2, c: 1 }, { a: 1, c: 1 }],
  else: [when, { a: 2, c: 1 }, { a: 2 }],
  dependencies: [object({ properties: { a: {}, b: {} }, dependencies: { a: ['b'] } }), { a: 1, b: 1 }, { a: 1 }],
  dependentRequired: [object({ properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] } }), { b: 1 }, { a: 1 }],
  dependentSchemas: [
    object({ properties: { a: {}, b: {} }, dependentSchemas: { a: { required: ['b'] } } }),
    { a: 1, b: 1 },
    { a: 1 },
  ],
  $ref: [{ $ref: '#/$defs/x', $defs: { x: { type: 'integer' } } }, 1, 'a'],
  $dynamicRef: [{ $dynamicRef: '#x', $defs: { x: { $dynamicAnchor: 'x', type: 'integer' } } }, 1, 'a'],
  $recursiveRef: [{ type: ['integer', 'array'], items: { $recursiveRef: '#' } }, [[1]], [['a']]],
};

/** A value of each keyword that is refused. */
const refused: readonly (readonly [keyword: string, value: unknown])[] = [
  ['disallow', 'string'],
  ['extends', { type: 'string' }],
  ['divisibleBy', 2],
];

describe('the list of keywords', () => {
  it('is the one on the page', () => {
    const page = readFileSync(keywordsPage, 'utf8');
    expect(withKeywords(page)).toBe(page);
  });

  it('has every keyword once', () => {
    const keywords = keywordFates.map(([keyword]) => keyword);
    expect(keywords).toEqual([...new Set(keywords)]);
    expect(Object.keys(held)).toEqual(keywordsThatAre('held'));
    expect(refused.map(([keyword]) => keyword)).toEqual(keywordsThatAre('refused'));
  });

  it.each(Object.entries(held))('holds %s', (keyword, [schema, fitting, other]) => {
    expect(JSON.stringify(schema)).toContain(`"${keyword}"`);
    expect(allows(schema, fitting)).toBe(true);
    expect(allows(schema, other)).toBe(false);
  });

  it.each(refused)('refuses %s by its name', (keyword, value) => {
    expect(() => compile({ [keyword]: value })).toThrow(`'${keyword}' at '#' cannot be held`);
  });

  it.each(keywordsThatAre('remark'))('passes over %s', (keyword) => {
    const values: Readonly<Record<string, unknown>> = { $defs: {}, definitions: {}, examples: [2], default: 2 };
    const schema = { type: 'integer', [keyword]: values[keyword] ?? 'text' };
    expect(allows(schema, 1)).toBe(true);
    expect(allows(schema, 'a')).toBe(false);
  });

  it('tells choices of oneOf apart by the types that are written, whatever keywords are met later', () => {
    const inner = { oneOf: [{ minItems: 1 }, { type: 'integer' }] }; // an integer fits both
    expect(allows({ oneOf: [inner, { enum: [1] }] }, 0)).toBe(false);
    expect(allows({ oneOf: [inner, { enum: [1] }] }, 1)).toBe(true);
  });
});
