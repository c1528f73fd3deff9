// The mocked runs, operation by operation: a request in, a response out. msw.ts knows the addresses.

import * as errorCode from '../error-code.gen.ts';
import { isLost, type MockCall, type Script } from './answers.ts';
import { lastOfPath, refusal, refuse, respond } from './envelope.ts';
import type { Shape } from './errors.ts';
import { chatSerializer, completionSerializer } from './openai.ts';
import { isRead, readEmbeddings, readRun } from './reading.ts';
import { responseSerializer } from './responses.ts';
import { type Serializer, workersAiSerializer } from './text.ts';
import {
  type Problem,
  problemOfChat,
  problemOfCompletion,
  problemOfEmbedding,
  problemOfResponse,
  problemOfRun,
} from './validation.ts';

/** A run, wherever the request has its parts. */
interface Run {
  model: string;
  input: unknown;
  options?: object | undefined;
}

/** How an operation checks and answers its runs. */
interface Operation {
  shape: Shape;
  /** The first rule that the input breaks, in the words of the API's validator. */
  problemOf(input: unknown): Problem | undefined;
  serializerOf(call: MockCall): Serializer;
}

const ofRest: Operation = { shape: 'envelope', problemOf: problemOfRun, serializerOf: runSerializer };
const ofBinding: Operation = { ...ofRest, shape: 'flat' };
const ofChat: Operation = { shape: 'openai', problemOf: problemOfChat, serializerOf: chatSerializer };
const ofCompletion: Operation = { shape: 'openai', problemOf: problemOfCompletion, serializerOf: completionSerializer };
const ofResponse: Operation = { shape: 'openai', problemOf: problemOfResponse, serializerOf: responseSerializer };
const ofEmbedding: Operation = { shape: 'openai', problemOf: problemOfEmbedding, serializerOf: embeddingSerializer };

/** How a run is answered, by its input. */
export function runSerializer(call: MockCall): Serializer {
  return { ...workersAiSerializer, read: (answer) => (isRead(answer, call) ? readRun(answer, call) : undefined) };
}

function embeddingSerializer(call: MockCall): Serializer {
  return { ...workersAiSerializer, read: (answer) => readEmbeddings(answer, call) };
}

/** Answers runs from a script. */
export class MockRuns {
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  runModel = async (request: Request): Promise<Response> => {
    const model = lastOfPath(request, '/ai/run/');
    return this.#run(request, { model, input: await readJson(request) }, ofRest);
  };

  runForBinding = async (request: Request): Promise<Response> => {
    const version = new URL(request.url).searchParams.get('version');
    if (version !== '2' && version !== '3') {
      const message = `Deprecated SDK version: /run is served for ?version=2 and ?version=3, asked was '${version}'`;
      return refusal({ code: errorCode.oldClient, message }, 'flat');
    }
    // `prefix:@cf/author/model`; only the real service uses the prefix.
    const model = request.headers.get('cf-consn-model-id')?.replace(/^[^@]*:(?=@)/, '');
    if (!model)
      return refusal(
        { code: errorCode.noSuchModel, message: 'No such model or task: the header cf-consn-model-id is missing' },
        'flat',
      );
    const body = await readJson(request);
    const { inputs, options } = isObject(body) ? body : {};
    const run = { model, input: inputs, options: isObject(options) ? options : undefined };
    const answer = await this.#run(request, run, ofBinding);
    return version === '2' ? compressed(answer) : answer;
  };

  completeChat = (request: Request): Promise<Response> => this.#runOpenAi(request, ofChat);

  createResponse = (request: Request): Promise<Response> => this.#runOpenAi(request, ofResponse);

  completeText = (request: Request): Promise<Response> => this.#runOpenAi(request, ofCompletion);

  embed = (request: Request): Promise<Response> => this.#runOpenAi(request, ofEmbedding);

  /** The newer form of a run, with the model's name in the body. */
  runNamed = async (request: Request): Promise<Response> => {
    const body = await readJson(request);
    const { model, input, options } = isObject(body) ? body : {};
    const run = { model: String(model ?? ''), input, options: isObject(options) ? options : undefined };
    return this.#run(request, run, ofRest);
  };

  async #runOpenAi(request: Request, operation: Operation): Promise<Response> {
    const body = await readJson(request);
    const model = isObject(body) ? String(body.model) : '';
    return this.#run(request, { model, input: body }, operation);
  }

  async #run(request: Request, { model, input, options = {} }: Run, operation: Operation): Promise<Response> {
    const exchange = { shape: operation.shape, requestId: crypto.randomUUID(), signal: request.signal };
    const problem = operation.problemOf(input);
    if (problem) return refuse({ code: errorCode.badInput, ...problem }, exchange);
    const call: MockCall = { model, input: input as Record<string, unknown>, options: { ...options } };
    try {
      const answer = await this.#script.next(call, request.signal);
      if (isLost(answer)) return Response.error(); // msw makes fetch reject
      return respond(answer, call, operation.serializerOf(call), exchange);
    } catch (error) {
      // The test is at fault, so the answer is an error that no client tries again, with the reason in its text.
      const message = error instanceof Error ? error.message : String(error);
      return refuse({ code: errorCode.badInput, message }, exchange);
    }
  }
}

/** Clients of version 2 decompress every whole answer, and expect no header for it. */
function compressed(answer: Response): Response {
  const isWhole = answer.headers.get('content-type') === 'application/json';
  if (!answer.ok || !answer.body || !isWhole) return answer;
  return new Response(answer.body.pipeThrough(new CompressionStream('gzip')), { headers: answer.headers });
}

/** The JSON of the body, whatever its content type; undefined if it is not JSON. */
async function readJson(request: Request): Promise<unknown> {
  return request.json().catch(() => undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
