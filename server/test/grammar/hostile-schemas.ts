// Schemas that are made to take long, or to take memory: by what each is about, and why it is refused where it is.
const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

const strings = (n: number, make: (i: number) => object) =>
  Object.fromEntries(range(n, (i) => [`property${i}`, { type: 'string', ...make(i) }]));
export const manyStrings = (n: number) => strings(n, () => ({}));
const defs = (n: number, make: (i: number, next: object) => unknown) => ({
  $defs: { ...Object.fromEntries(range(n, (i) => [`d${i}`, make(i, { $ref: `#/$defs/d${i + 1}` })])), [`d${n}`]: {} },
  $ref: '#/$defs/d0',
});
const nested = (n: number, wrap: (inner: object, i: number) => object) =>
  range(n, (i) => i).reduce<object>(wrap, { type: 'string' });
// A state for each set of the last ten places at which an `a` may have been.
const remembering = (i: number) => `[ab]*a[ab]{9}[c]{0,${i % 30}}${i}$`;
const tooCostly = /^the schema is too costly to hold: it was given up at .+'#.*'/;

export const hostileSchemas: readonly [about: string, schema: unknown, refusal?: RegExp][] = [
  ['of 5,000 properties', { type: 'object', properties: manyStrings(5000) }],
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
  ['of 300 parts', { allOf: range(300, () => ({ properties: manyStrings(300) })) }, tooCostly],
  ['of 2^30 paths', defs(30, (_, next) => ({ properties: { x: { anyOf: [next, { title: 't', ...next }] } } }))],
  ['of 2^30 parts', defs(30, (_, next) => ({ allOf: [next, { title: 't', ...next }] })), tooCostly],
  ['of 5,000 references in a row', defs(5000, (_, next) => ({ items: next })), /nested more than 200 deep/],
  ['of 5,000 references to nothing else', defs(5000, (_, next) => next), /more than 200 references in a row/],
  ['of 190 objects in each other', nested(190, (inner, i) => ({ properties: { [`a${i}`]: inner } }))],
  [
    'of counted properties',
    { type: 'object', maxProperties: 2000, properties: manyStrings(4000) },
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
  ['of a pattern of 100,000 characters', { pattern: 'abcdefghij'.repeat(10_000) }],
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
];
