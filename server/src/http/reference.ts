// The API's description of itself: GET /openapi.json, and the page at /docs that shows it and lets people try it. Open
// to everybody, like the source; the page asks this server for its parts and no other.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';
import type { ServedModels } from './served-models.ts';
import { sendJson } from './wire.ts';

/** Beside the program, or where the build puts it, for a program that runs from its source. */
const folders = [new URL('./reference/', import.meta.url), new URL('../../dist/reference/', import.meta.url)];
const folder = fileURLToPath(folders.find((one) => existsSync(one)) ?? (folders[0] as URL));

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

/** What would make an answer of /docs another one than the whole file: nothing here changes while somebody reads it. */
const conditions = ['if-match', 'if-unmodified-since', 'if-range', 'range'];

/** Before the two below: no part of a file, and none on a condition that fails. A browser's copy may still be good. */
export const wholeFiles: RequestHandler = (req, _res, next) => {
  for (const name of conditions) delete req.headers[name];
  next();
};

/** GET /docs. */
export function sendReference(root = folder): RequestHandler {
  return (req, res, next) => {
    // The content type of the other answers: without a charset, which stands in the page.
    res.setHeader('content-type', 'text/html');
    for (const name of ['if-none-match', 'if-modified-since']) delete req.headers[name];
    res.sendFile('index.html', { root }, (problem?: Error & { code?: string }) => {
      if (!problem || res.headersSent) return;
      const isBuilt = problem.code !== 'ENOENT';
      next(isBuilt ? problem : new ServerError('notFound', 'There is no reference here yet: run npm run build'));
    });
  };
}

/** What the page is made of, below /docs. */
export const sendReferenceParts: RequestHandler = express.static(folder, { index: false, redirect: false });
