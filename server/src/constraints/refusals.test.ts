// What is refused, and in which words; and that no schema takes long, whatever its author had in mind.
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../test/checkpoint/mulberry32.ts';
import { largeSchemas } from '../../test/grammar/large-schemas.ts';
import { bytesAndPieces, idsOf } from '../../test/grammar/random-answers.ts';
import { maxUnits, WorkBudget } from '../grammar/work-budget.ts';
import { buildStrictly } from './build-grammar.ts';
import { GrammarCompiler } from './grammar-compiler.ts';

const compiler = new GrammarCompiler(bytesAndPieces);
const stopIds = [bytesAndPieces.length - 1];
const compile = (schema: unknown, maxTokens = 256) =>
  compiler.compile({ type: 'json_schema', schema }, { maxTokens, stopIds });

const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe('a schema that cannot be held is refused with keyword and place', () => {
  it.each<[unknown, string]>([
    [{ properties: { a: { not: { const: 1 } } } }, "'not' at '#/properties/a' cannot be held"],
    [{ items: { if: {} } }, "'if' at '#/items' cannot be held; use 'anyOf' of whole objects"],
    [{ type: 'array', uniqueItems: true }, "'uniqueItems' at '#' cannot be held but for elements of an 'enum'"],
    [{ type: 'array', items: { type: 'integer' }, uniqueItems: true }, "'uniqueItems' at '#' cannot be held but for"],
    [{ type: 'number', multipleOf: 0.12345 }, "'multipleOf' at '#' cannot be held, its step has too many digits"],
    [{ type: 'number', multipleOf: 0 }, "'multipleOf' at '#' must be a number above 0"],
    [{ not: {} }, 'no value that could be written fits the schema'],
    [
      { type: 'object', properties: { a: {} }, additionalProperties: true, minProperties: 3 },
      "'minProperties' at '#' cannot be held: of properties that are not declared only one is sure to have a name of its",
    ],
    [{ type: 'object', properties: {}, minProperties: 3 }, "'minProperties' at '#' cannot be held: of properties"],
    [{ propertyNames: { not: { const: 'a' } } }, "'not' at '#/propertyNames' cannot be held"],
    [{ patternProperties: { '(': {} } }, "'patternProperties' at '#' is no regular expression"],
    [{ type: 'array', contains: {} }, "'contains' at '#' cannot be held"],
    [{ unevaluatedProperties: false }, "'unevaluatedProperties' at '#' cannot be held; use 'additionalProperties'"],
    [{ type: 'string', pattern: '(?=a)b' }, "'pattern' at '#' cannot be held: a group that begins with '(?='"],
    [{ type: 'string', pattern: '^(?=a)b|c' }, "'pattern' at '#' cannot be held: lookahead beside '|'"],
    [{ type: 'string', pattern: '(a)\\1' }, "'pattern' at '#' cannot be held: '\\1'"],
    [{ type: 'string', pattern: '\\bword' }, "'pattern' at '#' cannot be held: '\\b'"],
    [{ type: 'string', pattern: '(' }, "'pattern' at '#' is no regular expression"],
    [{ $ref: 'https://example.com/s.json' }, "'$ref' at '#' cannot be held: 'https://example.com/s.json' is another"],
    [{ $ref: '#/$defs/x' }, "'$ref' at '#' leads nowhere: there is no '#/$defs/x'"],
    [{ allOf: [{ $ref: '#' }] }, "the schema at '#' refers only to itself"],
    [{ type: 'text' }, `'type' at '#': there is no type "text"`],
    [{ type: 'string', minLength: '3' }, "'minLength' at '#' must be a number"],
    [{ type: 'object', required: true }, "'required' at '#' must be an array of strings"],
    [{ anyOf: [] }, "'anyOf' at '#' must be an array of schemas"],
    [
      { oneOf: [{ type: 'integer' }, { type: 'number' }] },
      "'oneOf' at '#' cannot be held: a value could fit both 0 and 1",
    ],
    [{ enum: ['\ud800'] }, "'enum' at '#' has half of a surrogate pair in it"],
    [{ type: 'integer', minimum: 3, maximum: 2 }, 'no value that could be written fits the schema'],
    [{ enum: [1, 2], type: 'string' }, 'no value that could be written fits the schema'],
    [{ required: ['a'], properties: { a: { $ref: '#' } } }, 'the schema refers to itself without end'],
    ['text', "the schema at '#' must be an object or a boolean"],
  ])('%j', (schema, message) => expect(() => compile(schema)).toThrow(message));

  it('that has an answer, but none that is short enough', () => {
    expect(() => compile({ const: 'abcabc' }, 3)).toThrow('the shortest answer takes 4 tokens, there is room for 3');
    expect(compile({ const: 'abcabc' }, 4)).toBeDefined();
    expect(() => compile({ type: 'array', items: {}, minItems: 1e9 })).toThrow('the shortest answer takes at least');
  });
});

