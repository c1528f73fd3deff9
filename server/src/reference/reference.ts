// GET /docs, the page that shows the API's document and lets people try it. Open to everybody, like the source; it asks
// this server for its parts and no other.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import { ServerError } from '../errors.ts';

/** Beside the program, or where the build puts it, for a program that runs from its source. */
const folders = [new URL('./reference/', import.meta.url), new URL('../../dist/reference/', import.meta.url)];
const folder = fileURLToPath(folders.find((one) => existsSync(one)) ?? (folders[0] as URL));

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
