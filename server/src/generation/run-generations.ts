// The life of the generations behind one exchange, whatever API they answer: places taken and given back, stopped when
// the client leaves or time is up. What the answer looks like is up to whoever writes it.
import { setMaxListeners } from 'node:events';
import type { Response } from 'express';
import { ServerError } from '../errors.ts';
import type { Admission } from '../http/admission.ts';
import { exchangeOf } from '../http/exchange.ts';
import { abortOnDisconnect } from '../http/sse.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ServedModel } from '../served-models.ts';
import { choicesOf, type PreparedGeneration, type TextEvent } from '../text-generation.ts';
import type { ApiToken } from '../tokens/api-token.ts';

/** What every route needs that generates. */
export interface RunServices {
  admission: Admission;
  /** 0: no limit. */
  requestTimeoutMs: number;
  metrics: Metrics;
}

/** What an exchange asks for: so many answers to each of its prompts. */
export interface Asked {
  readonly prompts: readonly PreparedGeneration[];
  readonly nPerPrompt: number;
}

/** Generations that run: the answers to the first prompt, then those to the next. */
export interface RunningGenerations {
  readonly events: readonly AsyncIterable<TextEvent>[];
  readonly nPerPrompt: number;
  /** Aborts when the client leaves, or, with a ServerError as its reason, when time is up. */
  readonly signal: AbortSignal;
}

/** Runs generations of the exchange's model while `write` answers with what they give. */
export async function runGenerations(
  res: Response,
  { prompts, nPerPrompt }: Asked,
  { admission, requestTimeoutMs, metrics }: RunServices,
  write: (running: RunningGenerations) => Promise<void>,
): Promise<void> {
  const { model, token } = exchangeOf(res);
  const { name, generator } = model as ServedModel;
  const leave = enterAll(admission, prompts.length * nPerPrompt, token);
  const controller = abortOnDisconnect(res);
  const timer = startTimer(requestTimeoutMs, controller);
  const { signal } = controller;
  setMaxListeners(0, signal); // each generation has one
  try {
    const all = prompts.flatMap((one) => choicesOf(ownedBy(token, one), nPerPrompt));
    const events = all.map((one) => metrics.timed(name, generator.generate(one, signal)));
    await write({ events, nPerPrompt, signal });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    // The timer left its error as the reason; otherwise the client is gone and nobody is left to be told.
    if (signal.reason instanceof ServerError) throw signal.reason;
  } finally {
    clearTimeout(timer);
    // Of several generations one may have failed alone: the others end with it.
    controller.abort();
    leave();
  }
}

/** The engine is fair between owners, and an owner here is whoever holds a token. */
function ownedBy(token: ApiToken | null, prepared: PreparedGeneration): PreparedGeneration {
  return token === null ? prepared : { ...prepared, request: { ...prepared.request, owner: token.id } };
}

function enterAll(admission: Admission, n: number, token: ApiToken | null): () => void {
  admission.requireRoom(n, token);
  const left: (() => void)[] = [];
  const leave = () => {
    for (const one of left) one();
  };
  try {
    for (let i = 0; i < n; i++) left.push(admission.enter(token));
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
