// The REST API: its paths are those of openapi.yaml.
import { readAnswer, readModels } from '../answer.ts';
import { AiModelNotFoundError } from '../errors.ts';
import { connectionFailure } from '../failure.ts';
import type { paths } from '../openapi.gen.ts';
import { queryOf } from '../query.ts';
import type { Binding, GatewayOptions, RunOptions } from '../run.ts';

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
  requireText('apiToken', apiToken, 'a token that may run Workers AI');
  if (!URL.canParse(baseUrl)) {
    throw new TypeError(`Ai binding: baseUrl must be a whole URL such as ${cloudflare}, but is "${baseUrl}".`);
  }
  const root = baseUrl.replace(/\/+$/, '');

  // What fails before there is a request, such as a header that cannot be sent, is the caller's TypeError. What happens
  // to the request is a failed connection.
  async function send(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    const request = new Request(root + path, { ...init, ...(signal && { signal }) });
    try {
      return await fetch(request); // looked up at each call, so that whoever replaces the global one (msw does) is heard
    } catch (error) {
      signal?.throwIfAborted();
      throw connectionFailure(new URL(root).origin, error);
    }
  }

  return {
    async run(
      model,
      input,
      { signal, extraHeaders, gateway, returnRawResponse, tags, queueRequest, rejectIfBusy, ...others },
    ) {
      requireModel(model);
      refuseOptions(others);
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
      return readAnswer(response, { model, wantsStream: input.stream === true, signal });
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
  return path.replace(/^\/client\/v4/, '').replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name]));
}

function headersOf(apiToken: string, extra: Record<string, string> = {}): Headers {
  const headers = new Headers(extra);
  headers.set('authorization', `Bearer ${apiToken}`);
  return headers;
}

/** The options of a gateway as the API's own headers. */
function gatewayHeaders(gateway: GatewayOptions | undefined): Record<string, string> {
  if (!gateway) return {};
  const { id, skipCache, cacheTtl, cacheKey, metadata, collectLog, eventId, requestTimeoutMs, retries } = gateway;
  // JSON knows no bigint; the gateway reads a number.
  const plain = metadata && JSON.stringify(metadata, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
  const all = {
    'cf-aig-gateway-id': id,
    'cf-aig-skip-cache': skipCache,
    'cf-aig-cache-ttl': cacheTtl,
    'cf-aig-cache-key': cacheKey,
    'cf-aig-metadata': plain,
    'cf-aig-collect-log': collectLog,
    'cf-aig-event-id': eventId,
    'cf-aig-request-timeout': requestTimeoutMs,
    'cf-aig-max-attempts': retries?.maxAttempts,
    'cf-aig-retry-delay': retries?.retryDelayMs,
    'cf-aig-backoff': retries?.backoff,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

// What would be dropped without a word would be looked for elsewhere.
function refuseOptions(options: Pick<RunOptions, 'prefix' | 'websocket'>): void {
  for (const name of ['prefix', 'websocket'] as const) {
    if (options[name]) throw new TypeError(`The option "${name}" is one of env.AI: REST has nothing like it.`);
  }
}

// Mostly an environment variable that is not set. What was found is told by its type: it may be half a secret.
function requireText(name: string, value: unknown, meaning: string): void {
  if (typeof value === 'string' && value !== '') return;
  throw new TypeError(
    `Ai binding: ${name} must be ${meaning}, but is ${value === '' ? 'empty' : `of type ${typeof value}`}.`,
  );
}

// Names come from users now and then. One with .. in it would send the token's power to another route of the API.
function requireModel(model: string): void {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)/.test(model)) return;
  throw new AiModelNotFoundError(`5007: No such model "${model}": a name has no "." or ".." between its slashes`, {
    code: 5007,
  });
}
