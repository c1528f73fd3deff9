// `unevaluatedProperties` and `unevaluatedItems`: what the keywords beside them evaluate, in references and choices too.
import { expect, it } from 'vitest';
import { bytesAndPieces } from '../../test/grammar/random-answers.ts';
import { GrammarCompiler } from '../constraints/grammar-compiler.ts';

const compiler = new GrammarCompiler(bytesAndPieces, { spacing: 'compact' });
const stopIds = [bytesAndPieces.length - 1];

function allows(schema: object, value: unknown): boolean {
  const constraint = { type: 'json_schema', schema, undeclared: 'anywhere' } as const;
  const matcher = compiler.compile(constraint, { maxTokens: 1000, stopIds });
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.isComplete || matcher.allows(stopIds[0] as number);
}

const having = (name: string) => ({ properties: { [name]: { type: 'integer' } }, required: [name] });
const closed = { type: 'object', unevaluatedProperties: false };
const ended = { type: 'array', unevaluatedItems: false };

it.each<[what: string, schema: object, fitting: readonly unknown[], others: readonly unknown[]]>([
  [
    'references and allOf evaluate',
    { ...closed, $defs: { b: having('b') }, allOf: [having('a')], $ref: '#/$defs/b' },
    [{ a: 1, b: 1 }],
    [{ a: 1, b: 1, c: 1 }],
  ],
  [
    'each choice that a value fits evaluates',
    { ...closed, anyOf: [having('a'), having('b'), {}] },
    [{}, { a: 1 }, { b: 1 }, { a: 1, b: 1 }],
    [{ c: 1 }, { a: 1, c: 1 }, { a: 'x' }],
  ],
  [
    'the choice of oneOf evaluates, and no other may fit',
    { ...closed, oneOf: [having('a'), { properties: { b: {} } }] },
    [{ b: 1 }, {}],
    [{ a: 1 }, { a: 1, b: 1 }, { a: 'x' }],
  ],
  [
    'a condition evaluates where it holds',
    // biome-ignore lint/suspicious/noThenProperty: a keyword
    { ...closed, if: having('a'), then: { properties: { b: {} } }, else: { properties: { c: {} } } },
    [{ a: 1 }, { a: 1, b: 1 }, { c: 1 }, {}],
    [{ a: 1, c: 1 }, { b: 1 }, { a: 'x' }],
  ],
  ['a condition alone too', { ...closed, if: having('a') }, [{ a: 1 }, {}], [{ a: 'x' }, { b: 1 }]],
  [
    'what is asked for beside a property evaluates where it is there',
    { ...closed, properties: { a: {} }, dependentSchemas: { a: { properties: { b: {} } } } },
    [{ a: 1 }, { a: 1, b: 1 }, {}],
    [{ b: 1 }],
  ],
  ['not evaluates nothing', { ...closed, not: { not: having('a') } }, [], [{ a: 1 }, {}]],
  [
    'what lies around it does not count, what lies inside does',
    { allOf: [{ ...closed, properties: { a: {} } }], properties: { b: {} } },
    [{ a: 1 }],
    [{ b: 1 }, { a: 1, b: 1 }],
  ],
  [
    'a nested one evaluates all that is left',
    { ...closed, allOf: [{ properties: { a: {} }, unevaluatedProperties: { type: 'null' } }] },
    [{ a: 1, b: null }],
    [{ a: 1, b: 1 }],
  ],
  [
    'patterns evaluate, and what is left may have a schema',
    { type: 'object', allOf: [{ patternProperties: { '^n': true } }], unevaluatedProperties: { type: 'boolean' } },
    [{ n: 1, x: true }],
    [{ x: 1 }],
  ],
  ['prefixItems evaluates', { ...ended, allOf: [{ prefixItems: [{}, {}] }] }, [[], [1, 1]], [[1, 1, 1]]],
  [
    'contains evaluates what it finds',
    { ...ended, prefixItems: [{}], contains: { type: 'string' } },
    [
      [1, 'a'],
      ['a', 'b'],
    ],
    [[1], [1, 2, 'a'], [1, 'a', 2]],
  ],
  ['items evaluates all', { ...ended, anyOf: [{ items: { type: 'null' } }, { maxItems: 0 }] }, [[], [null]], [[1]]],
])('%s', (_, schema, fitting, others) => {
  for (const value of fitting) expect([value, allows(schema, value)]).toEqual([value, true]);
  for (const value of others) expect([value, isAllowed(schema, value)]).toEqual([value, false]);
});

/** A schema that no value fits is refused. */
function isAllowed(schema: object, value: unknown): boolean {
  try {
    return allows(schema, value);
  } catch {
    return false;
  }
}
