// Schemas that Zod 4 and Pydantic 2 write for common types, for the tests of JSON mode.

/** By the type, and by whom. */
export const commonTypes: Readonly<Record<string, object>> = {
  'email, by Zod': {
    type: 'string',
    format: 'email',
    pattern:
      "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
  },
  'email unicode, by Zod': { type: 'string', format: 'email', pattern: '^[^\\s@"]{1,64}@[^\\s@]{1,255}$' },
  'emoji, by Zod': {
    type: 'string',
    format: 'emoji',
    pattern:
      '^(?=[\\s\\S]*[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\u20E3])[\\p{Extended_Pictographic}\\p{Emoji_Component}]+$',
  },
  'nanoid, by Zod': { type: 'string', format: 'nanoid', pattern: '^[a-zA-Z0-9_-]{21}$' },
  'cuid, by Zod': { type: 'string', format: 'cuid', pattern: '^[cC][0-9a-z]{6,}$' },
  'ulid, by Zod': { type: 'string', format: 'ulid', pattern: '^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$' },
  'ipv6, by Zod': {
    type: 'string',
    format: 'ipv6',
    pattern:
      '^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))$',
  },
  'cidrv4, by Zod': {
    type: 'string',
    format: 'cidrv4',
    pattern:
      '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\\/([0-9]|[1-2][0-9]|3[0-2])$',
  },
  'base64, by Zod': {
    type: 'string',
    format: 'base64',
    contentEncoding: 'base64',
    pattern: '^$|^(?:[0-9a-zA-Z+/]{4})*(?:(?:[0-9a-zA-Z+/]{2}==)|(?:[0-9a-zA-Z+/]{3}=))?$',
  },
  'base64url, by Zod': {
    type: 'string',
    format: 'base64url',
    contentEncoding: 'base64url',
    pattern: '^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$',
  },
  'e164, by Zod': { type: 'string', format: 'e164', pattern: '^\\+[1-9]\\d{6,14}$' },
  'jwt, by Zod': { type: 'string', format: 'jwt' },
  'hostname, by Zod': {
    type: 'string',
    format: 'hostname',
    pattern:
      '^(?=.{1,253}\\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\\.?$',
  },
  'mac, by Zod': {
    type: 'string',
    format: 'mac',
    pattern: '^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$|^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$',
  },
  'datetime off, by Zod': {
    type: 'string',
    format: 'date-time',
    pattern:
      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|([+-](?:[01]\\d|2[0-3]):[0-5]\\d)))$',
  },
  'duration, by Zod': {
    type: 'string',
    format: 'duration',
    pattern: '^P(?:(\\d+W)|(?!.*W)(?=\\d|T\\d)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?)$',
  },
  'startsWith, by Zod': {
    type: 'string',
    format: 'includes',
    allOf: [{ pattern: '^a\\..*' }, { pattern: '.*b$' }, { pattern: 'c' }],
  },
  'decimal, by Pydantic': {
    anyOf: [{ type: 'number' }, { pattern: '^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$', type: 'string' }],
  },
  'uuid4, by Pydantic': { format: 'uuid4', type: 'string' },
  'net4, by Pydantic': { format: 'ipv4network', type: 'string' },
  'if4, by Pydantic': { format: 'ipv4interface', type: 'string' },
  'net6, by Pydantic': { format: 'ipv6network', type: 'string' },
  'ipany, by Pydantic': { format: 'ipvanyaddress', type: 'string' },
  'b64, by Pydantic': { format: 'base64', type: 'string' },
  'pat, by Pydantic': { format: 'regex', type: 'string' },
  'json, by Pydantic': { contentMediaType: 'application/json', contentSchema: {}, type: 'string' },
  'pg, by Pydantic': { format: 'multi-host-uri', minLength: 1, type: 'string' },
  'record, by Zod': { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'number' } },
  'record enum, by Zod': {
    type: 'object',
    propertyNames: { type: 'string', enum: ['a', 'b'] },
    additionalProperties: { type: 'number' },
    required: ['a', 'b'],
  },
  'partialrecord, by Zod': {
    type: 'object',
    propertyNames: { type: 'string', enum: ['a', 'b'] },
    additionalProperties: { type: 'number' },
  },
  'record pat, by Zod': {
    type: 'object',
    propertyNames: { type: 'string', pattern: '^x-' },
    additionalProperties: { type: 'number' },
  },
  'record uuid, by Zod': {
    type: 'object',
    propertyNames: {
      type: 'string',
      format: 'uuid',
      pattern:
        '^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$',
    },
    additionalProperties: { type: 'number' },
  },
  'looseRecord, by Zod': { type: 'object', patternProperties: { '^x-': { type: 'number' } } },
  'json, by Zod': {
    anyOf: [
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'null' },
      { type: 'array', items: { $ref: '#' } },
      { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { $ref: '#' } },
    ],
  },
  'tuple rest, by Zod': { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' }, minItems: 1 },
  'disc, by Zod': {
    oneOf: [
      {
        type: 'object',
        properties: { k: { type: 'string', const: 'a' } },
        required: ['k'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { k: { type: 'string', const: 'b' }, x: { type: 'string' } },
        required: ['k', 'x'],
        additionalProperties: false,
      },
    ],
  },
  'duuid, by Pydantic': {
    additionalProperties: { type: 'integer' },
    propertyNames: { format: 'uuid' },
    type: 'object',
  },
  'dlit, by Pydantic': {
    additionalProperties: { type: 'integer' },
    propertyNames: { enum: ['a', 'b'] },
    type: 'object',
  },
  'dcon, by Pydantic': {
    patternProperties: { '^x': { type: 'integer' } },
    propertyNames: { minLength: 2 },
    type: 'object',
  },
  'tup, by Pydantic': {
    maxItems: 2,
    minItems: 2,
    prefixItems: [{ type: 'integer' }, { type: 'string' }],
    type: 'array',
  },
  'model, by Pydantic': {
    $defs: {
      A: {
        properties: {
          kind: { const: 'a', default: 'a', title: 'Kind', type: 'string' },
          x: { default: 3, title: 'X', type: 'integer' },
        },
        title: 'A',
        type: 'object',
      },
      B: {
        properties: {
          kind: { const: 'b', title: 'Kind', type: 'string' },
          y: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, title: 'Y' },
        },
        required: ['kind'],
        title: 'B',
        type: 'object',
      },
    },
    additionalProperties: false,
    examples: [{}],
    properties: {
      u: {
        discriminator: { mapping: { a: '#/$defs/A', b: '#/$defs/B' }, propertyName: 'kind' },
        oneOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }],
        title: 'U',
      },
      v: { anyOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }], title: 'V' },
      d: { deprecated: true, readOnly: true, title: 'D', type: 'string', writeOnly: false },
    },
    required: ['u', 'v', 'd'],
    title: 'Cee',
    type: 'object',
  },
  'both with defaults, by Pydantic': {
    $defs: {
      A: {
        properties: { kind: { const: 'a', default: 'a', type: 'string' }, x: { default: 3, type: 'integer' } },
        type: 'object',
      },
      B: { properties: { kind: { const: 'b', default: 'b', type: 'string' } }, type: 'object' },
    },
    discriminator: { mapping: { a: '#/$defs/A', b: '#/$defs/B' }, propertyName: 'kind' },
    oneOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }],
  },
  'multipleOf, by Zod': { type: 'number', multipleOf: 0.01 },
  'step, by Zod': { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991, multipleOf: 5 },
  'never, by Zod': { type: 'object', properties: { a: { not: {} } }, additionalProperties: false },
  'setenum, by Pydantic': { items: { enum: ['a', 'b'], type: 'string' }, type: 'array', uniqueItems: true },
  'mult, by Pydantic': { multipleOf: 5, type: 'integer' },
  'mult01, by Pydantic': { multipleOf: 0.01, type: 'number' },
};
