// One HTTP request to the hub. It follows redirects itself, because large files are on other hosts, which must not get the
// token. Every failure becomes a StoreError that names the host and the reason.
import { type Dispatcher, fetch as fetchThrough } from 'undici';
import { StoppedError, StoreError, TransientError } from './errors.ts';

const maxRedirects = 8;
const firstByteMs = 30_000;

/** A request to the hub. */
export interface HubRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly token: string | null;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Stops the request. */
  readonly signal: AbortSignal;
  /** The way through a proxy; undefined: directly. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Whether a redirect already has the wanted headers, so that it need not be followed. */
  readonly isEnough?: ((response: Response) => boolean) | undefined;
}

/** An answer, and whether it comes from the hub itself or from a host that the hub redirected to. */
export interface HubResponse {
  readonly response: Response;
  readonly isFromHub: boolean;
  readonly host: string;
}

/** @throws StoppedError, TransientError (no connection, no answer), StoreError (redirects that cannot be followed) */
export async function requestHub({ url: hub, isEnough, ...request }: HubRequest): Promise<HubResponse> {
  let url: URL = hub;
  for (let nRedirects = 0; nRedirects <= maxRedirects; nRedirects++) {
    // Compare origins, not hosts: another port may belong to another service.
    const isFromHub = url.origin === hub.origin;
    const response = await requestOnce({ ...request, url, token: isFromHub ? request.token : null });
    const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
    if (location === null || isEnough?.(response)) return { response, isFromHub, host: url.host };
    await response.body?.cancel();
    if (!URL.canParse(location, url.href))
      throw new StoreError(`${url.host} redirects to an address that is not valid`);
    const next = new URL(location, url);
    if (next.protocol !== url.protocol && next.protocol !== 'https:') {
      throw new StoreError(
        `${url.host} redirects from ${url.protocol} to ${next.protocol}//${next.host}: not followed`,
      );
    }
    url = next;
  }
  throw new StoreError(`${hub.host} redirects more than ${maxRedirects} times`);
}

async function requestOnce(request: Omit<HubRequest, 'isEnough'>): Promise<Response> {
  const { method, url, token, headers, signal, dispatcher } = request;
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), firstByteMs);
  // This limit ends with the headers; the reader of the body has a limit of its own.
  const onStop = () => tooLate.abort();
  signal.addEventListener('abort', onStop);
  try {
    if (signal.aborted) throw new StoppedError('stopped');
    const headersOfAll = { 'accept-encoding': 'identity', 'user-agent': 'tramontane', ...headers };
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const init = {
      method,
      redirect: 'manual',
      signal: tooLate.signal,
      headers: { ...headersOfAll, ...authorization },
    } as const;
    return await send(url, init, dispatcher);
  } catch (error) {
    if (signal.aborted) throw new StoppedError('stopped');
    throw new TransientError(`${url.host} cannot be reached: ${reason(error, tooLate.signal.aborted)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onStop);
  }
}

/** Node's own fetch takes no dispatchers of the package undici, whose fetch does the same. */
function send(url: URL, init: RequestInit, dispatcher: Dispatcher | undefined): Promise<Response> {
  if (dispatcher === undefined) return fetch(url, init);
  const through = { ...init, dispatcher } as unknown as Parameters<typeof fetchThrough>[1];
  return fetchThrough(url, through) as unknown as Promise<Response>;
}

/** The reason of a failed fetch, which is in the error's cause. */
export function reason(error: unknown, isTooLate = false): string {
  if (isTooLate) return `no answer within ${firstByteMs / 1000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
