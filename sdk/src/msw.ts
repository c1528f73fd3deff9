// tramontane/msw: handlers of Mock Service Worker for every operation of the API, in Node and in browsers.
import { type HttpHandler, http } from 'msw';
import * as errorCode from './error-code.gen.ts';
import { type MockAnswer, type MockCall, Script } from './mock/answers.ts';
import { refusal } from './mock/envelope.ts';
import type { Shape } from './mock/errors.ts';
import { MockLists } from './mock/lists.ts';
import { mockedModels } from './mock/models.ts';
import { MockRuns } from './mock/runs.ts';
import type { Model } from './model.ts';

export type { MockAnswer, MockCall, MockConnectionError, MockRefusal, MockText } from './mock/answers.ts';

/**
 * How the mocked API behaves.
 *
 * @example
 * const options: MockWorkersAiOptions = { answers: ['Hello', { code: 3040 }], apiToken: 'secret' };
 */
export interface MockWorkersAiOptions {
  /**
   * The address of the API, up to and including `/client/v4`. The other routes of a self-hosted server (`/v1`, `/run`,
   * `/healthz` and so on) are mocked as well, unless they would lie at the root of the page's own origin, which belongs to
   * the application.
   *
   * @defaultValue `https://api.cloudflare.com/client/v4`
   */
  baseUrl?: string;
  /** None: the same short text each time; one answer: that one each time; an array: one per run. */
  answers?: MockAnswer | readonly MockAnswer[];
  /** The models that the API lists. Default: Mistral 7B. */
  models?: readonly Model[];
  /** The only token that is accepted. Default: every request is accepted, with or without a token. */
  apiToken?: string;
}

/**
 * What `mockWorkersAi` returns.
 *
 * @example
 * const workersAi: MockWorkersAi = mockWorkersAi();
 * const server = setupServer(...workersAi.handlers);
 */
export interface MockWorkersAi {
  /** For `setupServer` in Node, `setupWorker` in browsers. */
  readonly handlers: HttpHandler[];
  /** The runs so far, without those that had a wrong token or an input that is not valid. */
  readonly calls: readonly MockCall[];
  /** Answers for the next runs, one each; after them the script goes on. */
  reply(...answers: readonly MockAnswer[]): void;
  /** Forgets calls and replies, and starts the script again. */
  reset(): void;
}

// The addresses that the runtime and this package send to a service binding.
const bindingHosts = ['http://workers-binding.ai', 'https://workers-binding.ai'];

/**
 * The Workers AI API in msw: runs over REST, over the binding protocol and in the form of OpenAI's API, the lists of
 * models, tokens, health.
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
  const host = root.replace(/\/client\/v4$/, '');
  const hasHost = host !== root && host !== pageOrigin();
  const script = new Script(answers);
  const mocked: Mocked = { runs: new MockRuns(script), lists: new MockLists(models), guard: guardWith(apiToken) };
  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    handlers: [
      ...accountHandlers(root, mocked),
      ...(hasHost ? hostHandlers(host, mocked) : []),
      ...bindingHosts.flatMap((bindingHost) => bindingHandlers(bindingHost, mocked)),
    ],
  };
}

/** The origin of the page that runs this; undefined in Node, which has no location. */
function pageOrigin(): string | undefined {
  return (globalThis as { location?: { origin: string } }).location?.origin;
}

type Answer = (request: Request) => Response | Promise<Response>;
type Resolver = (info: { request: Request }) => Response | Promise<Response>;

/** How requests without the token are refused. */
interface Refused {
  shape?: Shape;
  code?: number;
  /** Null for requests that are not runs. */
  requestId?: null;
}

type Guard = (answer: Answer, refused?: Refused) => Resolver;

/** What the handlers are made of. */
interface Mocked {
  runs: MockRuns;
  lists: MockLists;
  guard: Guard;
}

/** Lets only requests pass that have the token, if there is one. */
function guardWith(apiToken: string | undefined): Guard {
  return (answer, { shape = 'envelope', code = errorCode.authentication, requestId } = {}) =>
    ({ request }) =>
      apiToken === undefined || request.headers.get('authorization') === `Bearer ${apiToken}`
        ? answer(request)
        : refusal({ code }, shape, requestId);
}

function accountHandlers(root: string, mocked: Mocked): HttpHandler[] {
  const { runs, lists, guard } = mocked;
  const account = `${root}/accounts/:account_id`;
  const verifyToken = guard(lists.token, { code: errorCode.invalidToken });
  return [
    http.post(`${account}/ai/run`, guard(runs.runNamed)),
    // Not :model_name, which would end at the first slash of the name.
    http.post(`${account}/ai/run/*`, guard(runs.runModel)),
    http.get(`${account}/ai/models/search`, guard(lists.search)),
    http.get(`${account}/ai/models/schema`, guard(lists.schema)),
    http.get(`${account}/ai/authors/search`, guard(lists.authors)),
    http.get(`${account}/ai/tasks/search`, guard(lists.tasks)),
    http.get(`${account}/ai/finetunes`, guard(lists.finetunes)),
    http.get(`${account}/ai/finetunes/public`, guard(lists.finetunes)),
    ...openAiHandlers(`${account}/ai/v1`, mocked),
    http.get(`${account}/tokens/verify`, verifyToken),
    http.get(`${root}/user/tokens/verify`, verifyToken),
  ];
}

/** OpenAI's API is there twice: below an account, and for clients that know only an address and a token. */
function openAiHandlers(base: string, { runs, lists, guard }: Mocked): HttpHandler[] {
  const shape = 'openai';
  return [
    http.post(`${base}/chat/completions`, guard(runs.completeChat, { shape })),
    http.post(`${base}/responses`, guard(runs.createResponse, { shape })),
    http.post(`${base}/completions`, guard(runs.completeText, { shape })),
    http.post(`${base}/embeddings`, guard(runs.embed, { shape })),
    http.get(`${base}/models`, guard(lists.openAiModels, { shape })),
    http.get(`${base}/models/*`, guard(lists.openAiModel, { shape })),
  ];
}

/** The routes of a self-hosted server beside /client/v4. */
function hostHandlers(host: string, mocked: Mocked): HttpHandler[] {
  const { lists, guard } = mocked;
  return [
    ...openAiHandlers(`${host}/v1`, mocked),
    ...bindingHandlers(host, mocked, guard),
    http.get(`${host}/`, ({ request }) => lists.service(request)),
    http.get(`${host}/healthz`, lists.health),
    http.get(`${host}/readyz`, lists.readiness),
    http.get(`${host}/metrics`, guard(lists.metrics)),
    http.get(`${host}/openapi.json`, lists.document),
    http.get(`${host}/docs`, lists.reference),
  ];
}

/** The binding protocol. Cloudflare's runtime sends no token to its binding; a self-hosted server requires one. */
function bindingHandlers(host: string, { runs, lists }: Mocked, guard: Guard = guardWith(undefined)): HttpHandler[] {
  const run = guard(runs.runForBinding, { shape: 'flat' });
  return [
    http.post(`${host}/run`, run),
    http.post(`${host}/ai-gateway/run`, run),
    http.get(`${host}/ai-api/models/search`, guard(lists.searchForBinding, { shape: 'flat', requestId: null })),
  ];
}
