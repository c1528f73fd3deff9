// Answers run requests, whole or streamed, of models that write and of those that read: over REST in an envelope, for a Worker's binding without one. Route, token,
// account and model have been checked before; app.ts holds the order.
import { randomInt } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { type Answer, collectAnswers, type End } from '../generation/collect.ts';
import { runEncoding } from '../generation/encode.ts';
import type { RunServices } from '../generation/hold-places.ts';
import { jsonTemplate } from '../generation/json-template.ts';
import { propertiesOf } from '../generation/request-messages.ts';
import { acceptAll, runGenerations } from '../generation/run-generations.ts';
import { type StreamSerializer, streamAnswers } from '../generation/stream.ts';
import { chooseModel } from '../http/choose-model.ts';
import { queryOf } from '../http/query.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJsonCompressed, sendJsonInSlices } from '../http/send-json.ts';
import { Validator } from '../http/validator.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import type { TextEvent } from '../text-generation.ts';
import { isEncoding, readEncoding } from './encoding-request.ts';
import { successBody } from './envelope.ts';
import { readRunRequest } from './run-request.ts';

const callOptions = new Validator('CallOptions');

/** POST .../ai/run/{model}. */
export function runModel(services: RunServices): RequestHandler<{ account_id: string; model_name: string[] }> {
  return (req, res) => {
    refuseQueue(queryOf(req).get('queueRequest') === 'true');
    return answer(res, { input: req.body }, services, sendEnvelope);
  };
}

/** POST .../ai/run: the body names the model, beside the input and the call's options. */
export function runGeneric(models: ServedModels, services: RunServices): RequestHandler<{ account_id: string }> {
  return (req, res) => {
    refuseQueue(queryOf(req).get('queueRequest') === 'true');
    const { model, input, options } = propertiesOf(req.body);
    if (typeof model !== 'string' || input === undefined) {
      throw new ServerError('badInput', "Error: required properties at '/' are 'model,input'; 'model' must be a name");
    }
    chooseModel(res, models, model);
    return answer(res, { input, options }, services, sendEnvelope);
  };
}

/**
 * POST /run and /ai-gateway/run, which the Workers runtime sends for a binding: the input stands under `inputs`, beside
 * the call's options.
 */
export function runForBinding(services: RunServices): RequestHandler {
  return (req, res) => {
    const { inputs, options } = propertiesOf(req.body);
    // Version 2 of the binding decompresses every answer.
    const send = queryOf(req).get('version') === '2' ? sendCompressed : sendBare;
    return answer(res, { input: inputs, options }, services, send);
  };
}

/** A call as it was sent: the model's input, and options beside it. */
interface Call {
  readonly input: unknown;
  readonly options?: unknown;
}

/** What the call's options say; throws 5006 for invalid ones. */
function readOptions(options: unknown = null): components['schemas']['CapacityOptions'] {
  refuseQueue(propertiesOf(options).queueRequest === true);
  callOptions.require(options, '/options');
  return (options ?? {}) as components['schemas']['CapacityOptions']; // just validated
}

/** Queued runs return an id; a synchronous result would break the client. */
function refuseQueue(isAsked: boolean): void {
  if (!isAsked) return;
  throw new ServerError(
    'badInput',
    "Error: 'queueRequest' is true, but this model has no queue (its properties lack async_queue); send each input as a run of its own",
  );
}

type Send = (res: Response, result: object) => void | Promise<void>;

const sendEnvelope: Send = (res, result) => sendJsonInSlices(res, 200, successBody(result));
const sendBare: Send = (res, result) => sendJsonInSlices(res, 200, result);
const sendCompressed: Send = (res, result) => sendJsonCompressed(res, 200, result);

/** The model's task decides what the input means. */
async function answer(res: Response, call: Call, services: RunServices, sendResult: Send): Promise<void> {
  const model = contextOf(res).model as ServedModel;
  if (!isEncoding(model, call.input)) return generate(res, call, services, sendResult);
  const { rejectIfBusy } = readOptions(call.options);
  const encoding = readEncoding(model, call.input, rejectIfBusy);
  await runEncoding(res, services, encoding, ({ result }) => sendResult(res, result));
}

async function generate(res: Response, call: Call, services: RunServices, sendResult: Send): Promise<void> {
  const { input: read, stream, ignored } = readRunRequest(call.input);
  if (ignored.length > 0) tellIgnored(res, ignored);
  const { rejectIfBusy = read.rejectIfBusy } = readOptions(call.options);
  const input = { ...read, rejectIfBusy };
  const prompts = await acceptAll(res, [input]);
  await runGenerations(res, { prompts, nPerPrompt: 1 }, services, async (running) => {
    if (stream) return streamAnswers(res, running, serializer, input.toolUse?.forced);
    const [whole] = await collectAnswers(res, running);
    await sendResult(res, resultOf(whole as Answer, input.format !== undefined));
  });
}

/** In a header and in the log, so that nothing is ignored in silence. Clients choose the names, hence the limits. */
function tellIgnored(res: Response, ignored: readonly string[]): void {
  // Through bytes, since half a surrogate pair cannot be encoded.
  const encode = (name: string) => encodeURIComponent(`${Buffer.from(name.slice(0, maxNameChars))}`);
  const names = ignored.slice(0, maxTold).map(encode);
  if (ignored.length > maxTold) names.push(`and ${ignored.length - maxTold} more`);
  const told = names.join(', ');
  contextOf(res).ignoredFields = told;
  res.setHeader('x-tramontane-ignored', told);
}
const maxTold = 10;
const maxNameChars = 64;

/** @param isJson the text was held to a format, so it parses; tool calls come without text */
function resultOf({ text, thoughts, toolCalls, usage, finishReason }: Answer, isJson: boolean): object {
  return {
    reasoning_content: thoughts === '' ? undefined : thoughts,
    response: isJson && toolCalls.length === 0 ? parseHeld(text) : text,
    tool_calls: toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })),
    usage,
    finish_reason: finishReason,
  };
}

/** Our own engine holds its answers to their format; one elsewhere may not, or may be cut before the end. */
function parseHeld(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServerError('badInput', "JSON Mode couldn't be met: the answer is not whole JSON", { cause });
  }
}

const textBody = (response: string, p: string) => ({ response, tool_calls: [], p });
const textTemplate = jsonTemplate(textBody);

const serializer: StreamSerializer = {
  textJson: (text) => textTemplate(text, padding()),
  *frames(event: TextEvent) {
    if (event.type === 'text') yield textBody(event.text, padding());
    else if (event.type === 'thoughts') yield { response: '', reasoning_content: event.text, p: padding() };
    else if (event.type === 'end' && event.toolCalls.length > 0)
      yield { response: '', tool_calls: callDeltas(event), p: padding() };
  },
  *last([end]) {
    yield { response: '', usage: end?.usage, finish_reason: end?.finishReason };
  },
};

/** Clients that merge deltas tell calls apart by their index. */
function callDeltas({ toolCalls }: End): object[] {
  return toolCalls.map(({ name, arguments: args }, index) => ({ index, name, arguments: args }));
}

const paddingAlphabet = 'abdefghijklmnoprstuvxyz1234567890';

/** Random length, so that the size of an encrypted packet does not tell the length of the text in it. */
function padding(): string {
  return paddingAlphabet.slice(0, 1 + randomInt(paddingAlphabet.length));
}
