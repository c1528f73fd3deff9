// Random schemas and random tokens: every answer that a grammar allows parses and fits its schema, as ajv judges it.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import { GrammarError } from '../../src/grammar/grammar-error.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import { commonTypes } from './common-types.ts';
import { bytesAndPieces, charactersOnly, longestCut, randomAnswer } from './random-answers.ts';
import { schemas } from './schemas.ts';

/** N_SCHEMAS=10000 for a long run. */
const nSchemas = Number(process.env.N_SCHEMAS ?? 400);

const ajv = new Ajv2020({ strict: false, validateSchema: false, ownProperties: true, logger: false });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

// ajv divides floats: 0.07 is no multiple of 0.01 for it.
ajv.removeKeyword('multipleOf');
ajv.addKeyword({
  keyword: 'multipleOf',
  type: 'number',
  validate: (step: number, value: number) => {
    const [[a, nA], [b, nB]] = [decimal(value), decimal(step)];
    return (a * 10n ** BigInt(Math.max(0, nB - nA))) % (b * 10n ** BigInt(Math.max(0, nA - nB))) === 0n;
  },
});

/** A number's digits, and how many of them stand behind the point. */
function decimal(value: number): [bigint, number] {
  const [digits = '', power = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return [BigInt(whole + fraction), fraction.length - Number(power)];
}

type Schema = Record<string, unknown> | boolean;

// Not __proto__, which ajv overlooks among properties.
const name = fc.constantFrom('a', 'b', 'name', 'x y', 'é', '"', 'constructor', 'ab');
const count = fc.nat(4);
const number = fc.oneof(
  fc.integer({ min: -30, max: 30 }),
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.constant(1e21),
);
const value = fc.oneof(fc.constantFrom(null, true, 'a', '\n"', '🎉', 0, -1.5, [1], { a: 'b' }), number);
const some = <T>(key: string, arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 2 }).map((one) => (one === undefined ? {} : { [key]: one }));
const merged = (...parts: fc.Arbitrary<Record<string, unknown>>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Record<string, unknown>);
const pattern = fc.constantFrom(
  ...['^a+b?$', 'b', '^[^a-z]{0,3}$', '^(?:x|yz)*$', '\\d{2}', '^\\S+$', '["\\\\]', '^.{3}$'],
  ...['^\\p{Lu}\\P{L}?$', '^(?=.*b)(?!aa)[ab]+$'],
);
const names = fc.constantFrom<Schema>(
  { type: 'string' },
  { minLength: 2 },
  { maxLength: 3 },
  { pattern: '^[a-c]' },
  { enum: ['a', 'ab', 'é', 'new', 1] },
  { anyOf: [{ const: 'a' }, { pattern: '^x' }] },
  false,
);
const format = fc.constantFrom(
  'date',
  'time',
  'date-time',
  'email',
  'uuid',
  'ipv4',
  'ipv6',
  'hostname',
  'uri',
  'duration',
  ...['uri-reference', 'uri-template', 'iri', 'json-pointer', 'relative-json-pointer', 'regex', 'byte', 'colour'],
);

const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
  const part = tie('schema');
  const string = merged(
    fc.constant({ type: 'string' }),
    some('minLength', count),
    some('maxLength', fc.integer({ min: 2, max: 40 })),
    fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, some('pattern', pattern), some('format', format)),
  );
  const numbers = merged(
    fc.constantFrom({ type: 'number' }, { type: 'integer' }),
    some('minimum', number),
    some('maximum', number),
    some('exclusiveMinimum', number),
    some('exclusiveMaximum', number),
    some('multipleOf', fc.constantFrom(1, 2, 5, 7, 10, 360, 1.5, 0.5, 0.25, 0.01, 1e-7)),
  );
  const contains = merged(
    part.map((one) => ({ contains: one })),
    some('minContains', fc.nat(2)),
    some('maxContains', fc.integer({ min: 1, max: 3 })),
  );
  const array = merged(
    fc.constant({ type: 'array' }),
    some('items', part),
    some('prefixItems', fc.array(part, { maxLength: 3 })),
    some('minItems', count),
    some('maxItems', fc.integer({ min: 1, max: 6 })),
    some('uniqueItems', fc.boolean()),
    fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, contains),
  );
  const object = merged(
    fc.constantFrom({ type: 'object' }, {}),
    some('properties', fc.dictionary(name, part, { maxKeys: 4 })),
    some('required', fc.uniqueArray(name, { maxLength: 2 })),
    some('additionalProperties', part),
    some('propertyNames', fc.oneof({ weight: 2, arbitrary: names }, part)),
    some('patternProperties', fc.dictionary(pattern, part, { minKeys: 1, maxKeys: 2 })),
    some('dependentRequired', fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 2 })),
    some('dependentSchemas', fc.dictionary(name, part, { maxKeys: 1 })),
    some('minProperties', fc.nat(2)),
    some('maxProperties', fc.integer({ min: 1, max: 4 })),
  );
  const choice = merged(
    fc.constantFrom({}, { type: ['object', 'string', 'null'] }),
    fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc.array(part, { minLength: 1, maxLength: 3 }).map((oneOf) => ({ oneOf })),
      fc.array(part, { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
      part.map((one) => ({ not: one })),
      // biome-ignore lint/suspicious/noThenProperty: a keyword
      fc.record({ if: part, then: part, else: part }, { requiredKeys: ['if'] }),
    ),
  );
  const not = fc.constantFrom<Schema>({}, false, { type: 'string' }, { type: ['object', 'null'] }, { const: 1 });
  const values = fc.oneof(
    fc.array(value, { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
    value.map((one) => ({ const: one })),
    fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { type: ['integer', 'null'] }),
    not.map((one) => ({ not: one })),
    fc.uniqueArray(value, { minLength: 1, maxLength: 4 }).map((list) => ({ items: { enum: list }, uniqueItems: true })),
  );
  const leaf = fc.oneof(
    string,
    numbers,
    values,
    fc.constantFrom<Schema>(true, {}, { $ref: '#' }, { $ref: '#/$defs/d' }),
  );
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      string,
      numbers,
      object,
      array,
      choice,
      object,
      array,
    ),
  };
});

