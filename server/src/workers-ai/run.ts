// Answers a run request, whole or as a stream, over REST (in an envelope) and for a Worker's binding (without). By the
// time these handlers are reached, route, token, account and model are settled; see the route table in app.ts.
import type { RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { type Answer, collectAnswers, type End, type StreamSerializer, streamAnswers } from '../generation/answer.ts';
import { fields } from '../generation/request-messages.ts';
import { type RunServices, runGenerations } from '../generation/run-generations.ts';
import { parseJson } from '../http/body.ts';
import { exchangeOf } from '../http/exchange.ts';
import { sendJson, sendJsonCompressed } from '../http/send-json.ts';
import { padding } from '../http/sse.ts';
import { Validator } from '../http/validator.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import type { TextEvent } from '../text-generation.ts';
import { successBody } from './envelope.ts';
import { type RunRequest, readRunRequest } from './run-request.ts';

const callOptions = new Validator('CallOptions');

/** POST .../ai/run/{model}. */
export function runModel(services: RunServices): RequestHandler<{ account_id: string; model_name: string[] }> {
  return (req, res) => {
    refuseQueue(asksForQueue(req.url));
    return answer(res, readRunRequest(parseJson(req.body)), services);
  };
}

/** POST .../ai/run: the model is named in the body, beside the input and the call's options. */
export function runGeneric(models: ServedModels, services: RunServices): RequestHandler<{ account_id: string }> {
  return (req, res) => {
    refuseQueue(asksForQueue(req.url));
    const { model, input, options } = fields(parseJson(req.body));
    if (typeof model !== 'string' || input === undefined) {
      throw new ServerError('badInput', "Error: required properties at '/' are 'model,input'; 'model' must be a name");
    }
    exchangeOf(res).model = models.get(model);
    return answer(res, withOptions(readRunRequest(input), options), services);
  };
}

/**
 * POST /run and /ai-gateway/run, which a Worker's service binding sends: the input stands under `inputs`, beside the
 * call's options.
 */
export function runForBinding(services: RunServices): RequestHandler {
  return (req, res) => {
    const { inputs, options } = fields(parseJson(req.body));
    return answer(res, withOptions(readRunRequest(inputs), options), services, (result) => result);
  };
}

/** Throws 5006 for options that are none. */
function withOptions(request: RunRequest, options: unknown = null): RunRequest {
  refuseQueue(fields(options).queueRequest === true);
  callOptions.require(options, '/options');
  const { rejectIfBusy } = (options ?? {}) as components['schemas']['CapacityOptions']; // the schema has just said so
  return rejectIfBusy === undefined ? request : { ...request, input: { ...request.input, rejectIfBusy } };
}

function asksForQueue(url: string): boolean {
  return new URLSearchParams(url.split('?')[1]).get('queueRequest') === 'true';
}

/** To answer at once where a later answer was asked for would not be what the client reads. */
function refuseQueue(isAsked: boolean): void {
  if (!isAsked) return;
  throw new ServerError(
    'badInput',
    "Error: 'queueRequest' is true, but this model has no queue (its properties lack async_queue); send each input as a run of its own",
  );
}

async function answer(
  res: Response,
  { input, stream }: RunRequest,
  services: RunServices,
  bodyOf: (result: object) => object = successBody,
): Promise<void> {
  const exchange = exchangeOf(res);
  const prompts = [(exchange.model as ServedModel).generator.prepare(input)];
  await runGenerations(res, { prompts, nPerPrompt: 1 }, services, async (running) => {
    if (stream) return streamAnswers(res, running, serializer);
    const [whole] = await collectAnswers(res, running);
    const result = resultOf(whole as Answer, input.format !== undefined);
    const body = bodyOf(result);
    // What speaks the binding's second version decompresses whatever comes.
    if (exchange.compressed) await sendJsonCompressed(res, 200, body);
    else sendJson(res, 200, body);
  });
}

/** @param isJson the text fits a format, so it is JSON; calls have no text */
function resultOf({ text, toolCalls, usage, finishReason }: Answer, isJson: boolean): object {
  return {
    response: isJson && toolCalls.length === 0 ? JSON.parse(text) : text,
    tool_calls: toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })),
    usage,
    finish_reason: finishReason,
  };
}

const serializer: StreamSerializer = {
  *frames(event: TextEvent) {
    if (event.type === 'text') yield { response: event.text, tool_calls: [], p: padding() };
    else if (event.toolCalls.length > 0) yield { response: '', tool_calls: callsOf(event), p: padding() };
  },
  *last([end]) {
    yield { response: '', usage: end?.usage, finish_reason: end?.finishReason };
  },
};

/** Their places tell readers of deltas that each is a call of its own. */
function callsOf({ toolCalls }: End): object[] {
  return toolCalls.map(({ name, arguments: args }, index) => ({ index, name, arguments: args }));
}
