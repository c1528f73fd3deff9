// tramontane/msw: handlers of Mock Service Worker for every operation of the API, in Node, in browsers and in workerd.
import { HttpResponse, http, type RequestHandler } from 'msw';
import {
  completed,
  isRefusal,
  type MockAnswer,
  type MockCall,
  type MockRefusal,
  pause,
  Script,
} from './mock/answers.ts';
import { mockedModels, searchModels } from './mock/models.ts';
import { streamOf, wholeOf } from './mock/text.ts';
import type { Model, ModelSearch } from './model.ts';
import type { components } from './openapi.gen.ts';

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
  /** The same answer each time, or one for each call. */
  answers?: MockAnswer | readonly MockAnswer[];
  /** What `models()` searches. */
  models?: readonly Model[];
  /** The only token that is accepted. Default: any. */
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
  readonly handlers: RequestHandler[];
  /** The runs so far. */
  readonly calls: readonly MockCall[];
  /** Answers for the next runs, one each; then it goes on as it was made. */
  reply(...answers: readonly MockAnswer[]): void;
  /** Forgets calls and replies, and begins its script anew. */
  reset(): void;
}

type Shape = 'envelope' | 'flat';

/**
 * The Workers AI API in msw: runs over REST and over a service binding, models, tokens, health.
 *
 * @example
 * const workersAi = mockWorkersAi({ answers: 'Hello' });
 * const server = setupServer(...workersAi.handlers);
 * beforeAll(() => server.listen());
 * afterEach(() => workersAi.reset());
 */
export function mockWorkersAi(options: MockWorkersAiOptions = {}): MockWorkersAi {
  const { answers, models = mockedModels, apiToken } = options;
  const root = (options.baseUrl ?? 'https://api.cloudflare.com/client/v4').replace(/\/+$/, '');
  const { origin } = new URL(root);
  const script = new Script(answers);

  /** Answers with what comes, unless the token is wrong. */
  const admitted =
    (answer: (request: Request) => Response | Promise<Response>) =>
    ({ request }: { request: Request }) => {
      const isKnown = apiToken === undefined || request.headers.get('authorization') === `Bearer ${apiToken}`;
      return isKnown ? answer(request) : refused({ code: 10000 }, 'edge');
    };

  async function run(request: Request, model: string, shape: Shape): Promise<Response> {
    const requestId = crypto.randomUUID();
    const body: unknown = await request.json().catch(() => undefined);
    const input = shape === 'flat' ? (body as { inputs?: unknown } | undefined)?.inputs : body;
    const wrong = problemOf(input);
    if (wrong) return refused({ code: 5006, message: wrong }, shape, requestId);
    const given = shape === 'flat' ? (body as { options?: object }).options : undefined;
    const call: MockCall = { model, input: input as Record<string, unknown>, options: given ?? {} };
    try {
      const answer = await script.next(call);
      await pause(answer.delayMs, request.signal);
      if (isRefusal(answer)) return refused(answer, shape, requestId);
      const headers = { 'cf-ai-req-id': requestId };
      if (call.input.stream === true) {
        const stream = streamOf(answer, call, request.signal);
        return new HttpResponse(stream, { headers: { ...headers, 'content-type': 'text/event-stream' } });
      }
      const whole = wholeOf(answer, call);
      return json(shape === 'flat' ? whole : success(whole), 200, headers);
    } catch (error) {
      // Not a fault of a server, which would be tried again, but of the test: let it be read.
      const message = error instanceof Error ? error.message : String(error);
      return refused({ code: 5006, message }, shape, requestId);
    }
  }

  const modelOf = ({ url }: Request) => decodeURIComponent(new URL(url).pathname.split('/ai/run/')[1] ?? '');
  const runForBinding = ({ request }: { request: Request }) =>
    run(request, (request.headers.get('cf-consn-model-id') ?? '').replace(/^[^@]*:/, ''), 'flat');
  const search = ({ url }: Request) => json(success(searchModels(models, searchOf(new URL(url).searchParams))));
  const verified: components['schemas']['Token'] = { id: '0'.repeat(32), status: 'active' };
  const isActive = { code: 10000, message: 'This API Token is valid and active', type: null };
  const bindingHosts = ['http://workers-binding.ai', 'https://workers-binding.ai'];

  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    handlers: [
      http.post(
        `${root}/accounts/:account/ai/run/*`,
        admitted((request) => run(request, modelOf(request), 'envelope')),
      ),
      http.get(`${root}/accounts/:account/ai/models/search`, admitted(search)),
      http.get(
        `${root}/user/tokens/verify`,
        admitted(() => json({ ...success(verified), messages: [isActive] })),
      ),
      ...[...bindingHosts, origin].map((host) => http.post(`${host}/run`, runForBinding)),
      ...bindingHosts.map((host) => http.post(`${host}/ai-gateway/run`, runForBinding)),
      ...bindingHosts.map((host) => http.get(`${host}/ai-api/models/search`, ({ request }) => search(request))),
      http.get(`${origin}/healthz`, () => json({ status: 'ok' })),
    ],
  };
}

function success(result: unknown) {
  return { result, success: true, errors: [], messages: [] };
}

/** An error as the API tells it: at its edge, by the model router, or for a binding. */
function refused(refusal: MockRefusal, shape: Shape | 'edge', requestId = ''): Response {
  const { code, message, status } = completed(refusal);
  const headers: Record<string, string> = { ...(requestId && { 'cf-ai-req-id': requestId }) };
  if (refusal.retryAfterSeconds !== undefined) headers['retry-after'] = String(refusal.retryAfterSeconds);
  if (shape === 'edge') {
    return json({ result: null, success: false, errors: [{ code, message }], messages: [] }, status, headers);
  }
  const full = `AiError: ${message} (${requestId})`;
  const flat = {
    name: 'AiError',
    internalCode: code,
    httpCode: status,
    message: full,
    description: message,
    requestId,
  };
  const body = { errors: [{ message: full, code }], success: false, result: {}, messages: [] };
  return json(shape === 'flat' ? flat : body, status, headers);
}

/** The content type has no charset: there are clients which compare the whole of it. */
function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new HttpResponse(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
  });
}

/** The one rule that every input must keep; the rest is for tests against a server. */
function problemOf(input: unknown): string | undefined {
  const hasPrompt = typeof input === 'object' && input !== null && 'prompt' in input;
  const hasMessages = typeof input === 'object' && input !== null && 'messages' in input;
  if (hasPrompt !== hasMessages) return undefined;
  if (hasPrompt) return "Error: oneOf at '/' not met, 2 matches";
  const reasons = "required properties at '/' are 'prompt', required properties at '/' are 'messages'";
  return `Error: oneOf at '/' not met, 0 matches: ${reasons}`;
}

function searchOf(query: URLSearchParams): ModelSearch {
  const numbers = new Set(['source', 'page', 'per_page']);
  return Object.fromEntries([...query].map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]));
}
