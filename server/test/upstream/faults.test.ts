// What goes wrong between a gateway and its engines, and what a client is told of it.
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { until } from '../http/asking.ts';
import { optionsOf, startModel, textOf } from './asking.ts';
import { data, type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { hello, pages, parts } from './replays.ts';

const { chunk, done, usage, head } = parts;
type Answer = FakeEngine['answer'];

async function asked(answer: Answer, options = {}, name = 'vllm') {
  const engine = await startFakeEngine(answer, pages[name] ?? {});
  return { engine, ...(await startModel(optionsOf(engine, options))) };
}

/** Says how an answer begins, and then nothing. */
const endless =
  (...frames: string[]): Answer =>
  (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const frame of frames) res.write(frame);
  };

describe('a stream', () => {
  it('may hold comments, other fields, and frames in any cut', async () => {
    const bytes = `: hi\n\nevent: x\nid: 1\r\n${(hello.vllm ?? []).join('')}`.replaceAll('world', 'wörld');
    const letters = [...Buffer.from(bytes)].map((byte) => Buffer.from([byte]).toString('latin1'));
    const { ask } = await asked(async (_req, res) => {
      res.writeHead(200);
      for (const [i, letter] of letters.entries()) {
        res.write(Buffer.from(letter, 'latin1'));
        if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      res.end();
    });
    expect(textOf(await ask())).toBe('Hello, wörld');
  });

  it('may tell its usage with every frame, and twice at the end: the last one counts, once', async () => {
    const every = { usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 } };
    const last = data({ ...head, choices: [], usage });
    const { ask } = await asked(
      stream(chunk({ content: 'a' }, null, every), chunk({}, 'stop', every), last, last, done),
    );
    const ends = (await ask()).filter(({ type }) => type === 'end');
    expect(ends).toMatchObject([{ usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 } }]);
  });

  it('may lack its usage, when its text is whole', async () => {
    const reset: Answer = (_req, res) => {
      res.writeHead(200);
      res.write(chunk({ content: 'a' }, 'stop'), () => setTimeout(() => res.socket?.resetAndDestroy(), 20));
    };
    const { ask } = await asked(reset);
    expect((await ask()).at(-1)).toMatchObject({ type: 'end', finishReason: 'stop', usage: { completion_tokens: 1 } });
  });

  it.each<[string, Answer]>([
    ['ends without an end', stream(chunk({ content: 'a' }))],
    ['says that it is done without an end', stream(chunk({ content: 'a' }), done)],
    ['ends in half a frame', stream(chunk({ content: 'a' }), chunk({}, 'stop').slice(0, -30))],
    ['holds what is no JSON', stream(chunk({ content: 'a' }), 'data: {"a":\n\n')],
    ['ends by an abort', stream(chunk({ content: 'a' }), chunk({}, 'abort'), done)],
    [
      'has an error after its beginning',
      stream(chunk({ content: 'a' }), data({ error: { message: 'CUDA', code: 500 } }), done),
    ],
    [
      'is reset',
      (_req, res) => {
        res.writeHead(200);
        res.write(chunk({ content: 'a' }), () => setTimeout(() => res.socket?.resetAndDestroy(), 20));
      },
    ],
  ])('that %s is a 503 behind what was read, and is not tried again', async (_what, answer) => {
    const { model, engine } = await asked(answer);
    const read: string[] = [];
    const reading = (async () => {
      const accepted = await model.accept({ prompt: 'a', raw: false, maxTokens: 5, sampling: { temperature: 0 } });
      for await (const event of accepted.answer({ nth: 0 })) if (event.type === 'text') read.push(event.text);
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'engineLost' });
    expect(read).toEqual(['a']);
    expect(engine.asked.length).toBe(1);
    expect(model.reports()).toMatchObject([{ nFailures: 1, nRunning: 0 }]);
  });

  it('that is silent is given up: at first, and in between', async () => {
    const patience = { firstByteTimeoutMs: 60, silenceTimeoutMs: 60 };
    for (const answer of [() => {}, endless(), endless(chunk({ content: 'a' }))]) {
      const { ask, engine } = await asked(answer, patience);
      await expect(ask()).rejects.toMatchObject({
        kind: 'engineLost',
        message: expect.stringContaining('does not answer'),
      });
      expect(engine.asked.length).toBe(1);
      await until(() => engine.asked[0]?.isAborted === true, 'the connection is closed');
    }
  });

  it('that drips is none that is silent', async () => {
    const drip: Answer = async (_req, res) => {
      res.writeHead(200);
      for (const frame of hello.vllm ?? []) {
        await new Promise((resolve) => setTimeout(resolve, 150));
        res.write(frame);
      }
      res.end();
    };
    const { ask } = await asked(drip, { firstByteTimeoutMs: 600, silenceTimeoutMs: 600 });
    expect(textOf(await ask())).toBe('Hello, world');
  });

  it('whose end comes late does not hold up the answer', async () => {
    const { ask } = await asked(endless(...(hello.vllm ?? [])));
    const startedMs = performance.now();
    expect((await ask()).at(-1)).toMatchObject({ type: 'end', usage: { total_tokens: 8 } });
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });
});

