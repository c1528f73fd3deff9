// Retries, pauses and time-outs: the same for all bindings, and only where they can help.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ai, AiCapacityError, type AiOptions, AiTimeoutError } from '../src/index.ts';
import { frames, rejection, streamOf } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const input = { prompt: 'Hello' };
const answer = { response: 'Hi' };
const busy = '3040: Capacity temporarily exceeded, please try again.';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The status that stands for a failure, before anything goes through: 0 for no connection. */
type Script = readonly (number | Response | Error)[];

/** Each binding, failing as the script says and then answering; `nCalls` counts. */
const bindings = {
  'env.AI': (script: Script) => {
    const run = vi.fn(async () => {
      const next = script[run.mock.calls.length - 1];
      if (next instanceof Error) throw next;
      if (next !== undefined) throw new Error(next === 429 ? busy : '8008: Internal server error');
      return answer;
    });
    return { ai: new Ai({ run }), nCalls: () => run.mock.calls.length };
  },
  'a service binding': (script: Script) => {
    const fetch = vi.fn(async () => respond(script, fetch.mock.calls.length));
    return { ai: new Ai({ fetch }), nCalls: () => fetch.mock.calls.length };
  },
  REST: (script: Script) => {
    const fetch = vi.fn(async () => respond(script, fetch.mock.calls.length));
    vi.stubGlobal('fetch', fetch);
    return { ai: new Ai({ accountId: 'a', apiToken: 't' }), nCalls: () => fetch.mock.calls.length };
  },
};

async function respond(script: Script, nCalls: number): Promise<Response> {
  const next = script[nCalls - 1];
  if (next instanceof Error) throw next;
  if (next instanceof Response) return next;
  if (next === undefined) return Response.json(answer);
  const errors = [next === 429 ? { code: 3040, message: busy.slice(6) } : { code: 8008, message: 'Internal' }];
  return Response.json({ success: false, result: {}, errors, messages: [] }, { status: next });
}

/** Runs to the end, as far as the clock has to go for it. */
async function outcome(ai: Ai, options?: AiOptions): Promise<unknown> {
  const running = ai.run(model, input, options).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return running;
}

