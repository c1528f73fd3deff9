// events(): what it makes of frames, of bytes cut anywhere, and of streams that are not what they should be.
import { describe, expect, it, vi } from 'vitest';
import { AiStreamError, events } from '../src/index.ts';
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
  ])('reads a frame with %s', async (_, frame, response) => {
    expect((await read(frames(frame, '[DONE]')))[0]).toMatchObject({ response, frame });
  });

  it('reads comments, CRLF, named events and a byte order mark as the SSE standard says', async () => {
    const chunks = await read(
      '\uFEFF: hello\r\n\r\nevent: message\r\nid: 1\r\ndata: {"response":"Hi"}\r\n\r\ndata:[DONE]\r\n\r\n',
    );
    expect(chunks.map(({ response }) => response)).toEqual(['Hi']);
  });

  it('reads the same from bytes cut anywhere, also inside of a character', async () => {
    const texts = ['Höl', 'der', '線 🜁', '\u2028', '👩‍🚀', ' ﷽', '\n\n', 'data: x'];
    const bytes = new TextEncoder().encode(frames(...texts.map((response) => ({ response })), { usage }, '[DONE]'));
    const random = mulberry32(20260401);
    for (let round = 0; round < 300; round++) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = round === 0 ? 1 : Math.floor(random() ** 3 * 40); // empty pieces too
        pieces.push(bytes.subarray(at, at + length));
        at += length;
      }
      const chunks = await read(...pieces);
      expect(chunks.map(({ response }) => response)).toEqual([...texts, '']);
      expect(chunks.at(-1)?.usage).toEqual(usage);
    }
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
      { code: undefined, message: 'The stream reports an error: {"message":"out of memory"}' },
    ],
  ])('throws what the stream reports as %s', async (_, frame, expected) => {
    const error = await rejection(read(frames({ response: 'Hi' }, frame, '[DONE]')));
    expect(error).toBeInstanceOf(AiStreamError);
    expect(error).toMatchObject(expected);
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

  it('types a connection that breaks, and leaves an abort as it is', async () => {
    const lost = new TypeError('terminated');
    const broken = await rejection(collect(events(streamOf([frames({ response: 'Hi' })], lost))));
    expect(broken).toBeInstanceOf(AiStreamError);
    expect(broken).toMatchObject({ message: 'The stream broke off: terminated', cause: lost, retryable: true });

    const abort = new DOMException('This operation was aborted', 'AbortError');
    expect(await rejection(collect(events(streamOf([], abort))))).toBe(abort);
  });
});

// A small seeded generator, so that a cut which fails can be made again.
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
