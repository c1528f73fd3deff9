// The globals of a docstring's example while it runs: all names that it uses without defining them, backed by mocks of
// the built package. Each example gets new ones.
import { setupServer } from 'msw/node';
import { expect } from 'vitest';
import type * as Package from '../../src/index.ts';
import type * as Mock from '../../src/mock.ts';

// The built package, the same copy that the examples import. It has no types before it is built.
const { Ai } = (await import('tramontane' as string)) as typeof Package;
const { mockAi } = (await import('tramontane/mock' as string)) as typeof Mock;

const model = '@cf/mistral/mistral-7b-instruct-v0.1';

/** What the stage has for one example. */
export interface Stage {
  globals: Record<string, unknown>;
  /** Ends what the example has begun. */
  clear(): Promise<void>;
}

/** Sets the stage for an example of this name. */
export async function stageFor(name: string): Promise<Stage> {
  const later: (() => unknown)[] = [];
  const AI = mockAi();
  const ai = new Ai(AI);
  const service = { fetch: async () => Response.json({ response: 'Hi' }) };
  const cut = { toolCalls: [{ name: 'sum', arguments: { a: 1 } }], finishReason: 'length' } as const;
  const globals = {
    env: { AI, MY_AI_SERVICE: service, ACCOUNT_ID: 'a', API_TOKEN: 'b' },
    AI,
    worker: { fetch: async (_: Request, env: { AI: Mock.MockAi }) => worker(env.AI) },
    accountId: '023e105f4ecef8ad9ca31a8372d0c353',
    apiToken: 'a-token',
    ai,
    model,
    otherModel: model,
    input: { prompt: 'What is grouped query attention' },
    stream: await ai.run(model, { prompt: 'Hello', stream: true }),
    messages: ['system', 'user', 'assistant', 'user'].map((role) => ({ role, content: 'Hello' })),
    signal: new AbortController().signal,
    wantsStream: true,
    error: await failureFor(name),
    answer: await new Ai(mockAi(cut)).run(model, { prompt: 'Hello' }),
    sleep: async () => {},
    tryAgainLater: async () => {},
    setupServer,
    expect,
    beforeAll: (first: () => unknown) => first(),
    afterEach: (last: () => unknown) => later.push(last),
    afterAll: (last: () => unknown) => later.push(last),
  };
  AI.reset(); // the stream above was a call
  return {
    globals,
    async clear() {
      for (const last of later) await last();
    },
  };
}

async function worker(AI: Mock.MockAi): Promise<Response> {
  return new Response(await AI.run(model, { prompt: 'What is grouped query attention', stream: true }));
}

// One real failure of each class.
const failures: Record<string, () => Promise<unknown>> = {
  AiAuthenticationError: () => refused(10000),
  AiModelNotFoundError: () => refused(5007),
  AiBadInputError: () => refused(5006),
  AiContextOverflowError: () => refused(5021),
  AiCapacityError: () => refused(3040),
  AiServerError: () => refused(8008),
  AiConnectionError: () => {
    const fetch = () => Promise.reject(new Error('connect ECONNREFUSED'));
    return failure(new Ai({ fetch }).run(model, { prompt: 'Hello' }, { maxRetries: 0 }));
  },
  AiTimeoutError: () =>
    failure(new Ai(mockAi({ delayMs: 1_000 })).run(model, { prompt: 'Hello' }, { timeoutMs: 1, maxRetries: 0 })),
  AiAbortError: () => failure(new Ai(mockAi()).run(model, { prompt: 'Hello' }, { signal: AbortSignal.abort() })),
  AiStreamError: async () => {
    const { collect } = (await import('tramontane' as string)) as typeof Package;
    const stream = await new Ai(mockAi({ cutAfter: 1 })).run(model, { prompt: 'Hello', stream: true });
    return failure(collect(stream));
  },
};

async function failureFor(name: string): Promise<unknown> {
  const error = await (failures[name] ?? (() => refused(3040)))();
  if (name in failures) expect(Object.getPrototypeOf(error).constructor.name).toBe(name);
  return error;
}

function refused(code: number): Promise<unknown> {
  return failure(new Ai(mockAi({ code })).run(model, { prompt: 'Hello' }, { maxRetries: 0 }));
}

async function failure(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => undefined,
    (error: unknown) => error,
  );
}
