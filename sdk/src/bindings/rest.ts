// The REST API: its paths are those of openapi.yaml.
import { readAnswer, readModels } from '../answer.ts';
import { noSuchModel } from '../error-code.gen.ts';
import { AiModelNotFoundError } from '../errors.ts';
import { invalidArgument, refuseOptions } from '../invalid-argument.ts';
import type { paths } from '../openapi.gen.ts';
import type { Binding, GatewayOptions } from '../options.ts';
import { queryOf } from '../query.ts';
import { connectionFailure, withTypedErrors } from '../typed-errors.ts';

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
}

const cloudflare = 'https://api.cloudflare.com/client/v4';

/** Speaks REST. A configuration that cannot work is refused here, before the first call. */
export function overRest({ accountId, apiToken, baseUrl = cloudflare }: RestBinding): Binding {
  requireText('accountId', accountId, 'the 32 hexadecimal digits of the account');
  requireText('apiToken', apiToken, 'a token, without spaces');
  if (!URL.canParse(baseUrl)) {
    throw new TypeError(`Ai binding: baseUrl must be a whole URL such as ${cloudflare}, but is "${baseUrl}".`);
  }
  const root = baseUrl.replace(/\/+$/, '');

  async function send(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    // What fails here, such as a header that cannot be sent, is the caller's TypeError, not a connection's failure.
    const request = new Request(root + path, { ...init, ...(signal && { signal }) });
    // fetch is looked up at each call, so that whoever replaces the global one (msw does) is heard.
    return withTypedErrors(
      signal,
      () => fetch(request),
      (error) => connectionFailure(new URL(root).origin, error),
    );
  }

  return {
    async run(
      model,
      input,
      { signal, extraHeaders, gateway, returnRawResponse, tags, queueRequest, rejectIfBusy, prefix, websocket },
    ) {
      requireModel(model);
      refuseOptions({ prefix, websocket });
      const path = pathOf('/client/v4/accounts/{account_id}/ai/run/{model_name}', {
        account_id: accountId,
        model_name: model,
      });
      const headers = headersOf(apiToken, { ...extraHeaders, ...gatewayHeaders(gateway) });
      headers.set('content-type', 'application/json');
      const query = queryOf({ queueRequest, tags: tags?.join() });
      // Over REST this one option has its place in the body.
      const asked = rejectIfBusy === undefined ? input : { ...input, options: { rejectIfBusy } };
      const response = await send(path + query, { method: 'POST', headers, body: JSON.stringify(asked) }, signal);
      if (returnRawResponse) return response;
      return readAnswer(response, { model, input, signal });
    },

    async models(search, { signal }) {
      const path = pathOf('/client/v4/accounts/{account_id}/ai/models/search', { account_id: accountId });
      return readModels(await send(path + queryOf(search), { headers: headersOf(apiToken) }, signal), signal);
    },
  };
}

/**
 * A path of the document, filled in. It begins with /client/v4 there, which is a part of baseUrl here, as in every client
 * of this API. Model names keep their slashes, since Cloudflare's own API finds no route with %2F.
 */
function pathOf<Path extends keyof paths>(
  path: Path,
  values: NonNullable<paths[Path]['parameters']['path']> & Record<string, string>,
): string {
  const encode = (value = '') => value.split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@');
  return path.slice('/client/v4'.length).replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name]));
}

function headersOf(apiToken: string, extra: Record<string, string> = {}): Headers {
  const headers = new Headers(extra);
  headers.set('authorization', `Bearer ${apiToken}`);
  return headers;
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

/** JSON knows no bigint; the gateway reads a number. */
function toJson(value: object): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
}

// Mostly an environment variable that is not set, or has the end of its line with it.
function requireText(name: string, value: unknown, meaning: string): void {
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return;
  throw invalidArgument(`Ai binding: ${name}`, meaning, value);
}

// Names come from users now and then. One with .. in it would send the token's power to another route of the API, and
// half a character cannot be sent at all.
function requireModel(model: string): void {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)|\p{Surrogate}/u.test(model)) return;
  throw new AiModelNotFoundError(`${noSuchModel}: No such model "${model}", and no such name`, { code: noSuchModel });
}
