// npm @cloudflare/ai, deprecated but in use: 1.1.0, the last version that calls a Fetcher itself, and 1.2.2, which uses
// the runtime's binding.
import { Ai, InferenceUpstreamError } from 'cloudflare-ai-1.1.0';
import { describe, expect, it } from 'vitest';
import { apiToken, framesOf, model } from '../http/harness.ts';
import { useWorker } from './asking-worker.ts';
import { longStory, rejection, story, storyBegins, useLiveServer } from './live-server.ts';

const server = useLiveServer();
/** It only knows the names of its time. */
const name = model as never;

describe('1.1.0 over a Fetcher', () => {
  /** What a service binding is to it; its configuration adds the token. */
  const fetcher = (token = apiToken, signal: AbortSignal | null = null) => ({
    fetch(url: string, init: RequestInit) {
      const { pathname, search } = new URL(url);
      const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
      return fetch(`${server.url}${pathname}${search}`, { ...init, headers, signal });
    },
  });

  it('runs: the answer comes compressed, whatever its headers say', async () => {
    const ai = new Ai(fetcher());
    const answer = await ai.run(name, story as never);
    expect(answer).toMatchObject({
      response: expect.stringMatching(storyBegins),
      usage: { completion_tokens: story.max_tokens },
    });
    expect(ai.lastRequestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('runs under a prefix, with headers of its user’s and with debugging on', async () => {
    const options = { prefix: 'staging', debug: true, extraHeaders: { 'cf-consn-timeout': '1' } };
    expect(await new Ai(fetcher(), options).run(name, story as never)).toMatchObject({
      usage: { completion_tokens: 40 },
    });
  });

  it('streams bytes, uncompressed, with the same text', async () => {
    const whole = (await new Ai(fetcher()).run(name, story as never)) as { response: string };
    const stream = (await new Ai(fetcher()).run(name, { ...story, stream: true } as never)) as unknown;
    const frames = framesOf(await new Response(stream as ReadableStream).text());
    expect(frames.pop()).toBe('[DONE]');
    expect(frames.map((data) => JSON.parse(data).response).join('')).toBe(whole.response);
  });

  it.each([
    ['a wrong type', name, { prompt: 5 }, 400, '"internalCode":5006'],
    ['a wrong type, streamed', name, { prompt: 5, stream: true }, 400, '"internalCode":5006'],
    ['an unknown model', '@cf/nobody/nothing' as never, story, 400, '"internalCode":5007'],
    ['too much', name, { prompt: 'a', max_tokens: 1000 }, 413, '"internalCode":5021'],
  ])(
    '%s is an InferenceUpstreamError with the status, and the error in its message',
    async (_what, of, input, status, words) => {
      const error = await rejection(new Ai(fetcher()).run(of, input as never));
      expect(error).toBeInstanceOf(InferenceUpstreamError);
      expect(error).toMatchObject({ httpCode: status, message: expect.stringContaining(words) });
    },
  );

  it('a wrong token is too', async () => {
    const error = await rejection(new Ai(fetcher('wrong')).run(name, story as never));
    expect(error).toMatchObject({ name: 'InferenceUpstreamError', httpCode: 401 });
  });

  it.each([false, true])('an aborted fetch stops the engine (stream: %s)', async (stream) => {
    const abort = new AbortController();
    const read = async () => {
      const input = { ...longStory, stream } as never;
      const answer = (await new Ai(fetcher(apiToken, abort.signal)).run(name, input)) as unknown;
      if (stream) await new Response(answer as ReadableStream).text();
    };
    await server.expectToStop(read, () => abort.abort());
  });
});

describe("1.2.2 over the runtime's own binding", () => {
  const worker = useWorker(server);
  const ask = (input: object, of: string = model) => worker.ask({ client: 'cloudflare-ai', model: of, input });

  it('runs', async () => {
    const response = await ask(story);
    expect(response.status).toBe(200);
    expect(response.headers.get('last-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toMatchObject({
      response: expect.stringMatching(storyBegins),
      tool_calls: [],
      usage: { completion_tokens: story.max_tokens },
    });
  });

  it('streams the same text', async () => {
    const whole = (await (await ask(story)).json()) as { response: string };
    const frames = framesOf(await (await ask({ ...story, stream: true })).text());
    expect(frames.pop()).toBe('[DONE]');
    expect(frames.map((data) => JSON.parse(data).response).join('')).toBe(whole.response);
  });

  it('throws what the runtime makes of an error: its name, and the code first', async () => {
    const malformed = await (await ask({ prompt: 5 })).json();
    const words =
      "Error: oneOf at '/' not met, 0 matches: Type mismatch of '/prompt', 'string' not in 'number','integer'";
    expect(malformed).toMatchObject({ name: 'AiError', message: expect.stringContaining(`5006: ${words}`) });
    const unknown = await (await ask(story, '@cf/nobody/nothing')).json();
    expect(unknown).toEqual({
      name: 'AiError',
      message: expect.stringMatching(/^5007: No such model @cf\/nobody\/nothing or task: this server has '@cf/),
    });
  });

  it('a stream that is left stops the engine', async () => {
    let answer: ReturnType<typeof ask> | undefined;
    await server.expectToStop(
      async () => {
        answer = ask({ ...longStory, stream: true });
        await answer;
      },
      () => void answer?.then(({ body }) => body?.cancel()),
    );
  });
});