const root = fc.tuple(schema, schema).map(([whole, definition]): Schema => {
  return typeof whole === 'boolean' ? whole : { ...whole, $defs: { d: definition } };
});

const place = fc.constantFrom<'never' | 'last' | 'anywhere'>('never', 'last', 'anywhere');

describe.each([
  ['bytes and pieces', bytesAndPieces],
  ['characters only', charactersOnly],
])('a grammar over a vocabulary of %s', (_, tokens) => {
  const compiler = new GrammarCompiler(tokens, { cut: longestCut(tokens) });

  it(
    'lets nothing through that does not fit a random schema',
    () => {
      let nHeld = 0;
      const refusals = new Set<string>();
      fc.assert(
        fc.property(root, place, fc.integer(), fc.integer({ min: 1, max: 300 }), (one, undeclared, seed, maxTokens) => {
          let check: ReturnType<typeof ajv.compile>;
          try {
            check = ajv.compile(one);
          } catch {
            return; // ajv itself runs out of stack, on a schema that is only a reference to itself
          }
          const random = mulberry32(seed);
          for (let i = 0; i < 3; i++) {
            try {
              const constraint = { type: 'json_schema', schema: one, undeclared } as const;
              const { text } = randomAnswer(compiler, tokens, constraint, maxTokens, random);
              nHeld++;
              const parsed: unknown = JSON.parse(text);
              expect(check(parsed), `${text}: ${ajv.errorsText(check.errors)}`).toBe(true);
            } catch (error) {
              if (!(error instanceof GrammarError)) throw error;
              refusals.add(error.message.replaceAll(/'#[^']*'|\d+/g, '…'));
            }
          }
        }),
        { numRuns: nSchemas, seed: 20_261_124 },
      );
      expect(nHeld).toBeGreaterThan(nSchemas);
    },
    Math.max(120_000, 200 * nSchemas),
  );

  it.each(Object.entries({ ...schemas, ...commonTypes }))('lets nothing through that does not fit %s', (_name, one) => {
    const check = ajv.compile(one);
    const random = mulberry32(7);
    let nHeld = 0;
    for (const maxTokens of [8, 16, 24, 40, 80, 160, 320]) {
      for (let i = 0; i < 6; i++) {
        try {
          const { text } = randomAnswer(compiler, tokens, { type: 'json_schema', schema: one }, maxTokens, random);
          nHeld++;
          expect(check(JSON.parse(text)), `${text}: ${ajv.errorsText(check.errors)}`).toBe(true);
        } catch (error) {
          // Too few tokens for this schema, or characters that this vocabulary has no token for.
          if (!(error instanceof GrammarError)) throw error;
          expect(error.message).toMatch(/the shortest answer takes|lacks a byte/);
        }
      }
    }
    expect(nHeld > 0 || tokens === charactersOnly).toBe(true);
  });

  it('writes any object', () => {
    const random = mulberry32(3);
    for (let i = 0; i < 50; i++) {
      const { text } = randomAnswer(compiler, tokens, { type: 'json_object' }, 2 + 3 * i, random);
      expect(JSON.parse(text)).toBeTypeOf('object');
    }
  });
});
