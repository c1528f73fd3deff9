// The types that keywords are about: values of these are written where no `type` says which are meant.
import type { JsonType, Keywords } from './schema-node.ts';

const hints: Readonly<Record<string, JsonType>> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  unevaluatedProperties: 'object',
  propertyNames: 'object',
  minProperties: 'object',
  maxProperties: 'object',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  maxItems: 'array',
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  uniqueItems: 'array',
  contains: 'array',
  unevaluatedItems: 'array',
};

export function hintsOf(value: Keywords): JsonType[] {
  const hinted: JsonType[] = [];
  for (const key in value) if (Object.hasOwn(hints, key)) hinted.push(hints[key] as JsonType);
  return hinted;
}
