// events(): what it makes of frames, and of streams that are not what they should be. Of bytes cut anywhere:
// recorded.test.ts.
import { describe, expect, it, vi } from 'vitest';
import { Ai, AiAbortError, AiStreamError, AiTimeoutError, events, collect as readAll, text } from '../src/index.ts';
import { collect, frames, rejection, streamOf } from './sse.ts';

const read = (...pieces: (string | Uint8Array)[]) => collect(events(streamOf(pieces)));
const usage = { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 };

describe('events()', () => {
  it('yields text, then the usage, and ends at [DONE]', async () => {
    const chunks = await read(
      frames(
        { response: 'Once', tool_calls: [], p: 'abdef' },
        { response: ' upon' },
        { response: '', usage },
        '[DONE]',
        { response: 'never' },
      ),
    );
    expect(chunks).toEqual([
      { response: 'Once', frame: { response: 'Once', tool_calls: [], p: 'abdef' } },
      { response: ' upon', frame: { response: ' upon' } },
      { response: '', usage, frame: { response: '', usage } },
    ]);
  });

  it.each([
    ['no response', { tool_calls: [], p: 'ab' }, ''],
    ['a response of null', { response: null }, ''],
    ['an OpenAI chunk', { choices: [{ index: 0, delta: { content: 'Hi' } }] }, 'Hi'],
    ['an OpenAI chunk without content', { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }, ''],
    ['an OpenAI chunk without choices', { choices: [], usage }, ''],
    ['errors that are none', { response: 'Hi', errors: [], error: null }, 'Hi'],
    ['no error', { response: 'Hi', error: false }, 'Hi'],
    ['a number for a text of digits', { response: 4 }, '4'],
    ['a zero', { response: 0 }, '0'],
    ['a number in a delta', { choices: [{ index: 0, delta: { content: 1 } }] }, '1'],
    ['both forms, one of them empty', { response: '', choices: [{ index: 0, delta: { content: 'Hi' } }] }, 'Hi'],
    ["OpenAI's completions", { choices: [{ index: 0, text: 'Hi' }] }, 'Hi'],
    ['several answers, of which the first counts', { choices: [{ index: 1, delta: { content: 'no' } }] }, ''],
    [
      'several at once',
      {
        choices: [
          { index: 1, delta: { content: 'no' } },
          { index: 0, delta: { content: 'Hi' } },
        ],
      },
      'Hi',
    ],
  ])('reads a frame with %s', async (_, frame, response) => {
    expect((await read(frames(frame, '[DONE]')))[0]).toMatchObject({ response, frame });
  });

  it('reads comments, CRLF, named events and a byte order mark as the SSE standard says', async () => {
    const chunks = await read(
      '\uFEFF: hello\r\n\r\nevent: message\r\nid: 1\r\ndata: {"response":"Hi"}\r\n\r\ndata:[DONE]\r\n\r\n',
    );
    expect(chunks.map(({ response }) => response)).toEqual(['Hi']);
  });

  it('yields a chunk as soon as its frame is complete', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const chunks = events(readable);
    for (const response of ['a', 'b', 'c']) {
      const next = chunks.next();
      void writer.write(new TextEncoder().encode(frames({ response })));
      expect((await next).value?.response).toBe(response);
    }
    await chunks.return();
  });

  it('cancels the stream when the loop is left', async () => {
    let cancelled = false;
    let pulls = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulls++;
        controller.enqueue(new TextEncoder().encode(frames({ response: 'x' })));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const { response } of events(endless)) {
      expect(response).toBe('x');
      break;
    }
    await vi.waitFor(() => expect(cancelled).toBe(true), 10_000);
    expect(pulls).toBeLessThan(20);
  });

  it.each([
    ['events()', events],
    ['text()', text],
  ])('%s can be left while it waits, and before it has begun', async (_, read) => {
    for (const begin of [true, false]) {
      const cancel = vi.fn();
      const reading = read(new ReadableStream({ cancel }));
      const waiting = begin ? reading.next() : undefined;
      await new Promise((resolve) => setTimeout(resolve, 5));
      await reading.return();
      expect(cancel).toHaveBeenCalledOnce();
      expect(await (waiting ?? reading.next())).toEqual({ done: true, value: undefined });
    }
  });

  it('passes on that its own reader has gone', async () => {
    const cancel = vi.fn();
    const pieces = text(new ReadableStream({ cancel }));
    const stream = new ReadableStream({
      pull: async (controller) => controller.enqueue((await pieces.next()).value),
      cancel: () => void pieces.return(),
    });
    const reader = stream.getReader();
    void reader.read();
    await reader.cancel();
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('does not begin to read what was aborted before', async () => {
    const cancel = vi.fn();
    const controller = new AbortController();
    const ai = new Ai({ run: async () => new ReadableStream({ cancel }) });
    const stream = await ai.run('@cf/a/b', { prompt: 'a', stream: true }, { signal: controller.signal });
    controller.abort(new Error('the user left'));
    expect(await rejection(collect(events(stream)))).toBeInstanceOf(AiAbortError);
    expect(cancel).toHaveBeenCalledOnce();
  });

  it.each([
    ['without the empty line after it', 'data: [DONE]'],
    ['with a line end only', 'data: [DONE]\n'],
    ['with a space', 'data: [DONE] \n\n'],
    ['with CR', 'data: [DONE]\r\r'],
    ['after an empty message', 'data:\n\ndata: \n\ndata: [DONE]\n\n'],
  ])('knows [DONE] %s', async (_, end) => {
    expect((await read(frames({ response: 'Hi' }), end)).map(({ response }) => response)).toEqual(['Hi']);
  });

  it('leaves the stream alone until somebody reads', async () => {
    const stream = streamOf([frames('[DONE]')]);
    events(stream);
    expect(stream.locked).toBe(false);
  });

  it.each([
    ['nothing at all', '', []],
    ['no [DONE]', frames({ response: 'Hi' }), ['Hi']],
    ['half a frame', `${frames({ response: 'Hi' })}data: {"respo`, ['Hi']],
  ])('calls a stream with %s incomplete', async (_, text, before) => {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { response } of events(streamOf([text]))) seen.push(response);
    })();
    const error = await rejection(reading);
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({
      message: 'The stream ended before [DONE]: the text is not complete.',
      retryable: true,
    });
    expect(seen).toEqual(before);
  });

  it.each([
    [
      'an envelope',
      { errors: [{ code: 3040, message: 'AiError: Capacity exceeded' }], success: false, result: {}, messages: [] },
      { code: 3040, retryable: true, message: '3040: Capacity exceeded (in the middle of the stream)' },
    ],
    [
      'a flat error',
      { name: 'AiError', internalCode: 8008, description: 'Broken' },
      { code: 8008, retryable: true, message: '8008: Broken (in the middle of the stream)' },
    ],
    [
      'an error of another kind',
      { error: { message: 'out of memory' } },
      { code: undefined, message: 'out of memory (in the middle of the stream)' },
    ],
    [
      'a code that is a text',
      { errors: [{ code: '3040', message: 'Full' }], success: false },
      { code: 3040, retryable: true, errors: [{ code: 3040, message: 'Full' }] },
    ],
    ['errors without a code', { errors: [{ message: 'Full' }] }, { message: 'Full (in the middle of the stream)' }],
    ['errors that are texts', { errors: ['Full'] }, { message: 'Full (in the middle of the stream)' }],
    ['no success', { success: false, errors: [] }, { code: undefined }],
    ['a flat code that is a text', { internalCode: '3040', message: 'Full' }, { code: 3040 }],
    ["vLLM's error", { object: 'error', message: 'Full', code: 500 }, { code: 500 }],
    ["OpenAI's error", { error: { message: 'Full', code: '3040' } }, { code: 3040, retryable: true }],
    ['an error of one word', { error: 'boom' }, { message: 'boom (in the middle of the stream)' }],
  ])('throws what the stream reports as %s', async (_, frame, expected) => {
    const error = await rejection(read(frames({ response: 'Hi' }, frame, '[DONE]')));
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject(expected);
  });

  it('throws what comes as an event of errors', async () => {
    const error = await rejection(read(frames({ response: 'Hi' }), 'event: error\ndata: {"message":"boom"}\n\n'));
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({ message: '{"message":"boom"} (in the middle of the stream)' });
  });

  it.each(['{"response":', 'null', '[]', '5', 'hello'])('refuses the frame %s', async (data) => {
    const error = await rejection(read(frames(data, '[DONE]')));
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject({ message: `A frame of the stream is not a JSON object; it begins with "${data}".` });
  });

  it('refuses a frame without an end', async () => {
    const megabyte = 'x'.repeat(1 << 20);
    expect(await rejection(read('data: ', megabyte, megabyte))).toBeInstanceOf(AiStreamError);
  });

  it('types a connection that breaks, an abort and a time-out', async () => {
    const lost = new TypeError('terminated');
    const broken = await rejection(collect(events(streamOf([frames({ response: 'Hi' })], lost))));
    expect(broken).toBeInstanceOf(AiStreamError);
    expect(broken).toMatchObject({ message: 'The stream broke off: terminated', cause: lost, retryable: true });

    const abort = new DOMException('This operation was aborted', 'AbortError');
    const aborted = await rejection(collect(events(streamOf([], abort))));
    expect(aborted).toBeInstanceOf(AiAbortError);
    expect(aborted).toMatchObject({ name: 'AbortError', cause: abort });
    const late = new DOMException('The operation timed out', 'TimeoutError');
    expect(await rejection(collect(events(streamOf([], late))))).toBeInstanceOf(AiTimeoutError);
  });
});

