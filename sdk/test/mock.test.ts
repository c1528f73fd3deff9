// mockAi(): a binding that answers what a test says, as env.AI would.
import { describe, expect, it, vi } from 'vitest';
import { Ai, AiCapacityError, AiModelNotFoundError, AiStreamError, collect, events, text } from '../src/index.ts';
import { mockAi } from '../src/mock.ts';
import { collect as all, rejection } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const input = { prompt: 'What is grouped query attention' };
const streamed = { ...input, stream: true } as const;
const once = { maxRetries: 0 };

describe('mockAi()', () => {
  it('tests a Worker in a few lines', async () => {
    const worker = {
      async fetch(_: Request, env: { AI: ReturnType<typeof mockAi> }) {
        const ai = new Ai(env.AI);
        const stream = await ai.run(model, streamed);
        return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
      },
    };
    const AI = mockAi('Heads share keys.');
    const { body } = await worker.fetch(new Request('http://worker.test/'), { AI });
    expect(await all(text(body as ReadableStream<Uint8Array>))).toEqual(['Heads', ' share', ' keys.']);
    expect(AI.calls).toEqual([{ model, input: streamed, options: {} }]);
  });

  it('answers as env.AI does, whole and streamed', async () => {
    const AI = mockAi('Heads share keys.');
    const whole = await AI.run(model, input);
    const usage = { prompt_tokens: 8, completion_tokens: 5, total_tokens: 13 };
    expect(whole).toEqual({ response: 'Heads share keys.', tool_calls: [], usage, finish_reason: 'stop' });
    const bytes = (await AI.run(model, streamed)) as ReadableStream;
    expect((await new Response(bytes).text()).split('\n\n')).toEqual([
      'data: {"response":"Heads","tool_calls":[],"p":"a"}',
      'data: {"response":" share","tool_calls":[],"p":"ab"}',
      'data: {"response":" keys.","tool_calls":[],"p":"abd"}',
      `data: ${JSON.stringify({ response: '', usage, finish_reason: 'stop' })}`,
      'data: [DONE]',
      '',
    ]);
  });

  it('answers with a script, with what was queued, and with functions of the call', async () => {
    const AI = mockAi(['one', ({ input: { prompt } }) => `You said ${prompt}`]);
    AI.reply('first', async () => ({ response: { a: 1 } }));
    const ai = new Ai(AI);
    const response = async () => (await ai.run(model, { prompt: 'x' })).response;
    expect([await response(), await response(), await response(), await response()]).toEqual([
      'first',
      { a: 1 },
      'one',
      'You said x',
    ]);
    const error = await rejection(response());
    expect(error).toMatchObject({ message: `The mock has 2 answers, and this is call 5: ${model}` });
    AI.reset();
    expect(AI.calls).toEqual([]);
    expect(await response()).toBe('one');
  });

  it('fails as env.AI does, by code', async () => {
    const AI = mockAi([{ code: 5007 }, { code: 3040 }, { code: 3030, message: 'Max context reached' }]);
    expect(await rejection(AI.run(model, input))).toMatchObject({
      name: 'AiError',
      message: '5007: No such model or task',
    });
    AI.reset();
    const ai = new Ai(AI);
    expect(await rejection(ai.run(model, input, once))).toBeInstanceOf(AiModelNotFoundError);
    expect(await rejection(ai.run(model, input, once))).toBeInstanceOf(AiCapacityError);
    expect(await rejection(ai.run(model, input, once))).toMatchObject({ message: '3030: Max context reached' });
  });

  it('passes a busy moment by, which Ai waits out', async () => {
    vi.useFakeTimers();
    try {
      const AI = mockAi([{ code: 3040 }, 'at last']);
      const running = new Ai(AI).run(model, input);
      await vi.runAllTimersAsync();
      expect(await running).toMatchObject({ response: 'at last' });
      expect(AI.calls).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('cuts streams where it is told, breaks them off, and puts errors in their middle', async () => {
    const AI = mockAi([
      { chunks: ['H', 'öl', 'der'], finishReason: 'length', toolCalls: [{ name: 'sum', arguments: { a: 1 } }] },
      { response: 'a b c d', cutAfter: 2 },
      { response: 'a b c d', errorAfter: { chunks: 1, code: 3040 } },
    ]);
    const ai = new Ai(AI);
    const chunks = await all(events(await ai.run(model, streamed)));
    expect(chunks.map(({ response }) => response)).toEqual(['H', 'öl', 'der', '', '']);
    expect(chunks.at(-1)).toMatchObject({ finishReason: 'length' });
    expect(chunks.at(-2)?.toolCalls).toEqual([{ name: 'sum', arguments: { a: 1 } }]);
    const seen: string[] = [];
    const reading = async () => {
      for await (const piece of text(await ai.run(model, streamed))) seen.push(piece);
    };
    expect(await rejection(reading())).toBeInstanceOf(AiStreamError);
    expect(seen).toEqual(['a', ' b']);
    expect(await rejection(reading())).toMatchObject({ code: 3040, retryable: true });
  });

  it('takes its time, and stops when it is told to', async () => {
    const AI = mockAi({ response: 'a b c', delayMs: 30, chunkDelayMs: 20 });
    const ai = new Ai(AI);
    const startedAt = performance.now();
    expect(await collect(await ai.run(model, streamed))).toMatchObject({ response: 'a b c' });
    expect(performance.now() - startedAt).toBeGreaterThan(100);

    expect(await rejection(ai.run(model, input, { timeoutMs: 5 }))).toMatchObject({ name: 'TimeoutError' });
    const controller = new AbortController();
    const stream = await ai.run(model, streamed, { signal: controller.signal });
    const reading = rejection(collect(stream));
    controller.abort();
    expect(await reading).toMatchObject({ name: 'AbortError' });
    for await (const _ of events(await ai.run(model, streamed))) break; // cancelling leaves no timer behind
  });

  it('has models', async () => {
    expect((await new Ai(mockAi()).models({ search: 'mistral' })).map(({ name }) => name)).toEqual([model]);
    expect(await mockAi().models({ page: 2 })).toEqual([]);
  });
});
