// The pages that the server brings along, and their scripts and styles. They need no token, and load from this server only.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import { ServerError } from '../errors.ts';

/** The folder of a page: beside the built program, or for a program that runs from its source, where the build puts it. */
function folderOf(page: string): string {
  const folders = [new URL(`./${page}/`, import.meta.url), new URL(`../../dist/${page}/`, import.meta.url)];
  return fileURLToPath(folders.find((folder) => existsSync(folder)) ?? (folders[0] as URL));
}

/** Headers that would turn the whole file into a part of it or into a refusal. */
const conditions = ['if-match', 'if-unmodified-since', 'if-range', 'range'];

/** Goes before the two handlers below: they send whole files. If-None-Match stays, so browsers can keep their copy. */
export const wholeFiles: RequestHandler = (req, _res, next) => {
  for (const name of conditions) delete req.headers[name];
  next();
};

/** Sends a page's index.html. It is never cached, so that a new version shows at once. */
export function sendPage(page: string, root = folderOf(page)): RequestHandler {
  return (req, res, next) => {
    // Without a charset, like all content types here; the page declares its own.
    res.setHeader('content-type', 'text/html');
    for (const name of ['if-none-match', 'if-modified-since']) delete req.headers[name];
    res.sendFile('index.html', { root }, (problem?: Error & { code?: string }) => {
      if (!problem || res.headersSent) return;
      const isBuilt = problem.code !== 'ENOENT';
      const missing = `This installation has no page ${req.path}; /openapi.json describes the API`;
      next(isBuilt ? problem : new ServerError('notFound', missing));
    });
  };
}

/** Sends a page's scripts and styles. */
export function sendParts(page: string): RequestHandler {
  return express.static(folderOf(page), { index: false, redirect: false });
}
