// Runs the generations behind one request, for either API: takes and frees their places, and stops them when the client
// leaves or time is up.
import { setMaxListeners } from 'node:events';
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import type { SharedPlaces } from '../fleet/shared-places.ts';
import { abortOnDisconnect } from '../http/abort-on-disconnect.ts';
import type { Admission } from '../http/admission.ts';
import { contextOf } from '../http/request-context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ServedModel } from '../served-models.ts';
import type { AcceptedInput, AnswerOptions, TextEvent, TextGenerationInput } from '../text-model.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** What every route that generates needs. */
export interface RunServices {
  admission: Admission;
  /** 0: no limit. */
  requestTimeoutMs: number;
  /** Where several servers share the limits of a token. */
  sharedPlaces?: SharedPlaces | undefined;
  metrics: Metrics;
}

/** The generations of one request: n answers to each prompt. */
export interface PromptBatch {
  readonly prompts: readonly AcceptedInput[];
  readonly nPerPrompt: number;
}

/** Running generations, in order: the answers to the first prompt, then those to the next. */
export interface RunningGenerations {
  readonly events: readonly AsyncIterable<TextEvent>[];
  readonly nPerPrompt: number;
  /** Calls back once no generation can be refused any more, which may be before the first event. */
  onAccepted(callback: () => void): void;
  /** Aborts when the client leaves, or when time is up: then its reason is a ServerError. */
  readonly signal: AbortSignal;
}

/** The inputs as the request's model accepts them. @throws ServerError when one cannot be answered */
export function acceptAll(res: Response, inputs: readonly TextGenerationInput[]): Promise<AcceptedInput[]> {
  const { model, token } = contextOf(res);
  const asker = { owner: token?.id, signal: abortOnDisconnect(res).signal };
  return Promise.all(inputs.map((input) => (model as ServedModel).generator.accept(input, asker)));
}

/** Runs generations of the request's model while `write` answers with their events. */
export async function runGenerations(
  res: Response,
  { prompts, nPerPrompt }: PromptBatch,
  { admission, requestTimeoutMs, metrics, sharedPlaces }: RunServices,
  write: (running: RunningGenerations) => Promise<void>,
): Promise<void> {
  const { model, token } = contextOf(res);
  const { name } = model as ServedModel;
  const nAnswers = prompts.length * nPerPrompt;
  const leave = enterAll(admission, nAnswers, token);
  let leaveShared: (() => void) | undefined;
  const controller = abortOnDisconnect(res);
  const timer = startTimer(requestTimeoutMs, controller);
  const { signal } = controller;
  setMaxListeners(0, signal); // each generation adds one
  try {
    if (sharedPlaces && token)
      leaveShared = await enterShared(sharedPlaces, token.id, admission.limitOf(token), nAnswers);
    const asker = askerOf(res, token);
    const acceptance = new Acceptance(prompts.length * nPerPrompt);
    const onAccepted = () => acceptance.count();
    const answersTo = (prompt: AcceptedInput) =>
      Array.from({ length: nPerPrompt }, (_, nth) => prompt.answer({ nth, ...asker, onAccepted }, signal));
    const events = prompts.flatMap(answersTo).map((answer) => metrics.timed(name, answer));
    await write({ events, nPerPrompt, signal, onAccepted: (callback) => acceptance.onAll(callback) });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    // The timer leaves its error as the reason. Without one the client has left, so there is nobody to tell.
    if (signal.reason instanceof ServerError) throw signal.reason;
  } finally {
    clearTimeout(timer);
    controller.abort(); // where one generation failed, the others end too
    leaveShared?.();
    leave();
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

/** Calls back when all of several generations are accepted. */
class Acceptance {
  #nLeft: number;
  #callback: (() => void) | undefined;

  constructor(n: number) {
    this.#nLeft = n;
  }

  count(): void {
    this.#nLeft--;
    if (this.#nLeft === 0) this.#callback?.();
  }

  onAll(callback: () => void): void {
    if (this.#nLeft === 0) callback();
    else this.#callback = callback;
  }
}

/** A longer session id is ignored. */
const maxSessionChars = 256;

/** The owner of a generation is the token that asked for it; the account is the path's, or the token's first. */
function askerOf({ req }: Response, token: ApiToken | null): Omit<AnswerOptions, 'nth'> {
  const session = req.get('x-session-affinity');
  const { account_id: account = token?.accounts[0] } = req.params as { account_id?: string };
  const isId = session !== undefined && session !== '' && session.length <= maxSessionChars;
  return { owner: token?.id, account, session: isId ? session : undefined };
}

function enterAll(admission: Admission, n: number, token: ApiToken | null): () => void {
  admission.requireRoom(n, token);
  const places: (() => void)[] = [];
  const leave = () => {
    for (const leavePlace of places) leavePlace();
  };
  try {
    for (let i = 0; i < n; i++) places.push(admission.enter(token));
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}

function startTimer(timeoutMs: number, controller: AbortController): NodeJS.Timeout | undefined {
  if (timeoutMs === 0) return undefined;
  return setTimeout(() => {
    controller.abort(new ServerError('timeout', `Request timeout: no complete answer within ${timeoutMs} ms`));
  }, timeoutMs);
}
