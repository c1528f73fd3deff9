// Paths as clients write them: superfluous slashes are dropped, and a path that leads nowhere is answered with those that
// do. The routes are those of openapi.yaml.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';

/** Before all routes: `//v1/models/` finds what `/v1/models` finds. */
export const dropSlashes: RequestHandler = (req, res, next) => {
  const [path = '', ...query] = req.url.split('?');
  const plain = plainPath(path);
  // The page's links are relative to its address, so that it works behind a prefix.
  if (plain === '/docs' && plain !== path) return res.redirect(308, '../docs');
  if (plain !== path) req.url = [plain, ...query].join('?');
  next();
};

/** Without the slashes that come from joining a base URL that ends with one and a path that begins with one. */
function plainPath(path: string): string {
  return path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}

/** Unknown paths and wrong methods outside /client/v4. */
export const notFound: RequestHandler = (req) => {
  throw notFoundError(req.method, req.path);
};

interface Route {
  readonly method: string;
  readonly path: string;
}

const routes: readonly Route[] = Object.entries(spec.paths).flatMap(([path, item]) =>
  Object.keys(item)
    .filter((key) => key !== 'parameters')
    .map((method) => ({ method: method.toUpperCase(), path })),
);

/** Longer paths are cut in the text. */
const maxShown = 200;

/** The error, whose text in the log does not repeat the path: it may hold a token. */
export function notFoundError(method: string, path: string): ServerError {
  return new ServerError('notFound', notFoundText(method, path), { logText: 'There is nothing at this path' });
}

/** What is there instead. */
function notFoundText(method: string, path: string): string {
  const nothing = `There is nothing at ${method} ${path.slice(0, maxShown)}`;
  const methods = routes.filter((route) => matches(route.path, path)).map((route) => route.method);
  if (methods.length > 0) return `${nothing}; it takes ${methods.join(', ')}`;
  const [, first = ''] = path.split('/');
  const near = routes.filter((route) => route.path.split('/')[1] === first);
  const others = routes.filter((route) => !route.path.startsWith('/client') || route.path.endsWith('{model_name}'));
  const shown = (near.length > 0 ? near : others).map((route) => `${route.method} ${route.path}`);
  return `${nothing}; this server has ${shown.join(', ')}`;
}

function matches(pattern: string, path: string): boolean {
  return regexOf(pattern).test(path);
}

/** A route's pattern; a model's name may have slashes. */
function regexOf(pattern: string): RegExp {
  const regex = pattern
    .replace(/[.]/g, '\\.')
    .replace(/\{(model|model_name)\}/g, '(?<model>.+)')
    .replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${regex}$`);
}

const pathsWithModel = [...new Set(routes.map(({ path }) => path))]
  .map(regexOf)
  .filter(({ source }) => source.includes('<model>'));

/** The model that a path names, also where the request was refused before its route; null if it names none. */
export function modelInPath(path: string): string | null {
  const plain = plainPath(path);
  const found = pathsWithModel.map((regex) => regex.exec(plain)?.groups?.model).find((name) => name !== undefined);
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return found; // such as %zz
  }
}
