// What servers of OpenAI's API do that is not in its description, and that nothing of an answer is lost by it.
import { createServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { optionsOf, startModel, textOf } from './asking.ts';
import { data, type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { pages, parts } from './replays.ts';

const { chunk, done, usage, head } = parts;
const told = data({ ...head, choices: [], usage });
const lily = [chunk({ content: 'Li' }), chunk({ content: 'ly' }), chunk({}, 'stop'), told, done];

async function asked(answer: FakeEngine['answer'], options = {}) {
  const engine = await startFakeEngine(answer, pages.vllm ?? {});
  return { engine, ...(await startModel(optionsOf(engine, options))) };
}

async function answerTo(...frames: string[]) {
  const { ask } = await asked(stream(...frames));
  const events = await ask();
  return { text: textOf(events), end: events.at(-1), events };
}

describe('frames', () => {
  it.each<[string, string]>([
    ['lines that end by CR and LF', lily.join('').replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${lily.join('')}`],
    ['no space behind the colon', lily.join('').replaceAll('data: ', 'data:')],
    ['a space behind the end', lily.join('').replace('[DONE]', '[DONE] ')],
    ['no empty line between two', lily.join('').replaceAll('\n\n', '\n').concat('\n')],
    ['a value over several lines', data(JSON.stringify({ ...head, choices: [{ index: 0, delta: { content: 'Lily' }, finish_reason: 'stop' }], usage }, null, 1).replaceAll('\n', '\ndata: ')).concat(done)], // biome-ignore format: one frame
    ['names, ids and times to come again', `retry: 100\nid: 7\nevent: chunk\n${lily.join('retry: 5\nid:\n')}`],
    ['no mark of the end', lily.slice(0, -1).join('')],
    ['choices and usage that are null', [...lily.slice(0, 2), data({ ...head, choices: null, usage: null }), ...lily.slice(2)].join('')], // biome-ignore format: a row
  ])('%s', async (_what, bytes) => {
    const { text, end } = await answerTo(bytes);
    expect(text).toBe('Lily');
    expect(end).toMatchObject({ finishReason: 'stop', usage: { total_tokens: usage.total_tokens } });
  });

  it('a whole answer instead of a stream', async () => {
    const message = { role: 'assistant', content: 'Lily' };
    const { ask } = await asked(json({ ...head, choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
    const events = await ask();
    expect(textOf(events)).toBe('Lily');
    expect(events.at(-1)).toMatchObject({ finishReason: 'stop', usage: { total_tokens: usage.total_tokens } });
  });

  it('packed, though nobody asked for that', async () => {
    const { ask, engine } = await asked((_req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(lily.join('')));
    });
    expect(textOf(await ask())).toBe('Lily');
    expect(engine.asked[0]?.headers['accept-encoding']).toBe('identity');
    engine.answer = (_req, res) => void res.writeHead(200, { 'content-encoding': 'zstd' }).end('x');
    await expect(ask()).rejects.toMatchObject({
      kind: 'engineLost',
      cause: { message: expect.stringContaining('zstd') },
    });
  });

  it('of HTTP/1.0, whose end is the end of the connection', async () => {
    const pagesOf = { data: [{ id: 'm', owned_by: 'vllm', max_model_len: 512 }] };
    const server: Server = createServer((socket) => {
      let seen = '';
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
        if (seen.startsWith('GET')) socket.end(`HTTP/1.0 200 OK\r\n\r\n${JSON.stringify(pagesOf)}`);
        else if (seen.includes('}')) socket.end(`HTTP/1.0 200 OK\r\n\r\n${lily.join('')}`);
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { ask } = await startModel(optionsOf({ url: `http://127.0.0.1:${port}/v1` }));
    expect(textOf(await ask())).toBe('Lily');
  });

  it('a connection that stays open behind the text', async () => {
    const { ask } = await asked((_req, res) => void res.writeHead(200).write(lily.slice(0, 3).join('')));
    const startedMs = performance.now();
    expect((await ask()).at(-1)).toMatchObject({ type: 'end', finishReason: 'stop' });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});

describe('words', () => {
  it.each([
    ['end_turn', 'stop'],
    ['eos_token', 'stop'],
    ['STOP', 'stop'],
    ['model_length', 'length'],
    ['MAX_TOKENS', 'length'],
  ])('an end by %s is one by %s', async (theirs, ours) => {
    expect((await answerTo(chunk({ content: 'a' }, ''), chunk({}, theirs), done)).end).toMatchObject({
      finishReason: ours,
    });
  });

  it('text in parts, thoughts among them, and refusals', async () => {
    const thinking = [{ type: 'text', text: 'Hm.' }];
    const parted = [{ type: 'thinking', thinking }, { type: 'text', text: 'Li' }, 'ly'];
    const { events, text } = await answerTo(chunk({ content: parted }), chunk({ refusal: ' No.' }), chunk({}, 'stop'));
    expect(text).toBe('Lily No.');
    expect(events[0]).toEqual({ type: 'thoughts', text: 'Hm.' });
  });

  it('thoughts under either name, and an empty one beside', async () => {
    const both = await answerTo(chunk({ reasoning_content: 'Hm.', reasoning: 'Hm.' }), chunk({ content: 'a' }, 'stop'));
    expect(both.events.filter(({ type }) => type === 'thoughts')).toEqual([{ type: 'thoughts', text: 'Hm.' }]);
    const one = await answerTo(chunk({ reasoning_content: '', reasoning: 'Hm.' }), chunk({ content: 'a' }, 'stop'));
    expect(one.events[0]).toEqual({ type: 'thoughts', text: 'Hm.' });
  });

  const called = [{ id: 'c1', name: 'sum', arguments: { a: 1 } }];
  const call = (more: object, id: string | null | undefined = 'c1') => ({ tool_calls: [{ id, ...more }] });
  it.each<[string, object[]]>([
    [
      'empty ids and names in what follows',
      [
        call({ index: 0, function: { name: 'sum', arguments: '{"a"' } }),
        call({ index: 0, function: { name: '', arguments: ':1}' } }, ''),
      ],
    ],
    [
      'no index, and the name every time',
      [call({ function: { name: 'sum', arguments: '{"a"' } }), call({ function: { name: 'sum', arguments: ':1}' } })],
    ],
    ['arguments as an object', [call({ index: 0, function: { name: 'sum', arguments: { a: 1 } } })]],
  ])('calls with %s', async (_what, deltas) => {
    const { end } = await answerTo(...deltas.map((delta) => chunk(delta)), chunk({}, 'tool_calls'), done);
    expect(end).toMatchObject({ finishReason: 'tool_calls', toolCalls: called });
  });

  it('the old form of calls', async () => {
    const { end } = await answerTo(
      chunk({ function_call: { name: 'sum', arguments: '{"a"' } }),
      chunk({ function_call: { arguments: ':1}' } }),
      chunk({}, 'function_call'),
    );
    expect(end).toMatchObject({ finishReason: 'tool_calls', toolCalls: [{ name: 'sum', arguments: { a: 1 } }] });
  });
});

describe('errors', () => {
  const page = '<!DOCTYPE html><html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>';
  it.each<[string, FakeEngine['answer'], object]>([
    ['a page', (_req, res) => void res.writeHead(413).end(page), { kind: 'tooLarge', message: expect.stringMatching(/: 413 Request Entity Too Large$/) }], // biome-ignore format: a row
    ['a text', (_req, res) => void res.writeHead(400).end('no such thing'), { kind: 'badInput', message: expect.stringMatching(/no such thing$/) }], // biome-ignore format: a row
    ['a frame named error', stream('event: error\ndata: {"message":"out of memory"}\n\n'), { kind: 'engineLost', cause: { message: expect.stringContaining('out of memory') } }], // biome-ignore format: a row
    ['a named frame of text', stream('event: error\ndata: out of memory\n\n'), { kind: 'engineLost', cause: { message: expect.stringContaining('out of memory') } }], // biome-ignore format: a row
    ['a frame of an older vLLM', stream(data({ object: 'error', message: 'bad seed', code: 400 }), done), { kind: 'badInput', message: expect.stringMatching(/bad seed$/) }], // biome-ignore format: a row
    ['a frame with a status', stream(data({ error: { message: 'wait', code: 429 } })), { kind: 'noCapacity' }],
    ['our key refused in a frame', stream(data({ error: { message: 'key', code: 401 } })), { kind: 'engineLost' }],
    ['200 with an error', json({ error: { message: 'out of memory' } }), { kind: 'engineLost' }],
    ['a redirect', (_req, res) => void res.writeHead(308, { location: 'https://b.example/v1' }).end(), { kind: 'engineLost', cause: { message: expect.stringContaining('redirects to https://b.example/v1') } }], // biome-ignore format: a row
  ])('%s', async (_what, answer, expected) => {
    const { ask, engine } = await asked(answer);
    await expect(ask()).rejects.toMatchObject(expected);
    expect(engine.asked.length).toBe(1);
  });
});

it('a list of models that is elsewhere is no upstream, and the operator is told where it is', async () => {
  const engine = await startFakeEngine(stream(...lily), {
    '/v1/models': (_req, res) => void res.writeHead(301, { location: 'https://b.example/v1/models' }).end(),
  });
  const { events } = await startModel(optionsOf(engine));
  expect(events).toMatchObject([
    { type: 'away', reason: expect.stringContaining('is at https://b.example/v1/models') },
  ]);
});
