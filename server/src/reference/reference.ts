// GET /docs: the page that shows the API's document and lets people try it. It needs no token, and loads from this
// server only.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import { ServerError } from '../errors.ts';

/** Beside the built program; for a program that runs from its source, where the build puts it. */
const folders = [new URL('./reference/', import.meta.url), new URL('../../dist/reference/', import.meta.url)];
const folder = fileURLToPath(folders.find((one) => existsSync(one)) ?? (folders[0] as URL));

/** Headers that would turn the whole file into a part of it or into a refusal. */
const conditions = ['if-match', 'if-unmodified-since', 'if-range', 'range'];

/** Goes before the two handlers below: they send whole files. If-None-Match stays, so browsers can keep their copy. */
export const wholeFiles: RequestHandler = (req, _res, next) => {
  for (const name of conditions) delete req.headers[name];
  next();
};

/** The page itself. It is never cached, so that a new version shows at once. */
export function sendReference(root = folder): RequestHandler {
  return (req, res, next) => {
    // Without a charset, like all content types here; the page declares its own.
    res.setHeader('content-type', 'text/html');
    for (const name of ['if-none-match', 'if-modified-since']) delete req.headers[name];
    res.sendFile('index.html', { root }, (problem?: Error & { code?: string }) => {
      if (!problem || res.headersSent) return;
      const isBuilt = problem.code !== 'ENOENT';
      next(
        isBuilt
          ? problem
          : new ServerError('notFound', 'This installation has no page /docs; /openapi.json has the same content'),
      );
    });
  };
}

/** The page's scripts and styles, below /docs. */
export const sendReferenceParts: RequestHandler = express.static(folder, { index: false, redirect: false });
