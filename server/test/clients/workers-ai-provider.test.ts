// npm workers-ai-provider under Vercel's AI SDK (npm ai), over REST. Its host is fixed, so its fetch redirects it here.
// Text, streams, tools and their round trips, errors and retries.
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { createWorkersAI } from 'workers-ai-provider';
import { accountId, apiToken, Endless, model, saying, startServer, until } from '../http/harness.ts';
import { longStory, rejection, useLiveServer } from './live-server.ts';
import { scripted } from './scripted.ts';

const server = useLiveServer();
/** As a name that is not in their list. */
const name = model as never;

interface Calls {
  paths: string[];
  bodies: Record<string, unknown>[];
}

/** The provider as its users make it, and what it sent. */
function providerOf(url: string, apiKey = apiToken) {
  const calls: Calls = { paths: [], bodies: [] };
  const reroute: typeof fetch = (input, init) => {
    const asked = String(input);
    expect(asked).toMatch(/^https:\/\/api\.cloudflare\.com\//);
    calls.paths.push(asked.replace('https://api.cloudflare.com', ''));
    calls.bodies.push(JSON.parse(String(init?.body)));
    return fetch(asked.replace('https://api.cloudflare.com', url), init);
  };
  return { provider: createWorkersAI({ accountId, apiKey, fetch: reroute } as never), calls };
}

const greedy = { prompt: 'Once upon a time', temperature: 0, maxOutputTokens: 30, maxRetries: 0 };

describe('text', () => {
  it('is generated, with its usage and why it ends', async () => {
    const { provider, calls } = providerOf(server.url);
    const { text, usage, finishReason, warnings } = await generateText({ model: provider(name), ...greedy });
    expect(text).not.toBe('');
    expect(finishReason).toBe('length');
    expect(usage.outputTokens).toBe(30);
    expect(usage.totalTokens).toBe((usage.inputTokens ?? 0) + 30);
    expect(warnings).toEqual([]);
    expect(calls.paths).toEqual([`/client/v4/accounts/${accountId}/ai/run/${model}`]);
  });

  it('is streamed, the same one', async () => {
    const { provider, calls } = providerOf(server.url);
    const whole = await generateText({ model: provider(name), ...greedy });
    const stream = streamText({ model: provider(name), ...greedy });
    const pieces: string[] = [];
    for await (const piece of stream.textStream) pieces.push(piece);
    expect(pieces.join('')).toBe(whole.text);
    expect(pieces.length).toBeGreaterThan(10);
    expect(await stream.finishReason).toBe('length');
    expect((await stream.usage).totalTokens).toBe(whole.usage.totalTokens);
    expect(calls.bodies).toHaveLength(2); // it would have asked again, without a stream, had it not liked the first one
  });

  it('ends with stop where the model has ended it', async () => {
    const { url } = await startServer(saying('The end.'));
    const { text, finishReason } = await generateText({ model: providerOf(url).provider(name), prompt: 'Tim' });
    expect([text.trim(), finishReason]).toEqual(['The end.', 'stop']);
  });

  it('knows the settings of a conversation, and sends those it does not know as a query', async () => {
    const { provider, calls } = providerOf(server.url);
    const settings = { whatever: 'x', sessionAffinity: 'session', safePrompt: true } as never;
    const { text } = await generateText({
      ...greedy,
      model: provider(name, settings),
      prompt: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: 'Hello, Tim!' },
        { role: 'user', content: 'Tell a story' },
      ],
      topP: 0.9,
      seed: 3,
    });
    expect(text).not.toBe('');
    expect(calls.paths[0]).toContain('?whatever=x');
  });
});

