// Large schemas from practice. The limits of a grammar's cost are chosen far above these.
type Schema = Record<string, unknown>;

const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

const formats = ['date', 'date-time', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid'];

/** Two hundred properties: a hundred enums, fifty formats, the others numbers, text of some length and codes. */
const resource: Schema = {
  type: 'object',
  properties: Object.fromEntries([
    ...range(100, (i) => [`state_${i}`, { enum: range(2 + (i % 40), (k) => `STATE_${i}_${k * 7919}`) }]),
    ...range(50, (i) => [`format_${i}`, { type: 'string', format: formats[i % 10], minLength: 1, maxLength: 255 }]),
    ...range(20, (i) => [`number_${i}`, { type: ['number', 'null'], minimum: -i, maximum: 1000 * i + 0.5 }]),
    ...range(20, (i) => [`text_${i}`, { type: 'string', minLength: i, maxLength: 100 + i }]),
    ...range(10, (i) => [`code_${i}`, { type: 'string', pattern: `^[A-Z]{2}-[0-9]{${i + 1},}$`, maxLength: 20 + i }]),
  ]),
  required: range(50, (i) => `state_${2 * i}`),
  additionalProperties: false,
};

/** Forty types that refer to each other, in circles too, as a code generator writes them. */
const documents: Schema = {
  $ref: '#/$defs/Type0',
  $defs: Object.fromEntries(
    range(40, (i) => [
      `Type${i}`,
      {
        title: `Type ${i}`,
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          created: { type: 'string', format: 'date-time', description: 'When it was made' },
          name: { type: 'string', minLength: 1, maxLength: 80, pattern: '^\\S.*$' },
          amount: { type: 'number', minimum: 0, maximum: 999_999.99 },
          next: { anyOf: [{ $ref: `#/$defs/Type${(i + 1) % 40}` }, { type: 'null' }] },
          parts: { type: 'array', items: { $ref: `#/$defs/Type${(i * 7 + 3) % 40}` }, maxItems: 20 },
          labels: { type: 'object', additionalProperties: { type: 'string', maxLength: 63 }, maxProperties: 8 },
        },
        required: ['id', 'name'],
      },
    ]),
  ),
};

/** Eighty kinds of events, told apart by a name. */
const events: Schema = {
  type: 'array',
  minItems: 1,
  items: {
    oneOf: range(80, (i) => ({
      type: 'object',
      properties: {
        kind: { const: `event.${i}.happened` },
        at: { type: 'string', format: 'date-time' },
        source: { type: 'string', pattern: '^(?:[a-z0-9-]+/)*[a-z0-9-]+$', minLength: 3, maxLength: 120 },
        [`payload${i}`]: { type: 'object', properties: { value: { type: 'integer', minimum: i } } },
      },
      required: ['kind', 'at'],
      additionalProperties: false,
    })),
  },
};

/** By what each is about. */
export const largeSchemas: Readonly<Record<string, Schema>> = { resource, documents, events };
