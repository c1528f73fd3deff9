// The mocked API, operation by operation: a request in, a response out. Which operation has which address is in msw.ts.
import type { Model, ModelSearch } from '../model.ts';
import type { components, operations } from '../openapi.gen.ts';
import type { MockCall, MockRefusal, Script } from './answers.ts';
import type { Shape } from './errors.ts';
import { searchModels } from './models.ts';
import { chatDress, completionDress, openAiModel } from './openai.ts';
import { problemOfChat, problemOfCompletion, problemOfRun } from './problems.ts';
import { type Dress, workersAiDress } from './text.ts';
import { json, refuse, respond, success } from './wire.ts';

/** The JSON that an operation answers on success, by openapi.yaml. */
type Answer<Id extends keyof operations> = operations[Id] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

/** What a run is asked with, wherever the request has it. */
interface Asked {
  model: string;
  input: unknown;
  options?: object;
}

/** How runs of an operation are checked and answered. */
interface Operation {
  shape: Shape;
  /** The first rule that the input breaks, in the words of the API's validator. */
  problemOf(input: unknown): string | undefined;
  dressOf(call: MockCall): Dress;
}

const ofRest: Operation = { shape: 'envelope', problemOf: problemOfRun, dressOf: () => workersAiDress };
const ofBinding: Operation = { ...ofRest, shape: 'flat' };
const ofChat: Operation = { shape: 'openai', problemOf: problemOfChat, dressOf: chatDress };
const ofCompletion: Operation = { shape: 'openai', problemOf: problemOfCompletion, dressOf: completionDress };

/** Answers requests from a script. */
export class MockService {
  readonly #script: Script;
  readonly #models: readonly Model[];
  readonly #apiToken: string | undefined;

  constructor(script: Script, models: readonly Model[], apiToken: string | undefined) {
    this.#script = script;
    this.#models = models;
    this.#apiToken = apiToken;
  }

  /** The operation, for those who have the token. */
  withToken(answer: (request: Request) => Response | Promise<Response>, shape: Shape, code = 10000) {
    return ({ request }: { request: Request }) =>
      this.#apiToken === undefined || request.headers.get('authorization') === `Bearer ${this.#apiToken}`
        ? answer(request)
        : refusal({ code }, shape);
  }

  runModel = async (request: Request): Promise<Response> => {
    const model = lastOfPath(request, '/ai/run/');
    return this.#run(request, { model, input: await readJson(request) }, ofRest);
  };

  runForBinding = async (request: Request): Promise<Response> => {
    const version = new URL(request.url).searchParams.get('version');
    if (version !== '2' && version !== '3') {
      const message = `Deprecated SDK version: /run is served for ?version=2 and ?version=3, asked was '${version}'`;
      return refusal({ code: 5019, message }, 'flat');
    }
    // `prefix:@cf/author/model`; the prefix is a route of the real service's own.
    const model = request.headers.get('cf-consn-model-id')?.replace(/^[^@]*:(?=@)/, '');
    if (!model) return refusal({ code: 5007 }, 'flat');
    const body = await readJson(request);
    const { inputs, options } = isObject(body) ? body : {};
    const asked = { model, input: inputs, ...(isObject(options) && { options }) };
    const answer = await this.#run(request, asked, ofBinding);
    return version === '2' ? compressed(answer) : answer;
  };

  completeChat = (request: Request): Promise<Response> => this.#runOpenAi(request, ofChat);

  completeText = (request: Request): Promise<Response> => this.#runOpenAi(request, ofCompletion);

  listOpenAiModels = (): Response => {
    const data = this.#models.map(openAiModel);
    return json({ object: 'list', data } satisfies Answer<'openai-list-models'>);
  };

  retrieveOpenAiModel = (request: Request): Response => {
    const name = lastOfPath(request, '/v1/models/');
    const found = this.#models.find((model) => model.name === name);
    if (!found) return refusal({ code: 3042, message: `No such model '${name}'` }, 'openai');
    return json(openAiModel(found) satisfies Answer<'openai-retrieve-model'>);
  };

  search = (request: Request): Response => {
    const query = new URL(request.url).searchParams;
    for (const name of ['page', 'per_page']) {
      const text = query.get(name) || '1';
      if (/^[1-9]\d{0,8}$/.test(text)) continue;
      const message = `Invalid input: '${name}' is '${text}'; it takes a whole number from 1`;
      return refusal({ code: 8001, message }, 'envelope');
    }
    const { result, result_info } = searchModels(this.#models, searchOf(query));
    return json({ ...success(result), result_info } satisfies Answer<'workers-ai-search-model'>);
  };

  verifyToken = (): Response => {
    const messages = [{ code: 10000, message: 'This API Token is valid and active', type: null }];
    const result: components['schemas']['Token'] = { id: 'ed17574386854bf78a67040be0a770b0', status: 'active' };
    return json({ ...success(result), messages } satisfies Answer<'user-api-tokens-verify-token'>);
  };

  health = (): Response => json({ status: 'ok' } satisfies Answer<'health'>);

  readiness = (): Response => {
    const how = { status: 'ready', restarts: 0, last_failure_at: null } as const;
    const models = this.#models.map(({ name }) => ({ name, ...how }));
    return json({ status: 'ready', models } satisfies Answer<'readiness'>);
  };

  async #runOpenAi(request: Request, operation: Operation): Promise<Response> {
    const body = await readJson(request);
    const model = isObject(body) ? String(body.model) : '';
    return this.#run(request, { model, input: body }, operation);
  }

  async #run(request: Request, { model, input, options = {} }: Asked, operation: Operation): Promise<Response> {
    const exchange = { shape: operation.shape, requestId: crypto.randomUUID(), signal: request.signal };
    const problem = operation.problemOf(input);
    if (problem) return refuse({ code: 5006, message: problem }, exchange);
    const call: MockCall = { model, input: input as Record<string, unknown>, options: { ...options } };
    try {
      return respond(await this.#script.next(call, request.signal), call, operation.dressOf(call), exchange);
    } catch (error) {
      // A fault of the test, not of a server: nobody may try it again, and somebody should read it.
      const message = error instanceof Error ? error.message : String(error);
      return refuse({ code: 5006, status: 400, message }, exchange);
    }
  }
}

/** Clients of version 2 decompress every whole answer, and expect no header that says so. */
function compressed(answer: Response): Response {
  const isWhole = answer.headers.get('content-type') === 'application/json';
  if (!answer.ok || !answer.body || !isWhole) return answer;
  return new Response(answer.body.pipeThrough(new CompressionStream('gzip')), { headers: answer.headers });
}

function refusal(what: MockRefusal, shape: Shape): Response {
  return refuse(what, { shape, requestId: crypto.randomUUID() });
}

function lastOfPath({ url }: Request, after: string): string {
  const { pathname } = new URL(url);
  return decodeURIComponent(pathname.slice(pathname.indexOf(after) + after.length));
}

function searchOf(query: URLSearchParams): ModelSearch {
  const numbers = new Set(['source', 'page', 'per_page']);
  const value = (name: string, text: string) => (numbers.has(name) ? Number(text) : text === 'true' || text);
  // `?task=` asks for nothing, `?hide_experimental=false` neither.
  const asked = [...query].filter(([, text]) => text !== '' && text !== 'false');
  return Object.fromEntries(asked.map(([name, text]) => [name, value(name, text)]));
}

/** Whatever the content type of the request says; undefined if it is no JSON. */
async function readJson(request: Request): Promise<unknown> {
  return request.json().catch(() => undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