describe('tools', () => {
  const sum = tool({
    description: 'Adds two numbers.',
    inputSchema: jsonSchema<{ a: number; b: number }>({
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
      required: ['a', 'b'],
    }),
    execute: async ({ a, b }) => ({ sum: a + b }),
  });
  const call = '[{"name":"sum","arguments":{"a":1,"b":2}}]';
  const asked = { prompt: '1+2?', tools: { sum }, stopWhen: stepCountIs(4), maxRetries: 0 };

  it('are called, and the answer follows from what they gave', async () => {
    const { engine, prompts } = scripted(call, 'It is 3.');
    const { url } = await startServer(engine);
    const { provider, calls } = providerOf(url);
    const { text, steps, totalUsage } = await generateText({ model: provider(name), ...asked });
    expect(text.trim()).toBe('It is 3.');
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    expect(steps[0]?.toolResults).toMatchObject([{ toolName: 'sum', input: { a: 1, b: 2 }, output: { sum: 3 } }]);
    expect(totalUsage.totalTokens).toBe((totalUsage.inputTokens ?? 0) + (totalUsage.outputTokens ?? 0));
    expect(calls.bodies[1]?.messages).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'tool' }]);
    expect(prompts[1]).toContain('"sum":3');
  });

  it('are called from a stream, several at once too', async () => {
    const two = '[{"name":"sum","arguments":{"a":1,"b":2}},{"name":"sum","arguments":{"a":3,"b":4}}]';
    const { url } = await startServer(scripted(two, 'They are 3 and 7.').engine);
    const stream = streamText({ model: providerOf(url).provider(name), ...asked });
    expect((await stream.text).trim()).toBe('They are 3 and 7.');
    const [first] = await stream.steps;
    expect(first?.toolResults.map(({ output }) => output)).toEqual([{ sum: 3 }, { sum: 7 }]);
    expect(first?.finishReason).toBe('tool-calls');
  });

  it('are let be where the choice is none', async () => {
    const { url } = await startServer(scripted(call).engine);
    const model = providerOf(url).provider(name);
    const { text, toolCalls } = await generateText({ model, ...asked, toolChoice: 'none' });
    expect([JSON.parse(text), toolCalls]).toEqual([JSON.parse(call), []]);
  });
});

describe('errors', () => {
  it.each([
    ['an unknown model', '@cf/nobody/nothing', apiToken, {}, 400, '5007'],
    ['a wrong token', model, 'wrong', {}, 401, '10000'],
    ['too much', model, apiToken, { maxOutputTokens: 1000 }, 413, '5021'],
    ['a temperature out of range', model, apiToken, { temperature: 9 }, 400, '5006'],
  ])('%s is an APICallError with the status and the body', async (_what, of, token, options, status, code) => {
    const { provider } = providerOf(server.url, token);
    const error = await rejection(generateText({ model: provider(of as never), ...greedy, ...options }));
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: status,
      isRetryable: false,
      responseBody: expect.stringContaining(code),
    });
  });

  it('of a stream arrive as an error of it', async () => {
    const { provider } = providerOf(server.url, 'wrong');
    const errors: unknown[] = [];
    const onError = ({ error }: { error: unknown }) => void errors.push(error);
    await streamText({ model: provider(name), ...greedy, onError }).consumeStream();
    expect(errors).toMatchObject([{ statusCode: 401 }]);
  });

  it('too many at once is worth another try, and it is made', async () => {
    const engine = new Endless();
    const { url, log } = await startServer(engine, { maxConcurrentRuns: 1 });
    const { provider, calls } = providerOf(url);
    const leaving = new AbortController();
    const first = generateText({ model: provider(name), prompt: 'Tim', maxRetries: 0, abortSignal: leaving.signal });
    first.catch(() => {});
    await until(() => engine.nRunning === 1, 'the first one runs');
    const second = rejection(generateText({ model: provider(name), prompt: 'Tim', maxRetries: 1 }));
    expect(await second).toMatchObject({ lastError: { statusCode: 429, isRetryable: true } });
    expect(calls.bodies).toHaveLength(3);
    leaving.abort();
    await until(() => log.length === 3, 'all are over');
  });
});

describe('abort', () => {
  const long = { ...greedy, maxOutputTokens: longStory.max_tokens - 20 };

  it('of a whole text stops the engine', async () => {
    const leaving = new AbortController();
    const run = () =>
      generateText({ model: providerOf(server.url).provider(name), ...long, abortSignal: leaving.signal });
    expect(await server.expectToStop(run, () => leaving.abort())).toMatchObject({ name: 'AbortError' });
  });

  it('of a stream stops the engine', async () => {
    const leaving = new AbortController();
    const run = async () => {
      const model = providerOf(server.url).provider(name);
      await streamText({ model, ...long, abortSignal: leaving.signal, onError() {} }).consumeStream();
    };
    await server.expectToStop(run, () => leaving.abort());
  });
});
