// `response_format`: JSON mode, as either API asks for it.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import type { JsonFormat } from '../text-generation.ts';
import { refuseField, requireKnownFields } from './fields.ts';
import { propertiesOf } from './request-messages.ts';

type Schemas = components['schemas'];

/** The format that the answer is held to; undefined for any text. Throws 5006 where the schema is missing. */
export function readResponseFormat(
  format: Schemas['ResponseFormat'] | Schemas['OpenAiResponseFormat'] | null | undefined,
): JsonFormat | undefined {
  requireKnownFields({ ...format }, formatFields, 'response_format.');
  const { type, json_schema: wrapped, schema: bare, undeclared_properties: undeclared } = format ?? {};
  const schema = wrapped ?? bare ?? undefined;
  if (type === 'json_object' && schema === undefined) return { type };
  if (type === 'text' && schema !== undefined) {
    refuseField('response_format', "has a schema, but its type is 'text'; send 'json_schema'");
  }
  // llama.cpp and others send a schema beside `json_object`.
  if (type === 'json_object') return { type: 'json_schema', schema: unwrapSchema(schema), undeclared };
  // Workers AI accepts a format without a type; one that brings a schema means `json_schema`.
  if (type !== 'json_schema' && (type !== undefined || schema === undefined)) return undefined;
  if (schema === undefined) {
    throw new ServerError('badInput', "Error: required properties at '/response_format' are 'type,json_schema'");
  }
  return { type: 'json_schema', schema: unwrapSchema(schema), undeclared };
}

const formatFields = new Set([
  'type',
  'json_schema',
  'schema',
  'strict',
  'name',
  'description',
  'undeclared_properties',
]);

const ajv = new Ajv2020();

/**
 * OpenAI wraps the schema into `{name, schema, strict}`, Workers AI takes it bare. Confusing the two would hold the
 * answer to nothing: JSON Schema ignores `name` and `schema`.
 */
function unwrapSchema(value: unknown): unknown {
  const { schema, ...others } = propertiesOf(value);
  const isBare = Object.keys(others).some((key) => ajv.getKeyword(key) !== false);
  if (isBare || !(schema !== undefined || 'name' in others || 'strict' in others)) return value;
  if (typeof schema === 'boolean' || Object.is(propertiesOf(schema), schema)) return schema;
  throw new ServerError(
    'badInput',
    "Error: '/response_format/json_schema' names a schema, but has none: its 'schema' must be an object or a boolean",
    { param: 'response_format' },
  );
}
