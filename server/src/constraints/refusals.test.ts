// What is refused, with which message; and that no schema takes long, however it was made.
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../test/checkpoint/mulberry32.ts';
import { hostileSchemas, manyStrings } from '../../test/grammar/hostile-schemas.ts';
import { largeSchemas } from '../../test/grammar/large-schemas.ts';
import { bytesAndPieces, idsOf } from '../../test/grammar/random-answers.ts';
import { maxSteps, WorkBudget } from '../grammar/work-budget.ts';
import { buildStrictly } from './build-grammar.ts';
import { GrammarCompiler } from './grammar-compiler.ts';

const compiler = new GrammarCompiler(bytesAndPieces);
const stopIds = [bytesAndPieces.length - 1];
const compile = (schema: unknown, maxTokens = 256) =>
  compiler.compile({ type: 'json_schema', schema }, { maxTokens, stopIds });

const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe('a schema that cannot be held is refused with keyword and place', () => {
  it.each<[unknown, string]>([
    [{ properties: { a: { type: 'number', not: { multipleOf: 2 } } } }, "'not' at '#/properties/a' cannot be held"],
    [{ not: { minLength: 'a' } }, "'minLength' at '#/not' must be a number"],
    [{ not: { $dynamicRef: '#a' } }, "'$dynamicRef' at '#/not' leads nowhere"],
    [{ type: 'object', dependencies: ['a'] }, "'dependencies' at '#' must be an object"],
    [{ type: 'array', uniqueItems: true }, "'uniqueItems' at '#' cannot be held but for elements of an 'enum'"],
    [{ type: 'array', items: { type: 'integer' }, uniqueItems: true }, "'uniqueItems' at '#' cannot be held but for"],
    [
      { type: 'number', allOf: [7, 5, 3].map((n) => ({ multipleOf: n * 1e15 + 1 })) },
      "'multipleOf' at '#/allOf/2' cannot be held, its step has too many digits",
    ],
    [{ type: 'number', multipleOf: 0 }, "'multipleOf' at '#' must be a number above 0"],
    [{ not: {} }, 'no value that could be written fits the schema'],
    [
      { type: 'object', properties: { a: {} }, additionalProperties: true, minProperties: 3 },
      "'minProperties' at '#' cannot be held: of properties that are not declared only one is sure to have a name of its",
    ],
    [{ type: 'object', properties: {}, minProperties: 3 }, "'minProperties' at '#' cannot be held: of properties"],
    [{ patternProperties: { '(': {} } }, "'patternProperties' at '#' is no regular expression"],
    [{ contains: { const: 1 }, uniqueItems: true }, "'contains' at '#' cannot be held beside 'uniqueItems'"],
    [{ contains: { const: 1 }, minContains: 5000 }, "'contains' at '#' cannot be held: it counts too many elements"],
    [{ extends: { type: 'string' } }, "'extends' at '#' cannot be held; use 'allOf'"],
    [
      { anyOf: Array.from({ length: 8 }, (_, i) => ({ properties: { [`p${i}`]: {} } })), unevaluatedProperties: false },
      "'anyOf' at '#' has too many combinations",
    ],
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
      {
        oneOf: [
          { type: 'number', multipleOf: 4 },
          { type: 'number', multipleOf: 2 },
        ],
      },
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
  it.each(hostileSchemas)('%s', (_, schema, refusal) => {
    const budget = new WorkBudget();
    const constraint = { type: 'json_schema' as const, schema };
    const build = () => buildStrictly(constraint, compiler.settings, budget);
    if (refusal) {
      expect(build).toThrow(refusal);
    } else {
      build();
      expect(budget.nSpent).toBeLessThanOrEqual(maxSteps);
    }
  });

  it.each(Object.entries(largeSchemas))('nor is it close to what is too costly: %s', (_, schema) => {
    const budget = new WorkBudget();
    buildStrictly({ type: 'json_schema', schema }, compiler.settings, budget);
    expect(budget.nSpent).toBeLessThan(maxSteps / 2);
  });

  // What a step may cost: a mask, and the ways out of one state more, which those of a string's content are a part of.
  const maxStepsOfToken = 60_000;

  it.each<[string, unknown]>([
    ['of 5,000 properties', { type: 'object', properties: manyStrings(5000) }],
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
      const before = state.nSteps;
      const ids = idsOf(state.allowed()).filter((id) => id !== stopIds[0]);
      const id = ids[Math.floor(random() * ids.length)];
      if (id === undefined) break;
      expect(state.allows(id)).toBe(true);
      state.accept(id);
      expect(state.isComplete).toBeTypeOf('boolean');
      expect(state.nSteps - before).toBeLessThan(maxStepsOfToken);
    }
  });
});
