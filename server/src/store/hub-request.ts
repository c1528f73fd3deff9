// One HTTP request to the hub, redirects followed by hand: a large file lies on another host, which has no business
// with the token. Every failure comes out as a StoreError that says which host and what.
import { StoppedError, StoreError, TransientError } from './errors.ts';

const maxRedirects = 8;
const firstByteMs = 30_000;

/** See below. */
export interface HubRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly token: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Told to stop by whoever waits. */
  readonly signal: AbortSignal;
  /** Where an answer has what is wanted although it points elsewhere. */
  readonly isEnough?: (response: Response) => boolean;
}

/** An answer, and whether the hub itself gave it or a host that it pointed to. */
export interface HubResponse {
  readonly response: Response;
  readonly isFromHub: boolean;
  readonly host: string;
}

/** @throws StoppedError, TransientError (no connection, no answer), StoreError (redirects that lead nowhere) */
export async function requestHub({ url: hub, isEnough, ...request }: HubRequest): Promise<HubResponse> {
  let url: URL = hub;
  for (let nRedirects = 0; nRedirects <= maxRedirects; nRedirects++) {
    // Origins, not hosts: another port may be another's.
    const isFromHub = url.origin === hub.origin;
    const response = await requestOnce({ ...request, url, token: isFromHub ? request.token : null });
    const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
    if (location === null || isEnough?.(response)) return { response, isFromHub, host: url.host };
    await response.body?.cancel();
    if (!URL.canParse(location, url.href)) throw new StoreError(`${url.host} points to an address that is none`);
    const next = new URL(location, url);
    if (next.protocol !== url.protocol && next.protocol !== 'https:') {
      throw new StoreError(`${url.host} points from ${url.protocol} to ${next.protocol}//${next.host}: not followed`);
    }
    url = next;
  }
  throw new StoreError(`${hub.host} points on and on, more than ${maxRedirects} times`);
}

async function requestOnce({ method, url, token, headers, signal }: Omit<HubRequest, 'isEnough'>): Promise<Response> {
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), firstByteMs);
  // Only until the head is there; who reads the body watches it.
  const onStop = () => tooLate.abort();
  signal.addEventListener('abort', onStop);
  try {
    if (signal.aborted) throw new StoppedError('stopped');
    return await fetch(url, {
      method,
      redirect: 'manual',
      signal: tooLate.signal,
      headers: {
        'accept-encoding': 'identity',
        'user-agent': 'tramontane',
        ...headers,
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
    });
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

/** fetch says 'fetch failed', and why in its cause. */
export function reason(error: unknown, isTooLate = false): string {
  if (isTooLate) return `no answer within ${firstByteMs / 1000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
