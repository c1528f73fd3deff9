// The REST API: its paths are those of openapi.yaml.
import createClient, { type ClientOptions } from 'openapi-fetch';
import { readAnswer, readModels } from '../answer.ts';
import { noSuchModel } from '../error-code.gen.ts';
import { AiModelNotFoundError, AiServerError } from '../errors.ts';
import { invalidArgument, refuseOptions } from '../invalid-argument.ts';
import type { paths } from '../openapi.gen.ts';
import type { GatewayOptions } from '../options.ts';
import { connectionFailure, withTypedErrors } from '../typed-errors.ts';
import type { Binding } from './binding.ts';

/**
 * The REST API, of Cloudflare or of a server of your own.
 *
 * @example
 * const ai = new Ai({ accountId, apiToken, baseUrl: 'http://127.0.0.1:8787/client/v4' });
 */
export interface RestBinding {
  /** The account, 32 hexadecimal digits. */
  accountId: string;
  /** A token that may run Workers AI. */
  apiToken: string;
  /**
   * Where the API is, up to and including `/client/v4`.
   *
   * @defaultValue `https://api.cloudflare.com/client/v4`
   */
  baseUrl?: string | undefined;
  /**
   * Which redirects are followed. One that is not followed is an AiServerError: it would give the prompt to another address.
   *
   * @defaultValue `none`
   */
  redirects?: 'none' | 'any' | undefined;
}

const cloudflare = 'https://api.cloudflare.com/client/v4';

/** Speaks REST. A configuration that cannot work is refused here, before the first call. */
export function overRest({ accountId, apiToken, baseUrl = cloudflare, redirects }: RestBinding): Binding {
  requireText('accountId', accountId, 'the 32 hexadecimal digits of the account');
  requireText('apiToken', apiToken, 'a token, without spaces');
  if (!URL.canParse(baseUrl)) {
    throw new TypeError(`Ai binding: baseUrl must be a whole URL such as ${cloudflare}, but is "${baseUrl}".`);
  }
  const account_id = accountId;
  const authorization = `Bearer ${apiToken}`;
  const client = createClient<paths>({ pathSerializer: pathsBelow(baseUrl) });

  return {
    async run(model, input, options) {
      const { signal, extraHeaders, gateway, returnRawResponse, tags, queueRequest, rejectIfBusy } = options;
      requireModel(model);
      refuseOptions({ prefix: options.prefix, websocket: options.websocket });
      const headers = new Headers({ ...extraHeaders, ...gatewayHeaders(gateway) });
      headers.set('authorization', authorization);
      headers.set('content-type', 'application/json');
      const query = { queueRequest: queueRequest?.toString(), tags: tags?.join() };
      const response = await responseOf({ signal, redirects }, (how) =>
        client.POST('/client/v4/accounts/{account_id}/ai/run/{model_name}', {
          params: { path: { account_id, model_name: model }, query },
          // Over REST this one option has its place in the body.
          body: rejectIfBusy === undefined ? input : { ...input, options: { rejectIfBusy } },
          headers,
          ...how,
        }),
      );
      if (returnRawResponse) return response;
      return readAnswer(response, { ...options, model, input });
    },

    async models(search, { signal }) {
      const response = await responseOf({ signal, redirects }, (how) =>
        client.GET('/client/v4/accounts/{account_id}/ai/models/search', {
          params: { path: { account_id }, query: search },
          headers: { authorization },
          ...how,
        }),
      );
      return readModels(response, signal);
    },
  };
}

/** How openapi-fetch sends a request. */
interface Sending {
  parseAs: 'stream';
  signal: AbortSignal | null;
  fetch(request: Request): Promise<Response>;
}

/**
 * The response to a call of openapi-fetch, with its body unread: a stream belongs to the caller, and errors come in more
 * forms than JSON.
 */
async function responseOf(
  { signal, redirects }: { signal: AbortSignal | undefined; redirects: RestBinding['redirects'] },
  call: (how: Sending) => Promise<unknown>,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    // openapi-fetch looks fetch up once; here it is looked up at each call, for tools that replace it later, as msw does.
    const send = (request: Request) =>
      withTypedErrors(
        signal,
        () => fetchHere(request, redirects),
        (error) => connectionFailure(new URL(request.url).origin, error),
      );
    const how: Sending = {
      parseAs: 'stream',
      signal: signal ?? null,
      async fetch(request) {
        const response = await send(request);
        resolve(response);
        return new Response();
      },
    };
    // What fails before the request is sent, such as a header that cannot be sent, is the caller's TypeError.
    call(how).catch(reject);
  });
}

/** The API has no redirects, and one that is followed gives the prompt to another address. */
async function fetchHere(request: Request, redirects: RestBinding['redirects']): Promise<Response> {
  if (redirects === 'any') return fetch(request);
  const response = await fetch(request, { redirect: 'manual' });
  const { status, headers, body } = response;
  // In browsers the response tells nothing, and its status is 0.
  if (status && (status < 300 || status > 399)) return response;
  await body?.cancel();
  const target = headers.get('location')?.split('?')[0];
  throw new AiServerError(`The server redirects to ${target}, which is not followed: set baseUrl`, { status });
}

/**
 * Fills in a path of the document. It begins with /client/v4 there, which is a part of baseUrl here, as in every client of
 * this API. Model names keep their slashes, since Cloudflare's own API finds no route with %2F.
 */
function pathsBelow(baseUrl: string): NonNullable<ClientOptions['pathSerializer']> {
  const root = baseUrl.replace(/\/+$/, '');
  const encode = (value: unknown) => String(value).split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@');
  return (path, values) =>
    root + path.slice('/client/v4'.length).replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name]));
}

/** The options of a gateway as the API's own headers: `skipCache` is `cf-aig-skip-cache`, `requestTimeoutMs` without Ms. */
function gatewayHeaders({ id: gatewayId, retries, ...others }: Partial<GatewayOptions> = {}): Record<string, string> {
  const given = Object.entries({ gatewayId, ...others, ...retries }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [
      `cf-aig-${name.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      typeof value === 'object' ? toJson(value) : String(value),
    ]),
  );
}

/** As JSON, which has no bigint; the gateway reads a number. */
function toJson(value: object): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
}

// Usually the cause is an environment variable that is not set, or one that ends with a line break.
function requireText(name: string, value: unknown, meaning: string): void {
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return;
  throw invalidArgument(`Ai binding: ${name}`, meaning, value);
}

// A model's name may come from a user. A name with .. in it would send the token to another route of the API, and half of
// a surrogate pair cannot be sent at all.
function requireModel(model: string): void {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)|\p{Surrogate}/u.test(model)) return;
  throw new AiModelNotFoundError(`${noSuchModel}: "${model}" cannot be the name of a model`, { code: noSuchModel });
}
