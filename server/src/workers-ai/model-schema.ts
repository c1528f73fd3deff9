// GET .../ai/models/schema: what a model takes and gives, as JSON schemas. They are those of openapi.yaml, with their
// references and parts put in place, since whoever asks does not have that document.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';
import { sendJson } from '../http/send-json.ts';
import type { ServedModels } from '../served-models.ts';
import { successBody } from './envelope.ts';

type Schema = Readonly<Record<string, unknown>>;

const { AiTextGenerationInput, AiTextGenerationOutput } = spec.components.schemas;

/** The same for all models here. */
const schemas = {
  input: { type: 'object', ...(inline(AiTextGenerationInput) as Schema) },
  output: {
    oneOf: [
      { contentType: 'application/json', ...(inline(AiTextGenerationOutput) as Schema) },
      { type: 'string', contentType: 'text/event-stream', format: 'binary' },
    ],
  },
};

/** See above. */
export function getModelSchema(models: ServedModels): RequestHandler {
  return (req, res) => {
    const name = new URLSearchParams(req.url.split('?')[1]).get('model');
    if (!name) throw new ServerError('noSuchModel', "No such model or task: the query parameter 'model' is missing");
    models.get(name);
    sendJson(res, 200, successBody(schemas));
  };
}

/** A schema that stands for itself: no references, no allOf, no examples. None here contains itself. */
function inline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inline);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, allOf, example: _, ...own } = value as Schema;
  if (typeof $ref === 'string') return inline(referred($ref));
  const parts = Array.isArray(allOf) ? allOf.map((part) => inline(part) as Schema) : [];
  return parts.reduce(merge, inlineEach(own));
}

/** `properties` names properties, which may be called like a keyword. */
function inlineEach(schema: Schema): Schema {
  const entries = Object.entries(schema).map(([key, value]) => {
    const isByName = key === 'properties' && typeof value === 'object' && value !== null;
    const one = isByName
      ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name, inline(of)]))
      : inline(value);
    return [key, one];
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

function referred(ref: string): unknown {
  const keys = ref.slice(2).split('/');
  return keys.reduce<unknown>((value, key) => (value as Schema)[key], spec);
}
