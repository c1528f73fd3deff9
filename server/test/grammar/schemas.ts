// Schemas like those that people write, for the tests of JSON mode. Together they use every supported keyword.

/** By what each is about. */
export const schemas: Readonly<Record<string, object>> = {
  'a person': {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 30 },
      age: { type: 'integer', minimum: 0, maximum: 130 },
      email: { type: 'string', format: 'email' },
      tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
    },
    required: ['name', 'age'],
    additionalProperties: false,
  },
  'a sentiment': {
    type: 'object',
    properties: {
      sentiment: { enum: ['positive', 'neutral', 'negative'] },
      confidence: { type: 'number', minimum: 0, maximum: 1 },
    },
    required: ['sentiment', 'confidence'],
  },
  'a tree by recursion': {
    $defs: {
      node: {
        type: 'object',
        properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
        required: ['value'],
        additionalProperties: false,
      },
    },
    $ref: '#/$defs/node',
  },
  'a linked list': {
    type: 'object',
    properties: { head: { type: 'string' }, tail: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    required: ['head', 'tail'],
    additionalProperties: false,
  },
  'one of two shapes, told apart': {
    oneOf: [
      {
        type: 'object',
        properties: { kind: { const: 'circle' }, radius: { type: 'number', exclusiveMinimum: 0 } },
        required: ['kind', 'radius'],
      },
      {
        type: 'object',
        properties: {
          kind: { const: 'box' },
          size: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
        },
        required: ['kind', 'size'],
      },
    ],
  },
  'parts brought together': {
    allOf: [
      { type: 'object', properties: { id: { type: 'integer', minimum: 1 } }, required: ['id'] },
      { properties: { id: { maximum: 9_999 }, label: { type: 'string', maxLength: 12 } }, required: ['label'] },
    ],
  },
  'a map': {
    type: 'object',
    additionalProperties: { type: 'integer', minimum: -5, maximum: 5 },
    minProperties: 1,
    maxProperties: 4,
  },
  'known and other properties': {
    type: 'object',
    properties: { a: { type: 'boolean' }, ab: { type: 'null' }, b: { type: 'string', maxLength: 3 } },
    required: ['a'],
    additionalProperties: { type: 'array', items: { type: 'boolean' }, maxItems: 2 },
    maxProperties: 5,
  },
  'a tuple': {
    type: 'array',
    prefixItems: [{ type: 'string', maxLength: 4 }, { type: 'integer' }, { type: 'boolean' }],
    items: { type: 'null' },
    minItems: 2,
    maxItems: 5,
  },
  'dates and times': {
    type: 'object',
    properties: {
      day: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      time: { type: 'string', format: 'time' },
      lasts: { type: 'string', format: 'duration' },
    },
    required: ['day', 'at', 'time', 'lasts'],
  },
  'names of machines': {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      host: { type: 'string', format: 'hostname' },
      v4: { type: 'string', format: 'ipv4' },
      v6: { type: 'string', format: 'ipv6' },
      url: { type: 'string', format: 'uri', maxLength: 60 },
    },
    required: ['id', 'host', 'v4', 'v6', 'url'],
  },
  patterns: {
    type: 'object',
    properties: {
      plate: { type: 'string', pattern: '^[A-Z]{1,3}-[0-9]{1,4}[EH]?$' },
      contains: { type: 'string', pattern: 'a.c', maxLength: 12 },
      word: { type: 'string', pattern: '^\\w+(?: \\w+)*$', minLength: 3, maxLength: 20 },
      greek: { type: 'string', pattern: '^[α-ω"\\\\]{2,5}$' },
    },
    required: ['plate', 'contains', 'word', 'greek'],
  },
  'exact numbers': {
    type: 'object',
    properties: {
      port: { type: 'integer', minimum: 1024, maximum: 65_535 },
      offset: { type: 'integer', exclusiveMinimum: -100, exclusiveMaximum: -3 },
      price: { type: 'number', minimum: 0.05, maximum: 1999.99 },
      share: { type: 'number', exclusiveMinimum: -0.5, exclusiveMaximum: 0.5 },
      small: { type: 'number', minimum: 1e-7, maximum: 2.5e-7 },
    },
    required: ['port', 'offset', 'price', 'share', 'small'],
  },
  'anything at all': {},
  'several types': {
    type: ['string', 'number', 'null', 'array'],
    maxLength: 5,
    maxItems: 2,
    items: { type: 'boolean' },
  },
  'may be null': {
    type: 'object',
    properties: { note: { type: 'string', nullable: true }, count: { type: ['integer', 'null'] } },
    required: ['note', 'count'],
  },
  'given values': {
    type: 'object',
    properties: {
      pick: { enum: ['"quoted"', 'back\\slash', 'line\nbreak', 'ünïcödé 🎉', 0.5, -3, null, true, { a: [1, 'x'] }] },
      fixed: { const: { deep: ['value', 1e21] } },
    },
    required: ['pick', 'fixed'],
  },
  'at least one of': {
    type: 'object',
    properties: { mail: { type: 'string', maxLength: 10 }, phone: { type: 'string', pattern: '^\\+[0-9]{3,6}$' } },
    anyOf: [{ required: ['mail'] }, { required: ['phone'] }],
    additionalProperties: false,
  },
  'text of a length': { type: 'string', minLength: 12, maxLength: 40 },
  'nested arrays': {
    type: 'array',
    minItems: 1,
    maxItems: 3,
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      items: { type: 'object', properties: { 'x y': { type: 'number' } } },
    },
  },
};
