// GET /openapi.json: the API's document, as it holds for this server. Open to everybody, like the source.
import type { RequestHandler } from 'express';
import { spec } from '../generated/spec.gen.ts';
import { sendJson } from '../http/send-json.ts';
import type { ServedModels } from '../served-models.ts';

/** GET /openapi.json. `accountId`: one that a token opens, where it is known. */
export function sendSpec(models: ServedModels, accountId: string | null): RequestHandler {
  const document = describeServer(
    models.list().map(({ name }) => name),
    accountId,
  );
  return (_req, res) => sendJson(res, 200, document);
}

/**
 * The document as it holds for this server: what is tried out goes to whoever served it, for an account and a model that
 * are there. A model's name is a text with suggestions: from a closed list a page could only choose others' models.
 */
export function describeServer(names: readonly string[], accountId: string | null): object {
  const { paths, components } = spec;
  const [first] = names;
  const put = (text: string) => {
    if (text === components.parameters.AccountId.example) return accountId ?? text;
    return isModelName(text) ? (first ?? text) : text;
  };
  const ModelName = {
    type: 'string',
    minLength: 1,
    description: `A model's name; this server has ${names.map((name) => `\`${name}\``).join(', ')}.`,
    example: first,
    examples: [...names],
  };
  return {
    ...spec,
    servers: [{ url: '/', description: 'This server.' }],
    paths: inRequests(paths, put),
    components: {
      ...components,
      parameters: inRequests(components.parameters, put),
      requestBodies: inRequests(components.requestBodies, put),
      schemas: { ...components.schemas, ModelName },
    },
  };
}

function isModelName(text: string): boolean {
  return (spec.components.schemas.TextGenerationModelName.enum as readonly string[]).includes(text);
}

/** A copy with other texts in the examples of requests; answers are examples of what others have, and stay so. */
function inRequests(value: unknown, put: (text: string) => string): unknown {
  if (typeof value === 'string') return put(value);
  if (Array.isArray(value)) return value.map((one) => inRequests(one, put));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, key === 'responses' ? one : inRequests(one, put)]);
  return Object.fromEntries(entries);
}
