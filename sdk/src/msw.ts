// tramontane/msw: handlers of Mock Service Worker for every operation of openapi.yaml, in Node and in browsers.
import { type HttpHandler, http } from 'msw';
import { type MockAnswer, type MockCall, Script } from './mock/answers.ts';
import type { Shape } from './mock/errors.ts';
import { MockLists } from './mock/lists.ts';
import { mockedModels } from './mock/models.ts';
import { MockRuns } from './mock/runs.ts';
import { refusal } from './mock/wire.ts';
import type { Model } from './model.ts';

export type { MockAnswer, MockCall, MockConnectionError, MockRefusal, MockText } from './mock/answers.ts';

/**
 * What the mocked API is like.
 *
 * @example
 * const options: MockWorkersAiOptions = { answers: ['Hello', { code: 3040 }], apiToken: 'secret' };
 */
export interface MockWorkersAiOptions {
  /**
   * Where the API is, up to and including `/client/v4`. What a server of one's own has beside that (`/v1`, `/run`, `/healthz`
   * and so on) is mocked as well, unless it would be at the root of the page's own origin, where it is the application's.
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

// The host of a service binding means nothing to the runtime; these two are what is sent.
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
  const hasHost = host !== root && host !== globalThis.location?.origin; // in Node there is no location
  const script = new Script(answers);
  const runs = new MockRuns(script);
  const lists = new MockLists(models);

  /** The operation, for those who have the token. */
  const withToken =
    (answer: (request: Request) => Response | Promise<Response>, shape: Shape = 'envelope', code = 10000) =>
    ({ request }: { request: Request }) =>
      apiToken === undefined || request.headers.get('authorization') === `Bearer ${apiToken}`
        ? answer(request)
        : refusal({ code }, shape);

  // OpenAI's API is there twice: below an account, and for clients that are given nothing but an address and a token.
  const openAi = (base: string) => [
    http.post(`${base}/chat/completions`, withToken(runs.completeChat, 'openai')),
    http.post(`${base}/completions`, withToken(runs.completeText, 'openai')),
    http.get(`${base}/models`, withToken(lists.openAiModels, 'openai')),
    http.get(`${base}/models/*`, withToken(lists.openAiModel, 'openai')),
  ];
  const ofHost = [
    ...openAi(`${host}/v1`),
    http.post(`${host}/run`, withToken(runs.runForBinding, 'flat')),
    http.post(`${host}/ai-gateway/run`, withToken(runs.runForBinding, 'flat')),
    http.get(`${host}/ai-api/models/search`, withToken(lists.search, 'flat')),
    http.get(`${host}/healthz`, lists.health),
    http.get(`${host}/readyz`, lists.readiness),
    http.get(`${host}/metrics`, withToken(lists.metrics)),
    http.get(`${host}/openapi.json`, lists.document),
    http.get(`${host}/docs`, lists.reference),
  ];
  const account = `${root}/accounts/:account_id`;

  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    handlers: [
      http.post(`${account}/ai/run`, withToken(runs.runNamed)),
      // Not :model_name, which would end at the first slash of the name.
      http.post(`${account}/ai/run/*`, withToken(runs.runModel)),
      http.get(`${account}/ai/models/search`, withToken(lists.search)),
      http.get(`${account}/ai/models/schema`, withToken(lists.schema)),
      http.get(`${account}/ai/authors/search`, withToken(lists.authors)),
      http.get(`${account}/ai/tasks/search`, withToken(lists.tasks)),
      http.get(`${account}/ai/finetunes`, withToken(lists.finetunes)),
      http.get(`${account}/ai/finetunes/public`, withToken(lists.finetunes)),
      ...openAi(`${account}/ai/v1`),
      http.get(`${account}/tokens/verify`, withToken(lists.token, 'envelope', 1000)),
      http.get(`${root}/user/tokens/verify`, withToken(lists.token, 'envelope', 1000)),
      ...(hasHost ? ofHost : []),
      // Cloudflare's runtime sends no token to its binding; a server of one's own wants one.
      ...bindingHosts.flatMap((host) => [
        http.post(`${host}/run`, ({ request }) => runs.runForBinding(request)),
        http.post(`${host}/ai-gateway/run`, ({ request }) => runs.runForBinding(request)),
        http.get(`${host}/ai-api/models/search`, ({ request }) => lists.search(request)),
      ]),
    ],
  };
}
