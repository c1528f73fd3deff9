// mockAi(): a binding that answers what a test says, as env.AI would.
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  Ai,
  AiAuthenticationError,
  AiBadInputError,
  AiCapacityError,
  AiConnectionError,
  AiContextOverflowError,
  AiError,
  AiModelNotFoundError,
  AiServerError,
  AiStreamError,
  collect,
  events,
  type RoleScopedChatInput,
  text,
} from '../src/index.ts';
import { type MockAnswer, mockAi } from '../src/mock.ts';
import { collect as all, rejection } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const inputs = { prompt: 'What is grouped query attention' };
const streamed = { ...inputs, stream: true } as const;
const once = { maxRetries: 0 } as object;
const usage = { prompt_tokens: 8, completion_tokens: 5, total_tokens: 13 };

afterEach(() => vi.useRealTimers());

describe('mockAi()', () => {
  it('tests a Worker in a few lines', async () => {
    const worker = {
      async fetch(_: Request, env: { AI: ConstructorParameters<typeof Ai>[0] }) {
        const stream = await new Ai(env.AI).run(model, streamed);
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
    const answer = { response: 'Heads share keys.', tool_calls: [], usage, finish_reason: 'stop' };
    expect(await AI.run(model, inputs)).toEqual(answer);
    const stream = await AI.run(model, streamed);
    expect((await new Response(stream).text()).split('\n\n')).toEqual([
      'data: {"response":"Heads","tool_calls":[],"p":"a"}',
      expect.stringMatching(/^data: \{"response":" share","tool_calls":\[\],"p":"abdef\w+"\}$/),
      expect.stringMatching(/^data: \{"response":" keys\.","tool_calls":\[\],"p":"abdef\w+"\}$/),
      `data: ${JSON.stringify({ response: '', usage, finish_reason: 'stop' })}`,
      'data: [DONE]',
      '',
    ]);
    expect(AI.calls).toHaveLength(2);
  });

  it('answers something sensible where it was told nothing about the text', async () => {
    const AI = mockAi();
    expect(await AI.run(model, inputs)).toMatchObject({ response: 'This is a mocked answer.', finish_reason: 'stop' });
    AI.reply({ delayMs: 1 }, { finishReason: 'length', response: '' }, { toolCalls: [{ name: 'sum', arguments: {} }] });
    expect(await AI.run(model, inputs)).toMatchObject({ response: 'This is a mocked answer.' });
    expect(await AI.run(model, inputs)).toMatchObject({ response: '', finish_reason: 'length' });
    const calls = { response: '', tool_calls: [{ name: 'sum', arguments: {} }], finish_reason: 'tool_calls' };
    expect(await AI.run(model, inputs)).toMatchObject(calls);
  });

  it('answers with what was queued first, then with its script, and with functions of the call', async () => {
    const AI = mockAi(['one', ({ input: { prompt } }) => `You said ${prompt}`]);
    AI.reply('first', async () => ({ response: { a: 1 } }));
    const ai = new Ai(AI);
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) seen.push((await ai.run(model, { prompt: 'x' })).response);
    expect(seen).toEqual(['first', { a: 1 }, 'one', 'You said x']);
  });

  it('fails loudly when its script is over, and begins it anew when it is reset', async () => {
    const AI = mockAi(['one', 'two']);
    await AI.run(model, inputs);
    await AI.run(model, inputs);
    const over = `The mock was given 2 answers, and this is call 3: ${model}. `;
    expect(await rejection(AI.run(model, streamed))).toMatchObject({
      name: 'Error',
      message: expect.stringContaining(over),
    });
    AI.reply('extra');
    await AI.run(model, inputs);
    const more = 'The mock was given 2 answers and 1 more from reply(), and this is call 5';
    expect(await rejection(new Ai(AI).run(model, inputs))).toMatchObject({ message: expect.stringContaining(more) });
    AI.reset();
    expect(AI.calls).toEqual([]);
    expect(await AI.run(model, inputs)).toMatchObject({ response: 'one' });
    expect(await rejection(mockAi([]).run(model, inputs))).toMatchObject({
      message: expect.stringContaining('given 0 answers, and this is call 1'),
    });
  });

  it('keeps what a call was given, whatever is done to it later', async () => {
    const AI = mockAi();
    const image = new Uint8Array([1, 2]);
    const messages: RoleScopedChatInput[] = [{ role: 'user', content: [{ type: 'text', text: 'before' }] }];
    const changing = { messages, max_tokens: 5, image };
    await AI.run(model, changing, { gateway: { id: 'g' } });
    const expected = { ...structuredClone(changing), image: new Uint8Array([1, 2]) };
    Object.assign(messages[0] ?? {}, { content: 'after' });
    messages.push({ role: 'assistant', content: 'Hi' });
    image[0] = 9;
    await AI.run(model, changing);
    expect(AI.calls[0]).toEqual({ model, input: expected, options: { gateway: { id: 'g' } } });
    expect(AI.calls[1]?.input.messages).toHaveLength(2);
  });

  it('keeps what cannot be copied as it is', async () => {
    const AI = mockAi();
    const { signal } = new AbortController();
    const audio = { body: new ReadableStream(), contentType: 'audio/mpeg' };
    const tools = [{ name: 'now', function: () => 'noon' }];
    await AI.run(model, { audio, tools, bare: Object.create(null) }, { signal });
    expect(AI.calls[0]).toEqual({ model, input: { audio, tools, bare: {} }, options: { signal } });
    expect(AI.calls[0]?.options.signal).toBe(signal);
  });

  it('has models', async () => {
    expect((await new Ai(mockAi()).models({ search: 'MISTRAL' })).map(({ name }) => name)).toEqual([model]);
    expect(await mockAi().models({ page: 2 })).toEqual([]);
    expect(await mockAi().models({ source: 2 })).toEqual([]);
    expect(await mockAi().models({ author: 'meta' })).toEqual([]);
  });

  it.each(['gateway', 'autorag', 'aiSearch', 'toMarkdown', 'websearch'] as const)(
    'says that %s() is not mocked',
    (name) => {
      const AI = mockAi();
      expect(AI[name]).toThrow(`AI.${name}() is not mocked: mockAi() answers run() and models().`);
      expect(Object.assign(AI, { [name]: () => 'mine' })[name]()).toBe('mine');
      expect(AI.aiGatewayLogId).toBeNull();
    },
  );

  it('gives the response itself where that is asked for, as a binding sees it', async () => {
    const AI = mockAi(['Hi', { code: 3040, retryAfterSeconds: 2 }, 'Hi']);
    const ai = new Ai(AI);
    const raw = { returnRawResponse: true } as const;
    const whole = await ai.run(model, inputs, raw);
    expect(whole.headers.get('content-type')).toBe('application/json');
    expect(await whole.json()).toMatchObject({ response: 'Hi', finish_reason: 'stop' });
    const busy = await ai.run(model, inputs, raw);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await busy.json()).toMatchObject({ name: 'AiError', internalCode: 3040, httpCode: 429 });
    const stream = await ai.run(model, streamed, raw);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(await stream.text()).toMatch(/^data: \{"response":"Hi".*data: \[DONE\]\n\n$/s);
  });
});

describe('an error of mockAi()', () => {
  it('is thrown as the runtime throws it', async () => {
    const AI = mockAi([{ code: 5007 }, { code: 3030, message: 'Unsafe' }, { code: 3040 }]);
    const native = async () => (await rejection(AI.run(model, streamed))) as Error;
    const first = await native();
    expect(first).toMatchObject({ name: 'AiError', message: '5007: No such model or task' });
    expect('code' in first).toBe(false);
    expect(await native()).toMatchObject({ message: '3030: Unsafe' });
    expect(await native()).toMatchObject({ message: '3040: Capacity temporarily exceeded, please try again.' });
  });

  it.each([
    [10000, AiAuthenticationError],
    [5035, AiAuthenticationError],
    [5007, AiModelNotFoundError],
    [5028, AiModelNotFoundError],
    [5006, AiBadInputError],
    [5005, AiBadInputError],
    [5021, AiContextOverflowError],
    [3021, AiCapacityError],
    [3036, AiCapacityError],
    [3040, AiCapacityError],
    [3007, AiServerError],
    [8008, AiServerError],
    [2002, AiError],
  ])('with the code %i is of its class', async (code, type) => {
    const error = await rejection(new Ai(mockAi({ code })).run(model, inputs, once));
    expect((error as Error).constructor).toBe(type);
    expect(error).toMatchObject({ code });
  });

  it('passes by, and Ai waits it out', async () => {
    vi.useFakeTimers();
    const AI = mockAi([{ code: 3040 }, 'at last']);
    const running = new Ai(AI).run(model, inputs);
    await vi.runAllTimersAsync();
    expect(await running).toMatchObject({ response: 'at last' });
    expect(AI.calls).toHaveLength(2);
  });
});

describe('a stream of mockAi()', () => {
  it('is the same text as the whole answer, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (response) => {
        const ai = new Ai(mockAi({ response }));
        const [whole, stream] = [await ai.run(model, inputs), await ai.run(model, streamed)];
        const { response: joined, usage } = await collect(stream);
        expect([joined, usage]).toEqual([whole.response, whole.usage]);
      }),
      { numRuns: 200 },
    );
    expect(await all(text(await new Ai(mockAi(' two  words\n')).run(model, streamed)))).toEqual([' two', '  words\n']);
    expect(await all(text(await new Ai(mockAi(' \n')).run(model, streamed)))).toEqual([' \n']);
  });

  it('is cut where the test wants it', async () => {
    const toolCalls = [{ name: 'sum', arguments: { a: 1 } }];
    const AI = mockAi([
      { chunks: ['H', 'öl', 'der'], finishReason: 'length', usage },
      { response: 'Hi', chunks: ['H', 'i'], toolCalls },
      { response: { a: 1 }, chunks: ['{"a":', ' 1}'] },
      { response: 'Hi', chunks: ['H', 'o'] },
    ]);
    const ai = new Ai(AI);
    const chunks = await all(events(await ai.run(model, streamed)));
    expect(chunks.map(({ response }) => response)).toEqual(['H', 'öl', 'der', '']);
    expect(chunks.at(-1)).toMatchObject({ usage, finishReason: 'length' });
    expect(await collect(await ai.run(model, streamed))).toMatchObject({
      response: 'Hi',
      toolCalls,
      finishReason: 'tool_calls',
    });
    expect((await collect(await ai.run(model, streamed))).response).toBe('{"a": 1}');
    expect(await rejection(collect(await ai.run(model, streamed)))).toMatchObject({
      message: expect.stringContaining('The chunks of this mocked answer are not its response: "Ho", "Hi".'),
    });
  });

  it.each<[string, MockAnswer, string[]]>([
    ['at once', { response: 'a b c', cutAfter: 0 }, []],
    ['in its middle', { response: 'a b c', cutAfter: 2 }, ['a', ' b']],
    ['before its end', { response: 'a b c', cutAfter: 3 }, ['a', ' b', ' c']],
    ['later than there is text', { response: 'a b c', cutAfter: 9 }, ['a', ' b', ' c']],
  ])('breaks off %s', async (_, answer, expected) => {
    const seen: string[] = [];
    const reading = async () => {
      for await (const piece of text(await new Ai(mockAi(answer)).run(model, streamed))) seen.push(piece);
    };
    const error = await rejection(reading());
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({ message: 'The stream ended before [DONE]: the text is not complete.' });
    expect(seen).toEqual(expected);
  });

  it.each([0, 2, 3, 9])('loses its connection after %i chunks', async (after) => {
    const seen: string[] = [];
    const reading = async () => {
      const ai = new Ai(mockAi({ response: 'a b c', lostAfter: after }));
      for await (const { response } of events(await ai.run(model, streamed))) seen.push(response);
    };
    const error = await rejection(reading());
    expect(error).toBeInstanceOf(AiStreamError);
    const cause = expect.objectContaining({ message: 'Network connection lost.', retryable: true });
    expect(error).toMatchObject({ message: 'The stream broke off: Network connection lost.', cause });
    expect(seen).toEqual(['a', ' b', ' c'].slice(0, after));
  });

  it.each([0, 2, 3, 9])('reports an error after %i chunks', async (after) => {
    const AI = mockAi({ response: 'a b c', errorAfter: { chunks: after, code: 3040, message: 'Busy' } });
    const seen: string[] = [];
    const reading = async () => {
      for await (const piece of text(await new Ai(AI).run(model, streamed))) seen.push(piece);
    };
    const error = await rejection(reading());
    expect(error).toBeInstanceOf(AiStreamError);
    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(error).toMatchObject({ code: 3040, retryable: true, message: expect.stringContaining('Busy'), requestId });
    expect(seen).toEqual(['a', ' b', ' c'].slice(0, after));
  });

  it('takes its time: before the answer, and before each frame that is read', async () => {
    vi.useFakeTimers();
    const AI = mockAi({ response: 'a b', delayMs: 1_000, chunkDelayMs: 100 });
    const times: number[] = [];
    const startedAt = Date.now();
    const reading = async () => {
      const stream = await AI.run(model, streamed);
      times.push(Date.now() - startedAt);
      for await (const _ of stream) times.push(Date.now() - startedAt);
    };
    const done = reading();
    await vi.runAllTimersAsync();
    await done;
    expect(times).toEqual([1_000, 1_100, 1_200, 1_300, 1_400]);
  });
});