describe.each(Object.entries(bindings))('over %s', (_, open) => {
  it('tries again after what may pass, twice unless told otherwise', async () => {
    const passing = open([429, 500]);
    expect(await outcome(passing.ai)).toEqual(answer);
    expect(passing.nCalls()).toBe(3);

    const stubborn = open([429, 429, 429, 429]);
    expect(await outcome(stubborn.ai)).toBeInstanceOf(AiCapacityError);
    expect(stubborn.nCalls()).toBe(3);

    const patient = open([429, 500, 429, 500]);
    expect(await outcome(patient.ai, { maxRetries: 4 })).toEqual(answer);

    const hasty = open([500]);
    expect(await outcome(hasty.ai, { maxRetries: 0 })).toMatchObject({ code: 8008, retryable: true });
    expect(hasty.nCalls()).toBe(1);
  });

  it('pauses longer each time, by chance a little less, and never longer than 8 s', async () => {
    const { ai, nCalls } = open(Array(8).fill(500));
    const startedAt = Date.now();
    const moments: number[] = [];
    const running = ai.run(model, input, { maxRetries: 8 });
    for (let n = 1; n <= 8; n++) {
      await vi.advanceTimersToNextTimerAsync();
      moments.push(Date.now() - startedAt);
    }
    expect(await running).toEqual(answer);
    expect(nCalls()).toBe(9);
    for (const [i, moment] of moments.entries()) {
      const pause = moment - (moments[i - 1] ?? 0);
      const longest = Math.min(500 * 2 ** i, 8000);
      expect(pause).toBeGreaterThanOrEqual(Math.floor(longest / 2));
      expect(pause).toBeLessThanOrEqual(longest);
    }
  });

  it('gives up when the time is over: while it waits for an answer, and between two tries', async () => {
    const { ai, nCalls } = open(Array(50).fill(500));
    const error = await outcome(ai, { timeoutMs: 20_000, maxRetries: 50 });
    expect(error).toBeInstanceOf(AiTimeoutError);
    expect(error).toMatchObject({ name: 'TimeoutError', message: `${model} had no answer within 20000 ms` });
    expect(nCalls()).toBeLessThan(12);
  });

  it('stops waiting when the signal says so', async () => {
    const controller = new AbortController();
    const { ai, nCalls } = open([500]);
    const running = rejection(ai.run(model, input, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await running).toMatchObject({ name: 'AbortError' });
    await vi.runAllTimersAsync();
    expect(nCalls()).toBe(1);
  });
});

describe('a retry', () => {
  const http = bindings.REST;
  const refusal = (status: number, headers: Record<string, string>) => new Response('no', { status, headers });

  it.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(1_800_000_007_000).toUTCString(), 7_000],
    ['seconds and a part', '1.5', 1_500],
  ])('waits as long as Retry-After says, in %s', async (_, header, ms) => {
    vi.setSystemTime(1_800_000_000_000);
    const { ai, nCalls } = http([refusal(503, { 'retry-after': header })]);
    const running = ai.run(model, input);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(nCalls()).toBe(1);
    await vi.advanceTimersByTimeAsync(2);
    expect(nCalls()).toBe(2);
    expect(await running).toEqual(answer);
  });

  it.each(['0', '-5', 'soon', '', new Date(1_700_000_000_000).toUTCString()])(
    'waits as it would without one, for the Retry-After "%s"',
    async (header) => {
      const { ai, nCalls } = http([refusal(503, { 'retry-after': header })]);
      const running = ai.run(model, input);
      await vi.advanceTimersByTimeAsync(249);
      expect(nCalls()).toBe(1);
      await vi.advanceTimersByTimeAsync(252);
      expect(nCalls()).toBe(2);
      expect(await running).toEqual(answer);
    },
  );

  it('does not happen when it would have to wait for minutes: the caller is told how long', async () => {
    const { ai, nCalls } = http([refusal(429, { 'retry-after': '3600' })]);
    expect(await outcome(ai)).toMatchObject({ status: 429, retryable: true, retryAfterMs: 3_600_000 });
    expect(nCalls()).toBe(1);
  });

  it.each([400, 401, 403, 404, 410, 413, 422])('does not happen after a refusal for good, %i', async (status) => {
    const { ai, nCalls } = http([refusal(status, {})]);
    expect(await outcome(ai)).toMatchObject({ status, retryable: false });
    expect(nCalls()).toBe(1);
  });

  it('does not happen for an input that can be sent but once', async () => {
    const run = vi.fn(() => Promise.reject(new Error(busy)));
    const once = { body: new ReadableStream(), contentType: 'audio/wav' };
    expect(await rejection(new Ai({ run }).run('@cf/a/listener', once))).toBeInstanceOf(AiCapacityError);
    expect(run).toHaveBeenCalledOnce();
  });

  it('happens after a connection that failed before there was an answer', async () => {
    const { ai, nCalls } = http([new TypeError('fetch failed')]);
    expect(await outcome(ai)).toEqual(answer);
    expect(nCalls()).toBe(2);
  });

  it('does not happen once the answer has begun', async () => {
    const head = { headers: { 'content-type': 'application/json' } };
    const broken = new Response(streamOf(['{"response":'], new TypeError('terminated')), head);
    const whole = http([broken]);
    expect(await outcome(whole.ai)).toMatchObject({ name: 'AiConnectionError', retryable: true });
    expect(whole.nCalls()).toBe(1);

    const cut = new Response(streamOf([frames({ response: 'Hi' })]), {
      headers: { 'content-type': 'text/event-stream' },
    });
    const streamed = http([cut]);
    const stream = await streamed.ai.run(model, { ...input, stream: true });
    expect(await new Response(stream).text()).toBe(frames({ response: 'Hi' }));
    expect(streamed.nCalls()).toBe(1);
  });

  it('happens for models() too', async () => {
    const { ai, nCalls } = http([500, 503, Response.json([{ name: model }])]);
    const running = ai.models();
    await vi.runAllTimersAsync();
    expect(await running).toEqual([{ name: model }]);
    expect(nCalls()).toBe(3);
  });
});

describe('timeoutMs', () => {
  it('is over when a stream has begun: what comes of it takes its time', async () => {
    const ai = new Ai({ run: async () => streamOf([]) });
    await ai.run(model, { ...input, stream: true }, { timeoutMs: 5 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of a month is as good as none', async () => {
    const run = vi.fn(() => new Promise(() => {}));
    void new Ai({ run }).run(model, input, { timeoutMs: 2 ** 31 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(run).toHaveBeenCalledOnce();
  });

  it('of one Ai holds for all its runs, unless one says otherwise', async () => {
    const ai = new Ai({ run: () => new Promise(() => {}), models: () => new Promise(() => {}) }, { timeoutMs: 10 });
    const outcomes = Promise.all([
      rejection(ai.run(model, input)),
      rejection(ai.models()),
      rejection(ai.run(model, input, { timeoutMs: 20 })),
    ]);
    await vi.runAllTimersAsync();
    expect((await outcomes).map((error) => (error as Error).message)).toEqual([
      `${model} had no answer within 10 ms`,
      'the search for models had no answer within 10 ms',
      `${model} had no answer within 20 ms`,
    ]);
  });

  it.each([
    [{ timeoutMs: 0 }, 'timeoutMs must be a number of milliseconds above 0, but is 0.'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be a number of milliseconds above 0, but is NaN.'],
    [{ timeoutMs: '5' as never }, 'timeoutMs must be a number of milliseconds above 0, but is of type string.'],
    [{ maxRetries: -1 }, 'maxRetries must be a whole number of at least 0, but is -1.'],
    [{ maxRetries: 1.5 }, 'maxRetries must be a whole number of at least 0, but is 1.5.'],
  ])('%j is refused', async (options, message) => {
    const error = await rejection(new Ai({ run: async () => answer }).run(model, input, options));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message });
  });
});