describe('no schema takes long', () => {
  const strings = (n: number, make: (i: number) => object) =>
    Object.fromEntries(range(n, (i) => [`property${i}`, { type: 'string', ...make(i) }]));
  const many = (n: number) => strings(n, () => ({}));
  const defs = (n: number, make: (i: number, next: object) => unknown) => ({
    $defs: { ...Object.fromEntries(range(n, (i) => [`d${i}`, make(i, { $ref: `#/$defs/d${i + 1}` })])), [`d${n}`]: {} },
    $ref: '#/$defs/d0',
  });
  const nested = (n: number, wrap: (inner: object, i: number) => object) =>
    range(n, (i) => i).reduce<object>(wrap, { type: 'string' });
  // A state for each set of the last ten places at which an `a` may have been.
  const remembering = (i: number) => `[ab]*a[ab]{9}[c]{0,${i % 30}}${i}$`;
  const tooCostly = /^the schema is too costly to hold: it was given up at .+'#.*'/;

  it.each<[string, unknown, RegExp?]>([
    ['of 5,000 properties', { type: 'object', properties: many(5000) }],
    ['of 20,000 values', { enum: range(20_000, (i) => `value ${i * 7919}`) }],
    ['of 200 choices', { oneOf: range(200, (i) => ({ properties: { kind: { const: i } }, required: ['kind'] })) }],
    [
      'of 2,000 choices',
      { oneOf: range(2000, (i) => ({ properties: { a: { const: i } }, required: ['a'] })) },
      tooCostly,
    ],
    ['of 2,000 times 2,000 values', { oneOf: range(2, (i) => ({ enum: range(2000, (k) => [i, k]) })) }],
    [
      'of 2^20 combinations',
      { allOf: range(20, (i) => ({ anyOf: [{ required: [`a${i}`] }, { required: [`b${i}`] }] })) },
      /'anyOf' at '.*' has too many combinations/,
    ],
    ['of 300 parts', { allOf: range(300, () => ({ properties: many(300) })) }, tooCostly],
    ['of 2^30 paths', defs(30, (_, next) => ({ properties: { x: { anyOf: [next, { title: 't', ...next }] } } }))],
    ['of 2^30 parts', defs(30, (_, next) => ({ allOf: [next, { title: 't', ...next }] })), tooCostly],
    ['of 5,000 references in a row', defs(5000, (_, next) => ({ items: next })), /nested more than 200 deep/],
    ['of 5,000 references to nothing else', defs(5000, (_, next) => next), /more than 200 references in a row/],
    ['of 190 objects in each other', nested(190, (inner, i) => ({ properties: { [`a${i}`]: inner } }))],
    [
      'of counted properties',
      { type: 'object', maxProperties: 2000, properties: many(4000) },
      /'minProperties' or 'maxProperties' at '#' cannot be held/,
    ],
    ['of 5,000 places', { prefixItems: range(5000, () => ({ type: 'boolean' })) }],
    ['of 20,000 different places', { prefixItems: range(20_000, (minimum) => ({ minimum })) }, tooCostly],
    ['of a million items', { type: 'array', minItems: 1e6, maxItems: 2e6, items: { type: 'integer' } }],
    ['of a long constant', { const: 'x"'.repeat(200_000) }],
    ['of an exponential pattern', { type: 'string', pattern: '^(?:.*a){20}.{30}$', minLength: 5 }],
    [
      'of an exponential pattern with a length',
      { type: 'string', pattern: '^(?:.*a){20}.{30}$', minLength: 80 },
      tooCostly,
    ],
    ['of a pattern that remembers', { type: 'string', pattern: '(?:a|b)*a(?:a|b){30}' }],
    ['of a pattern that remembers, and a length', { pattern: '(?:a|b)*a(?:a|b){30}', maxLength: 99 }, tooCostly],
    ['of nested counters', { type: 'string', pattern: '^(?:(?:a{0,1000}){0,1000}){0,1000}$' }],
    ['of a pattern of 10,000 options', { type: 'string', pattern: 'a?'.repeat(10_000) }],
    ['of a pattern of 5,000 words', { pattern: `^(?:${range(5000, (i) => (i * 7919).toString(36)).join('|')})$` }],
    ['of a pattern of 100,000 characters', { pattern: 'abcdefghij'.repeat(10_000) }, tooCostly],
    ['of 300 patterns', { anyOf: range(300, (i) => ({ type: 'string', pattern: `[a-z]{${i}}x` })) }],
    ['of 450 patterns that remember', { properties: strings(450, (i) => ({ pattern: remembering(i), minLength: 3 })) }],
    [
      'of 450 patterns that remember, with lengths',
      { properties: strings(450, (i) => ({ pattern: remembering(i), minLength: 30 })) },
      tooCostly,
    ],
    [
      'of 100 pairs of patterns',
      { properties: strings(100, (i) => ({ pattern: `a.*b.*${i}`, allOf: [{ pattern: `c.*d.*${i}` }] })) },
      tooCostly,
    ],
    ['of values against a pattern', { enum: ['ab'.repeat(3000)], pattern: '^(?:.*a){20}.{300}$' }, tooCostly],
    ['of a large step', { type: 'number', multipleOf: 997, maximum: 1e15 }],
    ['of a thousand large steps', { prefixItems: range(1000, (i) => ({ multipleOf: i + 1 })) }, tooCostly],
    ['of a set of 2,000', { items: { enum: range(2000, (i) => i) }, uniqueItems: true }, tooCostly],
    ['of long strings', { type: 'string', maxLength: 1e9 }],
    ['of 500 lengths', { anyOf: range(500, (i) => ({ type: 'string', minLength: i, maxLength: 1000 + i })) }],
  ])('%s', (_, schema, refusal) => {
    const budget = new WorkBudget();
    const constraint = { type: 'json_schema' as const, schema };
    const build = () => buildStrictly(constraint, compiler.settings, budget);
    if (refusal) {
      expect(build).toThrow(refusal);
    } else {
      build();
      expect(budget.nSpent).toBeLessThanOrEqual(maxUnits);
    }
  });

  it.each(Object.entries(largeSchemas))('nor is it close to what is too costly: %s', (_, schema) => {
    const budget = new WorkBudget();
    buildStrictly({ type: 'json_schema', schema }, compiler.settings, budget);
    expect(budget.nSpent).toBeLessThan(maxUnits / 2);
  });

  // What a step may cost: a mask, and the ways out of one state more.
  const maxStepUnits = 500_000;

  it.each<[string, unknown]>([
    ['of 5,000 properties', { type: 'object', properties: many(5000) }],
    ['of 300 patterns', { anyOf: range(300, (i) => ({ type: 'string', pattern: `[a-z]{${i}}x` })) }],
    ['of 300 lengths', { anyOf: range(300, (i) => ({ type: 'string', minLength: i, maxLength: 1000 + i })) }],
    ['of an exponential pattern', { type: 'string', pattern: '^(?:.*a){20}.{30}$' }],
    ['of nested counters', { type: 'string', pattern: '^(?:(?:[ab]{0,1000}[bc]?){0,1000}c?){0,1000}$' }],
    ['of a pattern of 10,000 options', { type: 'string', pattern: 'a?'.repeat(10_000) }],
    [
      'of a pattern of 1,400 exceptions',
      { pattern: range(1400, (i) => `[^\\u{${(0x4e00 + i).toString(16)}}]`).join('') },
    ],
    ['of words in any order', { pattern: `^(?:a{0,50}(?:${range(1500, (i) => `w${i * 7919}`).join('|')})?){0,1000}$` }],
    ['of 400 long values', { anyOf: range(400, (i) => ({ const: 'x'.repeat(1000) + i })) }],
    ['of hardly any room', { type: 'array', minItems: 300, items: { enum: ['aa', 'abab', 'nametheab'] } }],
    [
      'of a table in many lengths',
      { anyOf: range(300, (i) => ({ pattern: '[ab].*c', minLength: 9, maxLength: 50 + i })) },
    ],
  ])('and no step of one does: %s', (_, schema) => {
    const state = compile(schema, 1500);
    const random = mulberry32(5);
    for (let i = 0; i < 40 && !state.isComplete; i++) {
      const before = state.nUnits;
      const ids = idsOf(state.allowed()).filter((id) => id !== stopIds[0]);
      const id = ids[Math.floor(random() * ids.length)];
      if (id === undefined) break;
      expect(state.allows(id)).toBe(true);
      state.accept(id);
      expect(state.isComplete).toBeTypeOf('boolean');
      expect(state.nUnits - before).toBeLessThan(maxStepUnits);
    }
  });
});
