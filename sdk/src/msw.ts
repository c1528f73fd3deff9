// tramontane/msw: handlers of Mock Service Worker for every operation of openapi.yaml, in Node and in browsers.
import { type HttpHandler, http } from 'msw';
import { type MockAnswer, type MockCall, type MockRefusal, Script } from './mock/answers.ts';
import type { Shape } from './mock/errors.ts';
import { mockedModels, searchModels } from './mock/models.ts';
import { type Exchange, json, refuse, respond, success } from './mock/wire.ts';
import type { Model, ModelSearch } from './model.ts';
import type { operations } from './openapi.gen.ts';

export type { MockAnswer, MockCall, MockRefusal, MockText } from './mock/answers.ts';

/**
 * What the mocked API is like.
 *
 * @example
 * const options: MockWorkersAiOptions = { answers: ['Hello', { code: 3040 }], apiToken: 'secret' };
 */
export interface MockWorkersAiOptions {
  /**
   * Where the API is, up to and including `/client/v4`.
   *
   * @defaultValue `https://api.cloudflare.com/client/v4`
   */
  baseUrl?: string;
  /** Nothing: a sensible text each time; one answer: that one each time; an array: one per run. */
  answers?: MockAnswer | readonly MockAnswer[];
  /** What the search for models searches. Default: Mistral 7B. */
  models?: readonly Model[];
  /** The only token that is accepted. Default: any, and none. */
  apiToken?: string;
}

/**
 * What `mockWorkersAi` gives.
 *
 * @example
 * const workersAi: MockWorkersAi = mockWorkersAi();
 * const server = setupServer(...workersAi.handlers);
 */
export interface MockWorkersAi {
  /** For `setupServer` in Node, `setupWorker` in browsers. */
  readonly handlers: HttpHandler[];
  /** The runs so far: those that were neither without the token nor without a valid input. */
  readonly calls: readonly MockCall[];
  /** Answers for the next runs, one each; after them it goes on as it was made. */
  reply(...answers: readonly MockAnswer[]): void;
  /** Forgets calls and replies, and begins its script anew. */
  reset(): void;
}

/** The JSON that an operation answers on success, by openapi.yaml. */
type Answer<Id extends keyof operations> = operations[Id] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

// The host of a service binding means nothing to the runtime; these two are what is sent.
const bindingHosts = ['http://workers-binding.ai', 'https://workers-binding.ai'];

/**
 * The Workers AI API in msw: runs over REST and over the binding protocol, the search for models, tokens, health.
 *
 * @example
 * const workersAi = mockWorkersAi({ answers: 'Hello' });
 * const server = setupServer(...workersAi.handlers);
 * beforeAll(() => server.listen());
 * afterEach(() => workersAi.reset());
 * afterAll(() => server.close());
 *
 * @throws TypeError if `baseUrl` is not a whole URL
 */
