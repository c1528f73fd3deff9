// The query of a request, read as a URL's: express's own parser would make objects and arrays of it.
import type { Request } from 'express';

/** The parameters after the question mark. */
export function queryOf({ url }: Pick<Request, 'url'>): URLSearchParams {
  return new URLSearchParams(url.split('?')[1]);
}
