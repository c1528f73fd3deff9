// The REST API over openapi-fetch: path, body and answers have the types of openapi.yaml.
import createClient from 'openapi-fetch';
import { readAnswer } from '../answer.ts';
import { AiModelNotFoundError } from '../errors.ts';
import { connectionFailure } from '../failure.ts';
import type { AiTextGenerationInput } from '../model.ts';
import type { paths } from '../openapi.gen.ts';
import type { Run } from '../run.ts';

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

/** Speaks REST. A configuration that cannot work is refused here, before the first run. */
export function runOverRest({ accountId, apiToken, baseUrl = cloudflare }: RestBinding): Run {
  requireText('accountId', accountId, 'the 32 hexadecimal digits of the account');
  requireText('apiToken', apiToken, 'a token that may run Workers AI');
  if (!URL.canParse(baseUrl)) {
    throw new TypeError(`Ai binding: baseUrl must be a whole URL such as ${cloudflare}, but is "${baseUrl}".`);
  }
  // The paths of the document begin with /client/v4, which is a part of baseUrl here, as in every client of this API.
  const root = baseUrl.replace(/\/+$/, '');
  const pathSerializer = (path: string, values: Record<string, unknown>) =>
    root + fillIn(path.replace(/^\/client\/v4/, ''), values);
  const { POST } = createClient<paths>({ pathSerializer });

  return async (model, input, { signal, extraHeaders } = {}) => {
    signal?.throwIfAborted();
    requireModel(model);
    const headers = new Headers(extraHeaders);
    headers.set('authorization', `Bearer ${apiToken}`);
    headers.set('content-type', 'application/json');
    // Only what happens from here to the answer's end is a failed connection. What fails before, such as a header that
    // cannot be sent, is the caller's TypeError.
    let sent = false;
    const connect = (request: Request) => {
      sent = true;
      return fetch(request); // looked up at each call, so that whoever replaces the global one (msw does) is heard
    };
    const { response, error } = await POST('/client/v4/accounts/{account_id}/ai/run/{model_name}', {
      params: { path: { account_id: accountId, model_name: model } },
      body: input as AiTextGenerationInput, // the types of other models' inputs are not in the document
      headers,
      fetch: connect,
      parseAs: 'stream', // the body is read below, by what its headers say
      ...(signal && { signal }),
    }).catch((reason: unknown) => {
      signal?.throwIfAborted();
      throw sent ? connectionFailure(new URL(root).origin, reason) : reason;
    });
    return readAnswer(response, { model, wantsStream: input.stream === true, signal, error });
  };
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

// Model names keep their slashes, since Cloudflare's own API finds no route with %2F.
function fillIn(path: string, values: Record<string, unknown>): string {
  const encode = (value: unknown) => String(value).split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@');
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name]));
}