it('a client that reads slowly holds up the engine, which is not silent then, and gets everything', async () => {
  let nWritten = 0;
  const nFrames = 3000;
  const answer: Answer = async (_req, res) => {
    res.writeHead(200);
    const frame = chunk({ content: 'a'.repeat(8000) });
    for (; nWritten < nFrames; nWritten++) if (!res.write(frame)) await once(res, 'drain');
    res.end(chunk({}, 'stop') + done);
  };
  const { model } = await asked(answer, { silenceTimeoutMs: 150 });
  const accepted = await model.accept({ prompt: 'a', raw: false, maxTokens: 5, sampling: { temperature: 0 } });
  let nRead = 0;
  for await (const event of accepted.answer({ nth: 0 })) {
    if (event.type === 'text') nRead++;
    if (nRead !== 1) continue;
    for (let nBefore = -1; nBefore !== nWritten; ) {
      nBefore = nWritten;
      await new Promise((resolve) => setTimeout(resolve, 200)); // longer than an engine may be silent
    }
    expect(nWritten).toBeLessThan(nFrames);
  }
  expect(nRead).toBe(nFrames);
});

describe('a client that leaves', () => {
  it.each(['vllm', 'ollama'])(
    'closes the connection to %s, in the queue, before the head and in the middle',
    async (name) => {
      const begins = name === 'ollama' ? (hello.ollama?.[0] ?? '') : chunk({ content: 'a' });
      for (const answer of [() => {}, endless(), endless(begins)]) {
        const { ask, engine, model } = await asked(answer as Answer, { concurrency: 1 }, name);
        const controller = new AbortController();
        const running = ask({}, {}, controller.signal).catch((error) => error);
        await until(() => engine.asked.length === 1, 'it is asked');
        const waiting = ask({}, {}, controller.signal).catch((error) => error);
        await until(() => model.reports()[0]?.nWaiting === 1, 'another one waits');
        controller.abort();
        expect((await running).name).toBe('AbortError');
        expect((await waiting).name).toBe('AbortError');
        await until(() => engine.asked[0]?.isAborted === true, 'the connection is closed');
        expect(model.reports()).toMatchObject([{ nRunning: 0, nWaiting: 0, nFailures: 0, nAborted: 1 }]);
      }
    },
  );

  it('by leaving the loop too', async () => {
    const { engine, model } = await asked(endless(chunk({ content: 'a' })));
    const accepted = await model.accept({ prompt: 'a', raw: false, maxTokens: 5, sampling: { temperature: 0 } });
    for await (const _event of accepted.answer({ nth: 0 })) break;
    await until(() => engine.asked[0]?.isAborted === true, 'the connection is closed');
    expect(model.reports()).toMatchObject([{ nRunning: 0 }]);
  });
});