describe('a connection of mockAi()', () => {
  it('fails as the runtime fails without a network, which Ai knows', async () => {
    const AI = mockAi({ connectionError: true });
    const lost = await rejection(AI.run(model, inputs));
    expect(lost).toMatchObject({ name: 'Error', message: 'Network connection lost.', retryable: true });
    for (const options of [once, { ...once, returnRawResponse: true as const }]) {
      const error = await rejection(new Ai(AI).run(model, streamed, options));
      expect(error).toBeInstanceOf(AiConnectionError);
      expect(error).toMatchObject({ retryable: true });
    }
  });

  it('is there again when Ai tries a second time', async () => {
    const AI = mockAi([{ connectionError: true, delayMs: 1 }, 'at last']);
    expect(await new Ai(AI).run(model, inputs)).toMatchObject({ response: 'at last' });
    expect(AI.calls).toHaveLength(2);
  });
});

describe('mockAi() and a signal', () => {
  it('is not called at all where the signal is aborted already', async () => {
    const AI = mockAi();
    const error = await rejection(AI.run(model, inputs, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(AI.calls).toEqual([]);
  });

  it.each<[string, MockAnswer]>([
    ['a delay', { delayMs: 60_000 }],
    ['a delay before an error', { code: 3040, delayMs: 60_000 }],
    ['a function that never answers', () => new Promise<MockAnswer>(() => {})],
  ])('rejects during %s, and leaves no timer behind', async (_, answer) => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const failed = rejection(mockAi(answer).run(model, inputs, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await failed).toMatchObject({ name: 'AbortError' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops a stream, whether somebody waits for a chunk or not', async () => {
    vi.useFakeTimers();
    for (const chunkDelayMs of [0, 60_000]) {
      const controller = new AbortController();
      const stream = await mockAi({ response: 'a b c', chunkDelayMs }).run(model, streamed, {
        signal: controller.signal,
      });
      const reader = stream.getReader();
      if (chunkDelayMs === 0) await reader.read();
      const waiting = chunkDelayMs > 0 ? rejection(reader.read()) : undefined;
      await vi.advanceTimersByTimeAsync(10);
      controller.abort();
      if (waiting) expect(await waiting).toMatchObject({ name: 'AbortError' });
      expect(await rejection(reader.read())).toMatchObject({ name: 'AbortError' });
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it('stops a stream that is left', async () => {
    vi.useFakeTimers();
    const stream = await mockAi({ response: 'a b c', chunkDelayMs: 60_000 }).run(model, streamed);
    const reader = stream.getReader();
    const read = reader.read();
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(1);
    await reader.cancel();
    expect(await read).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is what Ai makes of it: aborts and time-outs', async () => {
    const ai = new Ai(mockAi({ response: 'a b c', delayMs: 20, chunkDelayMs: 20 }));
    expect(await rejection(ai.run(model, inputs, { timeoutMs: 5 }))).toMatchObject({ name: 'TimeoutError' });
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = async () => {
      for await (const piece of text(await ai.run(model, streamed, { signal: controller.signal }))) {
        seen.push(piece);
        controller.abort();
      }
    };
    expect(await rejection(reading())).toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual(['a']);
  });
});
