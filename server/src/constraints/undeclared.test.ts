// Properties that no schema declares: where they are written is the caller's choice, a schema may forbid them.
import { expect, it } from 'vitest';
import { bytesAndPieces } from '../../test/grammar/random-answers.ts';
import { type UndeclaredProperties, undeclaredPlaces } from '../engine/generation.ts';
import { GrammarCompiler } from './grammar-compiler.ts';
import { constraintOf } from './request-constraint.ts';

const compiler = new GrammarCompiler(bytesAndPieces, { spacing: 'compact' });
const stopIds = [bytesAndPieces.length - 1];

function allows(schema: unknown, undeclared: UndeclaredProperties | undefined, text: string): boolean {
  const matcher = compiler.compile({ type: 'json_schema', schema, undeclared }, { maxTokens: 1000, stopIds });
  for (const byte of new TextEncoder().encode(text)) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.isComplete;
}

const places = (schema: unknown, text: string) => undeclaredPlaces.filter((place) => allows(schema, place, text));

const labels = {
  type: 'object',
  properties: { labels: { type: 'null' }, size: { type: 'integer' } },
  required: ['size'],
};

it.each<[text: string, where: readonly string[]]>([
  ['{"labels":null,"size":1}', ['never', 'last', 'anywhere']],
  ['{"size":1,"labels ":null}', ['last', 'anywhere']],
  ['{"size":1,"label":{"a":[1]},"b":2}', ['last', 'anywhere']],
  ['{"a":1,"size":1}', ['anywhere']],
  ['{"a":1,"labels":null,"b\\n":2,"size":1,"c":3}', ['anywhere']],
  ['{"size":1,"labels":7}', []],
  ['{"a":1}', []],
])('%s', (text, where) => expect(places(labels, text)).toEqual(where));

it('never come where the schema forbids them, and always where it asks for them', () => {
  expect(places({ ...labels, additionalProperties: false }, '{"size":1,"a":1}')).toEqual([]);
  expect(places({ ...labels, additionalProperties: { type: 'null' } }, '{"size":1,"a":null}')).toEqual(
    undeclaredPlaces,
  );
});

it('count towards the number of properties', () => {
  expect(places({ ...labels, minProperties: 2 }, '{"a":1,"size":1}')).toEqual(['anywhere']);
  const three = { ...labels, minProperties: 3 };
  expect(allows(three, 'last', '{"labels":null,"size":1,"b":1}')).toBe(true);
  expect(allows(three, 'anywhere', '{"a":1,"size":1}')).toBe(false);
  expect(() => allows(three, 'never', '')).toThrow('no value that could be written fits');
  expect(places({ ...labels, maxProperties: 2 }, '{"size":1,"a":1}')).toEqual(['last', 'anywhere']);
  expect(places({ ...labels, maxProperties: 2 }, '{"size":1,"a":1,"b":1}')).toEqual([]);
});

it('come beside declared ones in any order, each once, if these are few', () => {
  const closed = { ...labels, additionalProperties: false };
  expect(places(closed, '{"size":1,"labels":null}')).toEqual(['anywhere']);
  expect(places(labels, '{"a":1,"size":1,"b":2,"labels":null,"c":3}')).toEqual(['anywhere']);
  expect(places(closed, '{"size":1,"size":2}')).toEqual([]);
  expect(places(closed, '{"labels":null}')).toEqual([]);
  expect(places({ ...closed, maxProperties: 1 }, '{"size":1,"labels":null}')).toEqual([]);
  const names = Array.from({ length: 9 }, (_, i) => `p${i}`);
  const many = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { const: 1 }])) };
  expect(places(many, '{"p0":1,"p8":1}')).toEqual(undeclaredPlaces);
  expect(places(many, '{"p8":1,"p0":1}')).toEqual([]);
});

it('follow the request, then the server', () => {
  const format = { type: 'json_schema' as const, schema: {} };
  expect(constraintOf({ format, undeclared: 'last' })).toMatchObject({ undeclared: 'last' });
  expect(constraintOf({ format: { ...format, undeclared: 'never' }, undeclared: 'last' })).toMatchObject({
    undeclared: 'never',
  });
});
