// GET /openapi.json: the API's document, adapted to this server. It needs no token; those who send one find their account.
import type { Request, RequestHandler, Response } from 'express';
import { spec } from '../generated/spec.gen.ts';
import { sendJson } from '../http/send-json.ts';
import type { ServedModels } from '../served-models.ts';

/**
 * Sends the document.
 * @param accountOf an account that the request's token opens, for the examples; null for strangers
 */
export function sendSpec(
  models: ServedModels,
  accountOf: (req: Request, res: Response) => string | null,
): RequestHandler {
  const names = models.list().map(({ name }) => name);
  const forStrangers = describeServer(names, null);
  return (req, res) => {
    const account = accountOf(req, res);
    res.vary('authorization, x-auth-key');
    sendJson(res, 200, account === null ? forStrangers : describeServer(names, account));
  };
}

/**
 * The document with this server's address, account and models in its examples, so that they can be tried. Model names
 * become suggestions instead of an enum, which could not name this server's own models.
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

/** A copy with `put` applied to every text, except in responses: their examples show the real service. */
function inRequests(value: unknown, put: (text: string) => string): unknown {
  if (typeof value === 'string') return put(value);
  if (Array.isArray(value)) return value.map((one) => inRequests(one, put));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, key === 'responses' ? one : inRequests(one, put)]);
  return Object.fromEntries(entries);
}