export function mockWorkersAi(options: MockWorkersAiOptions = {}): MockWorkersAi {
  const { answers, models = mockedModels, apiToken, baseUrl = 'https://api.cloudflare.com/client/v4' } = options;
  if (!URL.canParse(baseUrl)) {
    throw new TypeError(`mockWorkersAi: baseUrl must be a whole URL with /client/v4, but is "${baseUrl}".`);
  }
  const root = baseUrl.replace(/\/+$/, '');
  const { origin } = new URL(root);
  const script = new Script(answers);

  const isAdmitted = (request: Request) =>
    apiToken === undefined || request.headers.get('authorization') === `Bearer ${apiToken}`;

  async function run(request: Request, model: string, inputs: unknown, given: object, shape: Shape): Promise<Response> {
    const exchange: Exchange = { shape, requestId: crypto.randomUUID(), signal: request.signal };
    const problem = problemOf(inputs);
    if (problem) return refuse({ code: 5006, message: problem }, exchange);
    const call: MockCall = { model, input: inputs as Record<string, unknown>, options: { ...given } };
    try {
      return respond(await script.next(call, request.signal), call, exchange);
    } catch (error) {
      // A fault of the test, not of a server: nobody may try it again, and somebody should read it.
      const message = error instanceof Error ? error.message : String(error);
      return refuse({ code: 5006, status: 400, message }, exchange);
    }
  }

  async function runModel({ request }: { request: Request }): Promise<Response> {
    if (!isAdmitted(request)) return refusal({ code: 10000 });
    const path = new URL(request.url).pathname;
    return run(
      request,
      decodeURIComponent(path.slice(path.indexOf('/ai/run/') + 8)),
      await readJson(request),
      {},
      'envelope',
    );
  }

  async function runForBinding({ request }: { request: Request }): Promise<Response> {
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
    const answer = await run(request, model, inputs, isObject(options) ? options : {}, 'flat');
    return version === '2' ? compressed(answer) : answer;
  }

  function search({ request }: { request: Request }): Response {
    const query = new URL(request.url).searchParams;
    for (const name of ['page', 'per_page']) {
      const text = query.get(name) || '1';
      if (/^[1-9]\d{0,8}$/.test(text)) continue;
      return refusal({ code: 8001, message: `Invalid input: '${name}' is '${text}'; it takes a whole number from 1` });
    }
    const { result, result_info } = searchModels(models, searchOf(query));
    return json({ ...success(result), result_info } satisfies Answer<'workers-ai-search-model'>);
  }

  function verifyToken({ request }: { request: Request }): Response {
    if (!isAdmitted(request)) return refusal({ code: 1000 });
    const messages = [{ code: 10000, message: 'This API Token is valid and active', type: null }];
    const result = { id: 'ed17574386854bf78a67040be0a770b0', status: 'active' } as const;
    return json({ ...success(result), messages } satisfies Answer<'user-api-tokens-verify-token'>);
  }

  /** Cloudflare's runtime sends no token to its binding; a server of one's own wants one. */
  const withToken = (answer: typeof runForBinding | typeof search, shape: Shape) => (info: { request: Request }) =>
    isAdmitted(info.request) ? answer(info) : refusal({ code: 10000 }, shape);

  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    handlers: [
      // Not :model_name, which would end at the first slash of the name.
      http.post(`${root}/accounts/:account_id/ai/run/*`, runModel),
      http.get(`${root}/accounts/:account_id/ai/models/search`, withToken(search, 'envelope')),
      http.get(`${root}/user/tokens/verify`, verifyToken),
      http.post(`${origin}/run`, withToken(runForBinding, 'flat')),
      http.get(`${origin}/ai-api/models/search`, withToken(search, 'flat')),
      http.get(`${origin}/healthz`, () => json({ status: 'ok' } satisfies Answer<'health'>)),
      ...bindingHosts.flatMap((host) => [
        http.post(`${host}/run`, runForBinding),
        http.post(`${host}/ai-gateway/run`, runForBinding),
        http.get(`${host}/ai-api/models/search`, search),
      ]),
    ],
  };
}

/** Clients of version 2 decompress every whole answer, and expect no header that says so. */
function compressed(answer: Response): Response {
  const isWhole = answer.headers.get('content-type') === 'application/json';
  if (!answer.ok || !answer.body || !isWhole) return answer;
  return new Response(answer.body.pipeThrough(new CompressionStream('gzip')), { headers: answer.headers });
}

function refusal(what: MockRefusal, shape: Shape = 'envelope'): Response {
  return refuse(what, { shape, requestId: crypto.randomUUID() });
}

/** The first rule that every input must keep, in the words of the API's validator; the others are a server's business. */
function problemOf(inputs: unknown): string | undefined {
  const { prompt, messages } = isObject(inputs) ? inputs : {};
  const isPrompt = typeof prompt === 'string' && prompt !== '';
  const isMessages = Array.isArray(messages);
  if (isPrompt && isMessages) return "Error: oneOf at '/' not met, 2 matches";
  if (isPrompt || isMessages) return undefined;
  const reason =
    prompt === undefined
      ? "required properties at '/' are 'prompt'"
      : prompt === ''
        ? "Length of '/prompt' must be >= 1 not met"
        : `Type mismatch of '/prompt', 'string' not in ${typesOf(prompt)}`;
  return `Error: oneOf at '/' not met, 0 matches: ${reason}, required properties at '/' are 'messages'`;
}

function typesOf(value: unknown): string {
  if (value === null) return "'null'";
  if (Array.isArray(value)) return "'array'";
  return Number.isInteger(value) ? "'number','integer'" : `'${typeof value}'`;
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
