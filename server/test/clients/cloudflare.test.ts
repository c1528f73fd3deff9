// npm cloudflare, the official REST client, which sends model names with %2F and knows models, schemas and tokens.
import { Ajv2020 } from 'ajv/dist/2020.js';
import Cloudflare from 'cloudflare';
import { describe, expect, it } from 'vitest';
import { accountId, apiToken, framesOf, model } from '../http/harness.ts';
import { longStory, rejection, story, storyBegins, useLiveServer } from './live-server.ts';

const server = useLiveServer();
const account = { account_id: accountId };

/** The client as its users make it; the base URL is all that differs. */
function client(options: ConstructorParameters<typeof Cloudflare>[0] = {}): Cloudflare {
  return new Cloudflare({ apiToken, baseURL: server.baseUrl, maxRetries: 0, ...options });
}

interface Result {
  response: string;
  tool_calls: unknown[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  finish_reason: string;
}

/** Their type of a result is a union of all tasks. */
async function run(body: object, options?: object): Promise<Result> {
  return (await client().ai.run(model, { ...account, ...body } as never, options)) as Result;
}

describe('ai.run()', () => {
  it('gives what stands under result', async () => {
    const { response, tool_calls, usage, finish_reason } = await run(story);
    expect(response).toMatch(storyBegins);
    expect(tool_calls).toEqual([]);
    expect(usage.completion_tokens).toBe(story.max_tokens);
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
    expect(finish_reason).toBe('length');
  });

  it('answers a conversation', async () => {
    const messages = [
      { role: 'system', content: 'You tell stories.' },
      { role: 'user', content: 'Tell one about Tim' },
    ];
    const { response, usage } = await run({ messages, seed: 7, max_tokens: 20 });
    expect(response).not.toBe('');
    expect(usage.completion_tokens).toBeLessThanOrEqual(20);
  });

  it('gives the same text as a stream, by asResponse()', async () => {
    const whole = await run(story);
    const response = await client()
      .ai.run(model, { ...account, ...story, stream: true } as never)
      .asResponse();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const frames = framesOf(await response.text());
    expect(frames.pop()).toBe('[DONE]');
    const chunks = frames.map((data) => JSON.parse(data) as Partial<Result>);
    expect(chunks.map((chunk) => chunk.response).join('')).toBe(whole.response);
    expect(chunks.at(-1)).toMatchObject({ usage: whole.usage, finish_reason: 'length' });
  });

  it('gives the answer’s headers beside it, the request id among them', async () => {
    const { response } = await client()
      .ai.run(model, { ...account, ...story } as never)
      .withResponse();
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cf-ai-req-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

it('takes the token as a key beside an e-mail address', async () => {
  const older = client({ apiToken: null, apiKey: apiToken, apiEmail: 'me@example.com' });
  expect(await older.user.tokens.verify()).toMatchObject({ status: 'active' });
  expect(await older.ai.run(model, { ...account, ...story } as never)).toMatchObject({ finish_reason: 'length' });
  const stranger = client({ apiToken: null, apiKey: 'wrong', apiEmail: 'me@example.com' });
  expect(await rejection(stranger.user.tokens.verify())).toBeInstanceOf(Cloudflare.AuthenticationError);
});

describe('errors have the class of their status, and the codes of the API', () => {
  it.each([
    ['a wrong type', { prompt: 5 }, /'\/prompt', 'string' not in 'number','integer'/],
    ['nothing to answer', {}, /required properties at '\/' are 'prompt'/],
    ['both forms', { prompt: 'a', messages: [] }, /2 matches/],
  ])('%s', async (_what, body, words) => {
    const error = await rejection(run(body));
    expect(error).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(error).toMatchObject({ status: 400, errors: [{ code: 5006, message: expect.stringMatching(words) }] });
  });

  it('an unknown model', async () => {
    const error = await rejection(client().ai.run('@cf/nobody/nothing', { ...account, prompt: 'a' }));
    expect(error).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(error).toMatchObject({ errors: [{ code: 5007, message: expect.stringContaining('@cf/nobody/nothing') }] });
  });

  it('a wrong token', async () => {
    const stranger = client({ apiToken: 'wrong' });
    const error = await rejection(stranger.ai.run(model, { ...account, prompt: 'a' }));
    expect(error).toBeInstanceOf(Cloudflare.AuthenticationError);
    expect(error).toMatchObject({ status: 401, errors: [{ code: 10000, message: 'Authentication error' }] });
    expect(await rejection(stranger.user.tokens.verify())).toMatchObject({ status: 401, errors: [{ code: 1000 }] });
  });

  it('another account, and one that is no account', async () => {
    const other = await rejection(client().ai.run(model, { account_id: 'f'.repeat(32), prompt: 'a' }));
    expect(other).toBeInstanceOf(Cloudflare.PermissionDeniedError);
    expect(other).toMatchObject({ status: 403, errors: [{ code: 10000 }] });
    const none = await rejection(client().ai.run(model, { account_id: 'me', prompt: 'a' }));
    expect(none).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(none).toMatchObject({ status: 404, errors: [{ code: 7003 }] });
  });

  it('more tokens than the context has', async () => {
    const error = await rejection(run({ prompt: 'a', max_tokens: 1000 }));
    expect(error).toBeInstanceOf(Cloudflare.APIError);
    expect(error).toMatchObject({ status: 413, errors: [{ code: 5021 }] });
  });

  it('a route that is not there', async () => {
    const error = await rejection(client().zones.list());
    expect(error).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(error).toMatchObject({ errors: [{ code: 7000, message: 'No route for that URI' }] });
  });

  it('none of these is worth another try to the client', async () => {
    const before = server.log.length;
    await rejection(client({ maxRetries: 2 }).ai.run(model, { ...account, prompt: '' }));
    expect(server.log.length - before).toBe(1);
  });
});

describe('models, schemas and tokens', () => {
  it('pages until one is empty', async () => {
    const before = server.log.length;
    const names: string[] = [];
    for await (const one of client().ai.models.list(account)) names.push((one as { name: string }).name);
    expect(names).toEqual([model]);
    expect(server.log.length - before).toBe(2); // the page, and the empty one behind it
  });

  it.each([
    [{ search: 'children' }, 1],
    [{ search: 'nothing of that kind' }, 0],
    [{ task: 'Text Generation', author: 'tinystories', source: 1, hide_experimental: true }, 1],
    [{ task: 'Translation' }, 0],
    [{ page: 2 }, 0],
  ])('filters by %j', async (filter, n) => {
    const { result } = await client().ai.models.list({ ...account, ...filter });
    expect(result).toHaveLength(n);
  });

  it('gives the schema of a model, which takes and refuses what the server does', async () => {
    const schema = await client().ai.models.schema.get({ ...account, model });
    const { input, output } = schema as unknown as Record<'input' | 'output', object>;
    const takes = new Ajv2020({ strict: false }).compile(input);
    expect([{ prompt: 'a' }, { prompt: 5 }, {}, { prompt: 'a', temperature: 9 }].map((one) => takes(one))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(output).toMatchObject({ oneOf: expect.any(Array) });
    const unknown = await rejection(client().ai.models.schema.get({ ...account, model: '@cf/nobody/nothing' }));
    expect(unknown).toMatchObject({ status: 400, errors: [{ code: 5007 }] });
  });

  it('lists tasks, authors and finetunes', async () => {
    const all = async (pages: AsyncIterable<unknown>) => {
      const found: unknown[] = [];
      for await (const one of pages) found.push(one);
      return found;
    };
    expect(await all(client().ai.tasks.list(account))).toMatchObject([{ name: 'Text Generation' }]);
    expect(await all(client().ai.authors.list(account))).toHaveLength(1);
    expect(await client().ai.finetunes.list(account)).toEqual([]);
    expect(await all(client().ai.finetunes.public.list(account))).toEqual([]);
  });

  it('verifies the token of an account', async () => {
    expect(await client().accounts.tokens.verify(account)).toMatchObject({ status: 'active' });
  });

  it('verifies the token', async () => {
    expect(await client().user.tokens.verify()).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      status: 'active',
    });
  });
});

describe('abort', () => {
  it('a whole answer that nobody waits for stops the engine', async () => {
    const abort = new AbortController();
    const error = await server.expectToStop(
      () => run(longStory, { signal: abort.signal }),
      () => abort.abort(),
    );
    expect(error).toBeInstanceOf(Cloudflare.APIUserAbortError);
  });

  it('a stream that is left stops the engine', async () => {
    const abort = new AbortController();
    const read = async () => {
      const body = { ...account, ...longStory, stream: true } as never;
      const response = await client().ai.run(model, body, { signal: abort.signal }).asResponse();
      await response.text();
    };
    await server.expectToStop(read, () => abort.abort());
  });

  it('a timeout of the client stops the engine', async () => {
    const error = await server.expectToStop(
      () => run(longStory, { timeout: server.shortMs }),
      () => {},
    );
    expect(error).toBeInstanceOf(Cloudflare.APIConnectionTimeoutError);
  });
});
