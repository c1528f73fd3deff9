// GET .../ai/models/schema: what a model takes and gives, as JSON schemas. They are those of openapi.yaml with references
// and parts put in place, since clients of this route do not have that document.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';
import { queryOf } from '../http/query.ts';
import { sendJson } from '../http/send-json.ts';
import type { TaskName } from '../model-task.ts';
import type { ServedModels } from '../served-models.ts';
import { successBody } from './envelope.ts';

type Schema = Readonly<Record<string, unknown>>;

const parts = spec.components.schemas;
const asJson = (schema: unknown): Schema => ({ contentType: 'application/json', ...(inline(schema) as Schema) });

/** Common to all models of a task. */
const schemas: Readonly<Record<TaskName, { input: Schema; output: Schema }>> = {
  'text-generation': {
    input: { type: 'object', ...(inline(parts.AiTextGenerationInput) as Schema) },
    output: {
      oneOf: [
        asJson(parts.AiTextGenerationOutput),
        { type: 'string', contentType: 'text/event-stream', format: 'binary' },
      ],
    },
  },
  'text-embeddings': {
    input: { type: 'object', oneOf: [inline(parts.AiTextEmbeddingsInput), inline(parts.AiContextsInput)] },
    output: {
      oneOf: [asJson(parts.AiTextEmbeddingsOutput), asJson(parts.AiContextsOutput), asJson(parts.AiRerankOutput)],
    },
  },
  'text-classification': {
    input: inline(parts.AiRerankInput) as Schema,
    output: { oneOf: [asJson(parts.AiRerankOutput)] },
  },
};

/** Throws 5007 where the model is missing or unknown. */
export function getModelSchema(models: ServedModels): RequestHandler {
  return (req, res) => {
    const name = queryOf(req).get('model');
    if (!name) throw new ServerError('noSuchModel', "No such model or task: the query parameter 'model' is missing");
    const { task } = models.get(name);
    sendJson(res, 200, successBody(schemas[task ?? 'text-generation']));
  };
}

/** The schema without references, allOf and examples. It must not refer to itself. */
function inline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inline);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, allOf, example: _, ...own } = value as Schema;
  if (typeof $ref === 'string') return inline(resolve($ref));
  const parts = Array.isArray(allOf) ? allOf.map((part) => inline(part) as Schema) : [];
  return parts.reduce(merge, inlineEach(own));
}

/** Keys below `properties` are names of properties: one called `allOf` is not the keyword. */
function inlineEach(schema: Schema): Schema {
  const entries = Object.entries(schema).map(([key, value]) => {
    const isByName = key === 'properties' && typeof value === 'object' && value !== null;
    if (!isByName) return [key, inline(value)];
    return [key, Object.fromEntries(Object.entries(value).map(([name, property]) => [name, inline(property)]))];
  });
  return Object.fromEntries(entries);
}

function merge(one: Schema, other: Schema): Schema {
  return {
    ...other,
    ...one,
    properties: { ...(one.properties as Schema), ...(other.properties as Schema) },
    required: [...((one.required ?? []) as string[]), ...((other.required ?? []) as string[])],
  };
}

function resolve(ref: string): unknown {
  const keys = ref.slice(2).split('/');
  return keys.reduce<unknown>((value, key) => (value as Schema)[key], spec);
}
