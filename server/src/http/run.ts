// Answers a run request, whole or as a stream, over REST (in an envelope) and for a Worker's binding (without). By the
// time these handlers are reached, route, token, account and model are settled; see the route table in app.ts.
import type { RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import type { TextEvent } from '../text-generation.ts';
import type { Admission } from './admission.ts';
import { parseJson } from './body.ts';
import { noteError } from './error-handler.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import type { Health } from './health.ts';
import type { ServedModel } from './served-models.ts';
import { abortOnDisconnect, beginStream, errorFrame, framesOf, writeFrame } from './sse.ts';
import { type RunRequest, readRunRequest } from './validate.ts';
import { errorBody, sendJson, successBody } from './wire.ts';

/** What both handlers need. */
export interface RunServices {
  admission: Admission;
  health: Health;
  /** 0: no limit. */
  requestTimeoutMs: number;
}

/** POST .../ai/run/{model}. */
export function runModel(services: RunServices): RequestHandler {
  return (req, res) => answer(res, readRunRequest(parseJson(req.body)), services);
}

/** POST /run, which a Worker's service binding sends: the input stands under `inputs`. */
export function runForBinding(services: RunServices): RequestHandler {
  return (req, res) => {
    const body = parseJson(req.body);
    const inputs = typeof body === 'object' && body !== null && 'inputs' in body ? body.inputs : undefined;
    return answer(res, readRunRequest(inputs), services);
  };
}

async function answer(res: Response, { input, stream }: RunRequest, services: RunServices): Promise<void> {
  const exchange = exchangeOf(res);
  const model = exchange.model as ServedModel;
  const prepared = model.generator.prepare(input);
  const leave = services.admission.enter();
  const controller = abortOnDisconnect(res);
  const timer = startTimer(services.requestTimeoutMs, controller);
  const { signal } = controller;
  try {
    const events = model.generator.generate(prepared, signal);
    if (stream) await sendStream(res, exchange, events, signal, services.health);
    else await sendWhole(res, exchange, events);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    // The timer left its error as the reason; otherwise the client is gone and nobody is left to be told.
    if (signal.reason instanceof ServerError) throw signal.reason;
  } finally {
    clearTimeout(timer);
    leave();
  }
}

async function sendWhole(res: Response, exchange: Exchange, events: AsyncIterable<TextEvent>): Promise<void> {
  let response = '';
  let end: Extract<TextEvent, { type: 'end' }> | undefined;
  for await (const event of events) {
    if (event.type === 'text') response += event.text;
    else end = event;
  }
  exchange.usage = end?.usage ?? null;
  const result = { response, tool_calls: [], usage: end?.usage, finish_reason: end?.finishReason };
  sendJson(res, 200, exchange.shape === 'flat' ? result : successBody(result));
}

async function sendStream(
  res: Response,
  exchange: Exchange,
  events: AsyncIterable<TextEvent>,
  signal: AbortSignal,
  health: Health,
): Promise<void> {
  try {
    for await (const event of events) {
      // Only now: what goes wrong before the first token is answered with a status of its own.
      if (!res.headersSent) beginStream(res);
      if (event.type === 'end') exchange.usage = event.usage;
      await writeFrame(res, framesOf(event), signal);
    }
  } catch (thrown) {
    if (!res.headersSent || res.destroyed) throw thrown;
    const error = noteError(signal.reason instanceof ServerError ? signal.reason : thrown, exchange, health);
    res.write(errorFrame(errorBody(error, exchange)));
  }
  res.end();
}

function startTimer(timeoutMs: number, controller: AbortController): NodeJS.Timeout | undefined {
  if (timeoutMs === 0) return undefined;
  return setTimeout(() => {
    controller.abort(new ServerError('timeout', `Request timeout: no complete answer within ${timeoutMs} ms`));
  }, timeoutMs);
}
