// JSON mode, as either API asks for it.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ServerError } from '../errors.ts';
import type { JsonFormat } from '../text-generation.ts';
import { fields } from './request-messages.ts';

/** What the answer has to be; undefined for any text. Throws 5006 where the schema is missing. */
export function readJsonFormat(
  wire: { type?: string; json_schema?: unknown } | null | undefined,
): JsonFormat | undefined {
  const { type, json_schema: schema } = wire ?? {};
  if (type === 'json_object') return { type };
  // Workers AI's schema takes a format without a type. One that brings a schema wants it to be kept.
  if (type !== 'json_schema' && (type !== undefined || schema === undefined)) return undefined;
  if (schema === undefined || schema === null) {
    throw new ServerError('badInput', "Error: required properties at '/response_format' are 'type,json_schema'");
  }
  return { type: 'json_schema', schema: schemaOf(schema) };
}

const ajv = new Ajv2020();

/**
 * OpenAI puts the schema into `{name, schema, strict}`, Workers AI takes it as it stands. To take the one for the other
 * would be to promise nothing: to a schema, `name` and `schema` are words without a meaning.
 */
function schemaOf(value: unknown): unknown {
  const { schema, ...beside } = fields(value);
  const isBare = Object.keys(beside).some((key) => ajv.getKeyword(key) !== false);
  if (isBare || !(schema !== undefined || 'name' in beside || 'strict' in beside)) return value;
  if (typeof schema === 'boolean' || Object.is(fields(schema), schema)) return schema;
  throw new ServerError(
    'badInput',
    "Error: '/response_format/json_schema' names a schema, but has none: its 'schema' must be an object or a boolean",
    { param: 'response_format' },
  );
}
