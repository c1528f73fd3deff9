// What the server learns about one request on its way through the route, beside express's own request and response.
// It lives in res.locals; access-log.ts logs it when the request is over.
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { ServerError } from '../errors.ts';
import type { ServedModel } from '../served-models.ts';
import type { Usage } from '../text-generation.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** How an API tells of errors. */
export interface ErrorFormat {
  status(error: ServerError): number;
  /** The request id is null for requests refused before account and token were checked. */
  body(error: ServerError, requestId: string | null): object;
}

/** The state of one request. */
export interface RequestContext {
  /** The id that Cloudflare's edge would give, header cf-ray. */
  readonly ray: string;
  /** The request's API token, once it is known to be valid. */
  token: ApiToken | null;
  /** The header cf-ai-req-id, once route, token and account are accepted. */
  requestId: string | null;
  /** The error format of the API that the route belongs to. */
  errorFormat: ErrorFormat;
  model: ServedModel | null;
  /** The name by which the request asked for the model. */
  askedModel: string | null;
  /** The fields of the body that nothing here reads, by name. */
  ignoredFields: string | null;
  usage: Usage | null;
  /** Why the request was refused, or its answer broken off. */
  refusal: ServerError | null;
  /** Tells a client that waits to send its body that it may. */
  beginBody: (() => void) | null;
  /** Stops the work for it when the client leaves; null until there is such work. */
  disconnection: AbortController | null;
  /** Of its body; null until that is read. */
  bodyBytes: number | null;
  /** The cause of a 5xx answer. Only the log tells it. */
  failure: unknown;
}

/** First on every route. @param errorFormat for routes that belong to no API */
export function beginRequest(errorFormat: ErrorFormat): RequestHandler {
  return (req, res, next) => {
    const ray = makeRay();
    const context: RequestContext = {
      ray,
      token: null,
      requestId: null,
      errorFormat,
      model: null,
      askedModel: null,
      ignoredFields: null,
      usage: null,
      refusal: null,
      beginBody: req.headers.expect?.toLowerCase() === '100-continue' ? () => res.writeContinue() : null,
      disconnection: null,
      bodyBytes: null,
      failure: null,
    };
    res.locals.context = context;
    res.setHeader('cf-ray', ray);
    next();
  };
}

/** The context of the request that this response answers. */
export function contextOf(res: Response): RequestContext {
  return res.locals.context as RequestContext;
}

/** Gives the request the id that its answer carries and that the text of its errors ends with. */
export function assignRequestId(res: Response): string {
  const requestId = randomUUID();
  contextOf(res).requestId = requestId;
  res.setHeader('cf-ai-req-id', requestId);
  return requestId;
}

/** A random id in the form that Cloudflare's edge gives: a number and a place. */
export function makeRay(): string {
  // Node draws many UUIDs at once, which costs less than bytes of our own. Their first and last parts are all random.
  const uuid = randomUUID();
  return `${uuid.slice(0, 8)}${uuid.slice(-8)}-TRM`;
}