describe('a refusal becomes ours', () => {
  const openAi = (message: string, type: string, code: number, more = {}) => ({
    error: { message, type, code, ...more },
  });
  it.each<[string, string, number, unknown, object]>([
    [
      'vllm',
      'too long',
      400,
      openAi("This model's maximum context length is 512 tokens. However, you requested 600", 'BadRequestError', 400),
      { kind: 'contextExceeded' },
    ],
    [
      'vllm',
      'too long, in the older form',
      400,
      {
        object: 'error',
        message: "This model's maximum context length is 512 tokens",
        type: 'BadRequestError',
        code: 400,
      },
      { kind: 'contextExceeded' },
    ],
    [
      'llama-server',
      'too long',
      400,
      openAi('the request exceeds the available context size', 'exceed_context_size_error', 400, { n_ctx: 9 }),
      { kind: 'contextExceeded' },
    ],
    [
      'llama-server',
      'too long while it generates',
      500,
      openAi('Context size has been exceeded.', 'server_error', 500),
      { kind: 'contextExceeded' },
    ],
    ['ollama', 'too long', 400, { error: 'the input length exceeds the context length' }, { kind: 'contextExceeded' }],
    [
      'vllm',
      'unknown model',
      404,
      openAi('The model `x` does not exist.', 'NotFoundError', 404),
      { kind: 'noSuchModel' },
    ],
    ['ollama', 'unknown model', 404, { error: "model 'x' not found" }, { kind: 'noSuchModel' }],
    [
      'vllm',
      'bad field',
      400,
      openAi('top_k must be 0 (disable), or at least 1', 'BadRequestError', 400),
      { kind: 'badInput', message: expect.stringContaining('vLLM: top_k must be') },
    ],
    [
      'sglang',
      'bad field',
      422,
      { detail: [{ loc: ['body', 'n'], msg: 'bad' }] },
      { kind: 'badInput', message: expect.stringContaining('"bad"') },
    ],
    ['openai', 'no such operation', 404, { detail: 'Not Found' }, { kind: 'badInput' }],
    [
      'vllm',
      'overload',
      503,
      openAi('The number of queued requests exceeds max_num_queued_reqs', 'ServiceUnavailable', 503),
      { kind: 'noCapacity' },
    ],
    [
      'ollama',
      'overload',
      503,
      { error: 'server busy, please try again.  maximum pending requests exceeded' },
      { kind: 'noCapacity' },
    ],
    ['openai', 'overload', 429, { error: 'Model is overloaded', error_type: 'overloaded' }, { kind: 'noCapacity' }],
    [
      'llama-server',
      'loading',
      503,
      openAi('Loading model', 'unavailable_error', 503),
      { kind: 'engineLost', message: expect.stringContaining('loading') },
    ],
    [
      'vllm',
      'dead engine',
      500,
      openAi('EngineCore encountered an issue', 'InternalServerError', 500),
      { kind: 'engineLost' },
    ],
    ['openai', 'a proxy', 502, '<html>Bad Gateway</html>', { kind: 'engineLost' }],
    ['vllm', 'our key', 401, { error: 'Unauthorized' }, { kind: 'engineLost' }],
    [
      'tramontane',
      'its own words',
      413,
      {
        success: false,
        errors: [
          { code: 5021, message: 'AiError: Ai: The estimated number (1) of (00000000-0000-4000-8000-000000000000)' },
        ],
      },
      { kind: 'contextExceeded', message: 'The estimated number (1) of' },
    ],
    [
      'tramontane',
      'its own capacity',
      429,
      { success: false, errors: [{ code: 3040, message: 'AiError: Ai: no (00000000-0000-4000-8000-000000000000)' }] },
      { kind: 'noCapacity' },
    ],
    [
      'tramontane',
      'our token',
      401,
      { success: false, errors: [{ code: 10000, message: 'Authentication error' }] },
      { kind: 'engineLost' },
    ],
  ])('%s: %s', async (name, _what, status, body, expected) => {
    const { ask } = await asked(json(body, status), {}, name);
    await expect(ask()).rejects.toMatchObject(expected);
  });

  it('may come under status 200, before the first token', async () => {
    const error = {
      error: { message: "This model's maximum context length is 9", type: 'BadRequestError', code: 400 },
    };
    const { ask } = await asked(stream(data(error), done));
    await expect(ask()).rejects.toMatchObject({ kind: 'contextExceeded' });
  });

  it('keeps its Retry-After', async () => {
    const { ask } = await asked(json({ error: 'busy' }, 429, { 'retry-after': '7' }));
    await expect(ask()).rejects.toMatchObject({ retryAfterSeconds: 7 });
  });

  it('never tells our key, to clients or to the log', async () => {
    const key = 'sk-of-the-operator';
    for (const status of [400, 401, 500]) {
      const { ask, engine, events } = await asked(json({ error: `bad key ${key}` }, status), { key });
      const error = await ask().catch((thrown) => thrown);
      expect(engine.asked[0]?.headers.authorization).toBe(`Bearer ${key}`);
      expect(JSON.stringify([error.message, String(error.cause), events])).not.toContain(key);
    }
  });
});

it('folds a conversation that a template refuses, for that conversation', async () => {
  const strict: Answer = (req, res) => {
    const roles = (req.body.messages as { role: string }[]).map(({ role }) => role);
    if (!roles.includes('system')) return stream(...(hello.vllm ?? []))(req, res);
    return json({ error: { message: 'System role not supported', type: 'BadRequestError', code: 400 } }, 400)(req, res);
  };
  const { ask, engine } = await asked(strict);
  const prompt = [
    { role: 'system', content: 'Be brief.' },
    { role: 'assistant', content: 'Yes?' },
    { role: 'user', content: 'Hi' },
  ];
  expect(textOf(await ask({ prompt }))).toBe('Hello, world');
  expect(engine.asked.map(({ body }) => body.messages.map(({ role }: { role: string }) => role))).toEqual([
    ['system', 'assistant', 'user'],
    ['user', 'assistant', 'user'],
  ]);
  expect(engine.asked[1]?.body.messages[0].content).toBe('Be brief.');
  const always = await asked(json({ error: { message: 'roles must alternate' } }, 400));
  await expect(always.ask({ prompt })).rejects.toMatchObject({ kind: 'badInput' });
  expect(always.engine.asked.length).toBe(2);
});
