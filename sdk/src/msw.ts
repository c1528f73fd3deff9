// tramontane/msw: handlers of Mock Service Worker for every operation of openapi.yaml, in Node and in browsers.
import { type HttpHandler, http } from 'msw';
import { type MockAnswer, type MockCall, Script } from './mock/answers.ts';
import { mockedModels } from './mock/models.ts';
import { MockService } from './mock/service.ts';
import type { Model } from './model.ts';

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
  const { origin } = new URL(root);
  const script = new Script(answers);
  const service = new MockService(script, models, apiToken);
  const search = service.withToken(service.search, 'envelope');

  // OpenAI's API is there twice: below an account, and for clients that are given nothing but an address and a token.
  const openAi = (base: string) => [
    http.post(`${base}/chat/completions`, service.withToken(service.completeChat, 'openai')),
    http.post(`${base}/completions`, service.withToken(service.completeText, 'openai')),
    http.get(`${base}/models`, service.withToken(service.listOpenAiModels, 'openai')),
    http.get(`${base}/models/*`, service.withToken(service.retrieveOpenAiModel, 'openai')),
  ];

  return {
    calls: script.calls,
    reply: (...next) => script.reply(...next),
    reset: () => script.reset(),
    handlers: [
      // Not :model_name, which would end at the first slash of the name.
      http.post(`${root}/accounts/:account_id/ai/run/*`, service.withToken(service.runModel, 'envelope')),
      http.get(`${root}/accounts/:account_id/ai/models/search`, search),
      ...openAi(`${root}/accounts/:account_id/ai/v1`),
      http.get(`${root}/user/tokens/verify`, service.withToken(service.verifyToken, 'envelope', 1000)),
      ...openAi(`${origin}/v1`),
      http.post(`${origin}/run`, service.withToken(service.runForBinding, 'flat')),
      http.get(`${origin}/ai-api/models/search`, service.withToken(service.search, 'flat')),
      http.get(`${origin}/healthz`, service.health),
      http.get(`${origin}/readyz`, service.readiness),
      // Cloudflare's runtime sends no token to its binding; a server of one's own wants one.
      ...bindingHosts.flatMap((host) => [
        http.post(`${host}/run`, ({ request }) => service.runForBinding(request)),
        http.post(`${host}/ai-gateway/run`, ({ request }) => service.runForBinding(request)),
        http.get(`${host}/ai-api/models/search`, ({ request }) => service.search(request)),
      ]),
    ],
  };
}
