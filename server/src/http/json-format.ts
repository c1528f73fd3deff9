// JSON mode, as either API asks for it.
import { ServerError } from '../errors.ts';
import type { JsonFormat } from '../text-generation.ts';

/** What the answer has to be; undefined for any text. Throws 5006 where the schema is missing. */
export function readJsonFormat(
  wire: { type: string; json_schema?: unknown } | null | undefined,
): JsonFormat | undefined {
  if (!wire || wire.type === 'text') return undefined;
  if (wire.type === 'json_object') return { type: 'json_object' };
  if (wire.json_schema === undefined || wire.json_schema === null) {
    throw new ServerError('badInput', "Error: required properties at '/response_format' are 'type,json_schema'");
  }
  return { type: 'json_schema', schema: schemaOf(wire.json_schema) };
}

/** OpenAI puts the schema into `{name, schema, strict}`, Workers AI takes it as it stands. */
function schemaOf(value: unknown): unknown {
  const isWrapped = typeof value === 'object' && value !== null && 'schema' in value && 'name' in value;
  return isWrapped ? value.schema : value;
}