describe('what is at the end of a stream', () => {
  const run = async (input: { max_tokens?: number }, ...values: unknown[]) => {
    const ai = new Ai({ run: async () => streamOf([frames(...values, '[DONE]')]) });
    return readAll(await ai.run('@cf/a/b', { prompt: 'a', ...input, stream: true }));
  };
  const whole = { response: 'Hi', usage };
  const one = { prompt_tokens: 12, completion_tokens: 1, total_tokens: 13 };
  const none = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

  it('is told once, in the last chunk, whatever counts come before it', async () => {
    const chunksOf = async (...values: unknown[]) => {
      const ai = new Ai({ run: async () => streamOf([frames(...values, '[DONE]')]) });
      return collect(events(await ai.run('@cf/a/b', { prompt: 'a', stream: true })));
    };
    const counted = await chunksOf({ response: 'H', usage: one }, { response: 'i', usage });
    expect(counted.map(({ finishReason }) => finishReason)).toEqual([undefined, undefined, 'stop']);
    const early = await chunksOf({ response: '', usage: one }, { response: 'Hi' }, { response: '', usage });
    expect(early.map(({ finishReason, usage }) => [finishReason, usage])).toEqual([
      [undefined, one],
      [undefined, undefined],
      ['stop', usage],
    ]);
    const filtered = await chunksOf(
      { choices: [{ delta: { content: 'H' }, finish_reason: 'content_filter' }] },
      { usage },
    );
    expect(filtered.map(({ finishReason }) => finishReason)).toEqual([undefined, undefined]);
    const called = await chunksOf({ tool_calls: [{ name: 'sum' }] }, { usage });
    expect(called.at(-1)?.finishReason).toBe('tool_calls');
  });

  it.each([
    ['as the service says it', {}, [{ response: 'Hi' }, { usage, finish_reason: 'length' }], 'length'],
    ['in the form of OpenAI', {}, [{ response: 'Hi', choices: [{ finish_reason: 'stop' }] }, { usage }], 'stop'],
    ['inferred, where it was cut off', { max_tokens: 2 }, [{ response: 'Hi' }, { usage }], 'length'],
    ['inferred, where it was not', { max_tokens: 3 }, [{ response: 'Hi' }, { usage }], 'stop'],
    ['inferred with the default', {}, [{ response: 'Hi' }, { usage }], 'stop'],
    ['inferred from the right count', { max_tokens: 2 }, [{ response: 'Hi' }, { usage }, { usage: none }], 'length'],
    [
      'inferred from the last of running counts',
      { max_tokens: 2 },
      [
        { response: 'H', usage: one },
        { response: 'i', usage },
      ],
      'length',
    ],
  ])('is the finish reason, %s', async (_, input, values, finishReason) => {
    expect(await run(input, ...values)).toEqual({ ...whole, finishReason });
  });

  it('is no finish reason where nobody can know', async () => {
    expect(await run({}, { response: 'Hi' })).toEqual({ response: 'Hi' });
    expect(await readAll(streamOf([frames(whole, '[DONE]')]))).toEqual(whole);
  });

  it('are the calls of tools', async () => {
    const calls = [{ name: 'sum', arguments: { a: 1 } }];
    const last = { tool_calls: [{ name: 'mean', arguments: {} }] };
    expect((await run({}, { tool_calls: calls }, last)).toolCalls).toEqual([...calls, ...last.tool_calls]);
  });

  it('are the calls of tools, put together from pieces', async () => {
    const piece = (index: number, name?: string | null, written?: string | null) => ({
      tool_calls: [{ index, id: 'a', type: 'function', function: { name, arguments: written } }],
    });
    const delta = (frame: object) => ({ choices: [{ index: 0, delta: frame }] });
    const pieces = [piece(0, 'sum', ''), piece(0, undefined, '{"a":'), piece(1, 'now'), piece(0, undefined, '1}')];
    const expected = [
      { id: 'a', name: 'sum', arguments: { a: 1 } },
      { id: 'a', name: 'now', arguments: {} },
    ];
    expect((await run({}, ...pieces, piece(0, null, null))).toolCalls).toEqual(expected);
    expect((await run({}, ...pieces.map(delta))).toolCalls).toEqual(expected);
    expect((await run({}, ...pieces, piece(0, 'sum', ''))).toolCalls).toEqual(expected); // some repeat the name
    const cut = [piece(0, 'sum', '{"a":'), { tool_calls: [null, 'x', {}] }];
    expect((await run({}, ...cut)).toolCalls).toEqual([{ id: 'a', name: 'sum' }]);
    const written = { name: 'sum', arguments: '{"a":1}' };
    expect((await run({}, { tool_calls: [written] })).toolCalls).toEqual([{ name: 'sum', arguments: { a: 1 } }]);
  });

  it('are all pieces of the text, and nothing else', async () => {
    const pieces = text(streamOf([frames({ response: 'On' }, { p: 'ab' }, { response: 'ce' }, { usage }, '[DONE]')]));
    expect(await collect(pieces)).toEqual(['On', 'ce']);
  });
});
