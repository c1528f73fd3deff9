// What is refused, and in which words; and that no schema takes long, whatever its author had in mind.
import { describe, expect, it } from 'vitest';
import { bytesAndPieces, idsOf } from '../../test/grammar/random-answers.ts';
import { GrammarCompiler } from './grammar-compiler.ts';

const compiler = new GrammarCompiler(bytesAndPieces);
const stopIds = [bytesAndPieces.length - 1];
const compile = (schema: unknown, maxTokens = 256) =>
  compiler.compile({ type: 'json_schema', schema }, { maxTokens, stopIds });

const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe('a schema that cannot be held is refused with keyword and place', () => {
  it.each<[unknown, string]>([
    [{ properties: { a: { not: {} } } }, "'not' at '#/properties/a' cannot be held"],
    [{ items: { if: {} } }, "'if' at '#/items' cannot be held; use 'anyOf' of whole objects"],
    [{ type: 'array', uniqueItems: true }, "'uniqueItems' at '#' cannot be held"],
    [{ type: 'number', multipleOf: 0.01 }, "'multipleOf' at '#' cannot be held"],
    [{ patternProperties: { a: {} } }, "'patternProperties' at '#' cannot be held"],
    [{ type: 'array', contains: {} }, "'contains' at '#' cannot be held"],
    [{ unevaluatedProperties: false }, "'unevaluatedProperties' at '#' cannot be held; use 'additionalProperties'"],
    [{ type: 'string', format: 'colour' }, "'format' at '#' cannot be held: 'colour' is none of date, time"],
    [{ type: 'string', pattern: '(?=a)b' }, "'pattern' at '#' cannot be held: a group that begins with '(?='"],
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
  const chain = range(5000, (i): [string, unknown] => [
    `d${i}`,
    { type: 'array', items: { $ref: `#/$defs/d${i + 1}` } },
  ]);
  const twice = (i: number) => ({ anyOf: [{ $ref: `#/$defs/d${i + 1}` }, { title: 't', $ref: `#/$defs/d${i + 1}` }] });
  const doubling = range(30, (i): [string, unknown] => [`d${i}`, { type: 'object', properties: { x: twice(i) } }]);
  const many = (n: number) => Object.fromEntries(range(n, (i) => [`property${i}`, { type: 'string' }]));

  it.each<[string, unknown]>([
    ['of 5,000 properties', { type: 'object', properties: many(5000) }],
    ['of 20,000 values', { enum: range(20_000, (i) => `value ${i * 7919}`) }],
    ['of 200 choices', { oneOf: range(200, (i) => ({ properties: { kind: { const: i } }, required: ['kind'] })) }],
    [
      'of 2^20 combinations',
      { allOf: range(20, (i) => ({ anyOf: [{ required: [`a${i}`] }, { required: [`b${i}`] }] })) },
    ],
    ['of 2^30 paths', { $defs: { ...Object.fromEntries(doubling), d30: {} }, $ref: '#/$defs/d0' }],
    ['of 5,000 references in a row', { $defs: { ...Object.fromEntries(chain), d5000: {} }, $ref: '#/$defs/d0' }],
    ['of counted properties', { type: 'object', maxProperties: 2000, properties: many(4000) }],
    ['of an exponential pattern', { type: 'string', pattern: '^(?:.*a){20}.{30}$', minLength: 5 }],
    ['of a pattern that remembers', { type: 'string', pattern: '(?:a|b)*a(?:a|b){30}' }],
    ['of nested counters', { type: 'string', pattern: '^(?:(?:a{0,1000}){0,1000}){0,1000}$' }],
    ['of 300 patterns', { anyOf: range(300, (i) => ({ type: 'string', pattern: `[a-z]{${i}}x` })) }],
    ['of long strings', { type: 'string', maxLength: 1e9 }],
  ])('%s', (_, schema) => {
    const startedMs = performance.now();
    try {
      const state = compile(schema);
      for (let i = 0; i < 20 && !state.isComplete; i++)
        state.accept(idsOf(state.allowed()).find((id) => id !== stopIds[0]) ?? 0);
    } catch (error) {
      expect((error as Error).name).toBe('GrammarError');
    }
    // Far more than it takes: without the limits some of these would go on for hours.
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });
});
