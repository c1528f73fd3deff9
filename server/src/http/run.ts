// Answers a run request, whole or as a stream, over REST (in an envelope) and for a Worker's binding (without). By the
// time these handlers are reached, route, token, account and model are settled; see the route table in app.ts.
import type { RequestHandler, Response } from 'express';
import type { components } from '../generated/openapi.gen.ts';
import type { TextEvent } from '../text-generation.ts';
import { type Answer, collectAnswers, type End, type StreamDress, streamAnswers } from './answer.ts';
import { parseJson } from './body.ts';
import { exchangeOf } from './exchange.ts';
import { type RunServices, runGenerations } from './generation.ts';
import { requireFit } from './require-fit.ts';
import { SchemaCheck } from './schema-check.ts';
import type { ServedModel } from './served-models.ts';
import { padding } from './sse.ts';
import { type RunRequest, readRunRequest } from './validate.ts';
import { sendJson, sendJsonCompressed, successBody } from './wire.ts';

/** POST .../ai/run/{model}. */
export function runModel(services: RunServices): RequestHandler {
  return (req, res) => answer(res, readRunRequest(parseJson(req.body)), services);
}

const callOptions = new SchemaCheck('CapacityOptions');

/** POST /run, which a Worker's service binding sends: the input stands under `inputs`, beside the call's options. */
export function runForBinding(services: RunServices): RequestHandler {
  return (req, res) => {
    const { inputs, options = {} } = (parseJson(req.body) ?? {}) as { inputs?: unknown; options?: unknown };
    requireFit(callOptions, options, '/options');
    const request = readRunRequest(inputs);
    const { rejectIfBusy } = options as components['schemas']['CapacityOptions'];
    return answer(res, rejectIfBusy ? { ...request, input: { ...request.input, rejectIfBusy } } : request, services);
  };
}

async function answer(res: Response, { input, stream }: RunRequest, services: RunServices): Promise<void> {
  const exchange = exchangeOf(res);
  const prompts = [(exchange.model as ServedModel).generator.prepare(input)];
  await runGenerations(res, { prompts, nPerPrompt: 1 }, services, async (running) => {
    if (stream) return streamAnswers(res, running, dress);
    const [whole] = await collectAnswers(res, running);
    const result = resultOf(whole as Answer, input.format !== undefined);
    const body = exchange.shape === 'flat' ? result : successBody(result);
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

const dress: StreamDress = {
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
