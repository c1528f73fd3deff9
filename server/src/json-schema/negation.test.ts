// What does not fit a schema, and choices made of it: which values may be written.
import { expect, it } from 'vitest';
import { bytesAndPieces } from '../../test/grammar/random-answers.ts';
import { GrammarCompiler } from '../constraints/grammar-compiler.ts';

const compiler = new GrammarCompiler(bytesAndPieces, { spacing: 'compact' });
const stopIds = [bytesAndPieces.length - 1];

function allows(schema: unknown, value: unknown): boolean {
  const matcher = compiler.compile({ type: 'json_schema', schema }, { maxTokens: 1000, stopIds });
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.isComplete || matcher.allows(stopIds[0] as number);
}

const shapes = [{ required: ['radius'] }, { required: ['length', 'width'] }];
const shape = { properties: { radius: {}, length: {}, width: {} }, oneOf: shapes };

const counted = (letter: string, n: object) => ({
  type: 'object',
  properties: { kind: { type: 'string', pattern: letter }, n },
  required: ['kind', 'n'],
});

const only = (name: string) => ({ type: 'object', properties: { [name]: {} }, additionalProperties: false });

it.each<[schema: unknown, fitting: readonly unknown[], others: readonly unknown[]]>([
  [{ type: 'string', not: { enum: ['logs', 'a"b'] } }, ['log', 'logs2', 'a'], ['logs', 'a"b']],
  [{ type: 'string', not: { pattern: '^[ab]' } }, ['', 'ca'], ['a', 'ba']],
  [{ not: { enum: [1, 2, true, null] } }, [0, 1.5, 3, false, 'a', [1]], [1, 2, true, null]],
  [{ not: { const: { a: [1] } } }, [1, {}, { a: [2] }, { a: [1, 1] }], [{ a: [1] }]],
  [{ not: { type: ['string', 'array'] } }, [1, null, {}], ['a', []]],
  [{ properties: { a: {}, b: {} }, not: { required: ['a', 'b'] } }, [{}, { a: 1 }, { b: 1 }], [{ a: 1, b: 1 }]],
  [{ not: { not: { maxLength: 1, type: 'string' } } }, ['a'], ['ab', 1]],
  [{ type: 'array', not: { items: { type: 'integer' } } }, [['a']], [[], [1]]],
  [{ not: { anyOf: [{ type: 'string' }, { minimum: 3 }] } }, [2], ['a', 3, null]],
  [shape, [{ radius: 1 }, { length: 1, width: 2 }, { radius: 1, width: 2 }], [{}, { radius: 1, length: 1, width: 2 }]],
  [{ oneOf: [{ type: 'string' }, { type: 'string', pattern: '^a' }] }, ['b'], ['ab']],
  [{ oneOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }, ['a', 'c'], ['b']],
  [{ oneOf: [only('key'), only('keys')] }, [{ key: 1 }, { keys: 1 }], [{}, { key: 1, keys: 1 }, { other: 1 }]],
  [
    { properties: { a: {}, xb: {}, c: {} }, not: { ...only('a'), patternProperties: { '^x': {} } } },
    [{ c: 1 }, { a: 1, c: 1 }],
    [{}, { a: 1 }, { xb: 1 }],
  ],
  [
    { properties: { x1: {}, y: {} }, not: { patternProperties: { '^x': { type: 'string' } } } },
    [{ x1: 1 }, { x1: null, y: 1 }],
    [{}, { y: 1 }, { x1: 'a' }],
  ],
  [
    { properties: { a: {}, b: {} }, not: { properties: { a: {} }, additionalProperties: { type: 'null' } } },
    [{ b: 1 }, { a: null, b: 'x' }],
    [{}, { a: 1 }, { b: null }],
  ],
  [{ type: ['number', 'string'], not: { type: 'integer' } }, [0.5, -1.25, 'a'], [0, 2, -3]],
  [{ type: 'number', minimum: 1, maximum: 2, not: { type: 'integer' } }, [1.5, 1.001], [1, 2, 0.5, 2.5]],
  [{ type: 'number', multipleOf: 0.25, not: { type: 'integer' } }, [0.25, 1.5], [1, 0.3]],
  [{ type: 'integer', oneOf: [{ type: 'number' }, { not: { type: 'integer' } }] }, [1], [1.5]],
  // A value that is given must fit for sure, even where what does not fit cannot be said exactly.
  [{ enum: [{ a: 1 }, { a: 'x' }], properties: { a: { not: { type: 'integer' } } } }, [{ a: 'x' }], [{ a: 1 }]],
  [
    { oneOf: [{ format: 'hostname' }, { format: 'ipv4' }, { format: 'ipv6' }], type: 'string' },
    ['example.org', '::1'],
    ['127.0.0.1'],
  ],
  [
    { oneOf: [{ format: 'date' }, { format: 'date-time' }, { format: 'uri' }, { enum: ['.'] }], type: 'string' },
    ['2024-02-29', '2024-02-29T10:00:00Z', 'https://a.b', '.'],
    ['2024-02-30', '..'],
  ],
  [
    { enum: ['a', { a: 1 }, 'ab'], not: { anyOf: [{ const: 'a.b' }, { type: 'integer', not: { maximum: 0 } }] } },
    ['a', { a: 1 }, 'ab'],
    ['a.b', 1],
  ],
  // Of values that are given, what does not fit is known, even where no schema says it.
  [
    { enum: [{ a: 1 }, { a: 'x' }, 1], not: { additionalProperties: { type: 'integer' } } },
    [{ a: 'x' }],
    [{ a: 1 }, 1],
  ],
  [{ enum: [1.5, 2, 'a'], not: { type: ['integer', 'string'] } }, [1.5], [2, 'a']],
  [{ oneOf: [{ enum: [5, 6, 10] }, { multipleOf: 5 }] }, [6, 15], [5, 10]],
  // A way of not fitting that cannot be written is not needed where there is another one.
  [
    { oneOf: [counted('a', { type: 'number' }), counted('b', { type: 'integer' })] },
    [
      { kind: 'a', n: 1.5 },
      { kind: 'b', n: 1 },
    ],
    [
      { kind: 'b', n: 1.5 },
      { kind: 'ab', n: 1 },
    ],
  ],
])('%j', (schema, fitting, others) => {
  for (const value of fitting) expect([value, allows(schema, value)]).toEqual([value, true]);
  for (const value of others) expect([value, allows(schema, value)]).toEqual([value, false]);
});
