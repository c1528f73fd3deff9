// Holds the places of a request while it is worked on, for every operation of either API: takes and frees them, and stops
// the work when the client leaves or time is up.
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import type { SharedPlaces } from '../fleet/shared-places.ts';
import { abortOnDisconnect } from '../http/abort-on-disconnect.ts';
import type { Admission } from '../http/admission.ts';
import { contextOf } from '../http/request-context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { AnswerOptions } from '../text-model.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** What every route that works with a model needs. */
export interface RunServices {
  admission: Admission;
  /** 0: no limit. */
  requestTimeoutMs: number;
  /** Where several servers share the limits of a token. */
  sharedPlaces?: SharedPlaces | undefined;
  metrics: Metrics;
}

/** Made once: an error collects its stack, which would cost every request. */
const workIsOver = new DOMException('The request is over', 'AbortError');

/** Who asks, by ids. */
export type Asker = Pick<AnswerOptions, 'owner' | 'account' | 'session'>;

/**
 * Does the work in n places. Its signal aborts when the client leaves, or when time is up: then its reason is a ServerError.
 * @throws ServerError noCapacity, timeout, and what `work` throws while the client is there
 */
export async function holdPlaces(
  res: Response,
  n: number,
  { admission, requestTimeoutMs, sharedPlaces }: RunServices,
  work: (signal: AbortSignal, asker: Asker) => Promise<void>,
): Promise<void> {
  const { token } = contextOf(res);
  admission.requireRoom(n, token);
  let leave: (() => void) | undefined;
  let leaveShared: (() => void) | undefined;
  const controller = abortOnDisconnect(res);
  const timer = startTimer(requestTimeoutMs, controller);
  const { signal } = controller;
  try {
    leave = await admission.enter(n, token, signal);
    if (sharedPlaces && token) leaveShared = await enterShared(sharedPlaces, token.id, admission.limitOf(token), n);
    await work(signal, askerOf(res, token));
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    // The timer leaves its error as the reason. Without one the client has left, so there is nobody to tell.
    if (signal.reason instanceof ServerError) throw signal.reason;
  } finally {
    clearTimeout(timer);
    controller.abort(workIsOver); // where one generation failed, the others end too
    leaveShared?.();
    leave?.();
  }
}

/** Takes the token's places on all servers together; throws 429/3040 when they are taken. @param limit 0: none */
async function enterShared(
  places: SharedPlaces,
  tokenId: string,
  limit: number,
  n: number,
): Promise<(() => void) | undefined> {
  if (limit === 0) return undefined;
  const leave = await places.enter(tokenId, limit, n);
  if (leave) return leave;
  throw new ServerError(
    'noCapacity',
    `Capacity temporarily exceeded, please try again. This token may have ${limit} answers under way at a time.`,
  );
}

/** A longer session id is ignored. */
const maxSessionChars = 256;

/** The owner of a generation is the token that asked for it; the account is the path's, or the token's first. */
function askerOf({ req }: Response, token: ApiToken | null): Asker {
  const session = req.get('x-session-affinity');
  const { account_id: account = token?.accounts[0] } = req.params as { account_id?: string };
  const isId = session !== undefined && session !== '' && session.length <= maxSessionChars;
  return { owner: token?.id, account, session: isId ? session : undefined };
}

function startTimer(timeoutMs: number, controller: AbortController): NodeJS.Timeout | undefined {
  if (timeoutMs === 0) return undefined;
  return setTimeout(() => {
    controller.abort(new ServerError('timeout', `Request timeout: no complete answer within ${timeoutMs} ms`));
  }, timeoutMs);
}
