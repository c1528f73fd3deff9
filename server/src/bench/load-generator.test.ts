// The load generator and its figures, against servers with known response times. No test asserts a speed.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterEach, describe, expect, it } from 'vitest';
import { type LevelRun, runLevel } from './load-generator.ts';
import { loadPlot } from './load-plot.ts';
import { type LevelSummary, loadRemarks, loadTable, percentiles, summarise } from './load-summary.ts';
import { findWordsFor, openServed, type Served } from './served.ts';
import type { Outcome } from './streamed-request.ts';
import { random, requestOf, type WorkloadOptions } from './workload.ts';

const model = '@cf/a/b';
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Answer = (body: { prompt: string; max_tokens: number }, res: ServerResponse) => unknown;

/** A server of this one model, which answers runs so. */
async function serving(answer: Answer, options: { api?: 'openai'; timeoutMs?: number } = {}): Promise<Served> {
  const listed = { name: model, properties: [{ property_id: 'context_window', value: '512' }] };
  const lists: Record<string, object> = {
    '/client/v4/accounts/acc/ai/models/search': { result: [listed] },
    '/v1/models': { data: [{ id: model, context_window: 512 }] },
  };
  server = createServer(async (req: IncomingMessage, res: ServerResponse) => {
    const list = lists[req.url ?? ''];
    if (list) return res.end(JSON.stringify(list));
    let text = '';
    for await (const chunk of req) text += chunk;
    await answer(JSON.parse(text), res);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = urlOf(server);
  const { api = 'workers-ai', timeoutMs = 5_000 } = options;
  return openServed({ url, api, accountId: 'acc', apiToken: 'token', model: null, timeoutMs });
}

const urlOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;
const frame = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
const stream = (res: ServerResponse) => res.writeHead(200, { 'content-type': 'text/event-stream' });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const request = { prompt: 'a', nPrompt: 1, maxTokens: 3 };
const ask = (served: Served) => served.send(request, performance.now());

describe('a streamed request', () => {
  it('has the moments of its pieces, however the bytes are cut, and the counts of the server', async () => {
    const served = await serving(async (_, res) => {
      stream(res);
      const bytes = Buffer.from(frame({ response: 'é' }) + frame({ response: '' }));
      res.write(bytes.subarray(0, 20));
      await pause(20);
      res.write(bytes.subarray(20));
      await pause(40);
      res.end(`${frame({ response: 'b' })}${frame({ response: '', usage })}data: [DONE]\n\n`);
    });
    expect(served).toMatchObject({ model, contextWindow: 512 });
    const { error, piecesAt, dueAt, endAt, nPrompt, nTokens } = await ask(served);
    expect([error, piecesAt.length, nPrompt, nTokens]).toEqual([undefined, 2, 7, 3]);
    const [first = 0, second = 0] = piecesAt;
    expect(first - dueAt).toBeGreaterThan(15);
    expect(second - first).toBeGreaterThan(30);
    expect(endAt).toBeGreaterThanOrEqual(second);
  });

  it("is the same in OpenAI's form", async () => {
    const bodies: object[] = [];
    const served = await serving(
      (body, res) => {
        bodies.push(body);
        stream(res).write(frame({ choices: [{ text: 'a' }] }));
        res.end(`${frame({ choices: [], usage })}data: [DONE]\n\n`);
      },
      { api: 'openai' },
    );
    expect(await ask(served)).toMatchObject({ error: undefined, nPrompt: 7, nTokens: 3 });
    expect(bodies).toMatchObject([{ model, prompt: 'a', max_tokens: 3, stream: true, temperature: 0 }]);
  });

  const refusal = { errors: [{ message: 'Capacity', code: 3040 }], success: false };
  it.each<[string, Answer]>([
    ['429/3040', (_, res) => res.writeHead(429).end(JSON.stringify(refusal))],
    ['400/5006', (_, res) => res.writeHead(400).end(JSON.stringify({ name: 'AiError', internalCode: 5006 }))],
    ['502', (_, res) => res.writeHead(502).end('Bad gateway')],
    ['200', (_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end('{}')],
    ['stream cut off', (_, res) => stream(res).end(frame({ response: 'a' }))],
    ['stream/8008', (_, res) => stream(res).end(frame({ errors: [{ code: 8008, message: '' }] }))],
    ['stream/not JSON', (_, res) => stream(res).end('data: {\n\ndata: [DONE]\n\n')],
    ['ECONNRESET', (_, res) => res.destroy()],
    ['timeout', async () => pause(400)],
  ])('that fails is counted as %s', async (name, answer) => {
    const served = await serving(answer, { timeoutMs: 200 });
    expect(await ask(served)).toMatchObject({ error: name });
  });

  it('to nobody is counted by the system code', async () => {
    const served = await serving(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    expect(await ask(served)).toMatchObject({ error: 'ECONNREFUSED' });
  });
});

const times = { warmUpMs: 100, durationMs: 500, drainMs: 1_000 };
const done = (dueAt: number): Outcome => {
  const now = performance.now();
  return { dueAt, endAt: now, piecesAt: [now], nPrompt: 1, nTokens: 1, error: undefined };
};

describe('a closed loop', () => {
  it('has so many requests at once, never more, and hardly ever fewer', async () => {
    let [running, most] = [0, 0];
    const send = async (_: number, dueAt: number) => {
      most = Math.max(most, ++running);
      await pause(10);
      running--;
      return done(dueAt);
    };
    const { outcomes } = await runLevel(send, { kind: 'closed', concurrency: 5 }, { ...times, seed: 1 });
    expect(most).toBe(5);
    expect(outcomes.length).toBeGreaterThan(50); // of 300
  });

  it('gives up what does not end, and does not press where it is refused', async () => {
    const never = (_: number, dueAt: number, signal: AbortSignal) =>
      new Promise<Outcome>((resolve) => {
        signal.addEventListener('abort', () => resolve({ ...done(dueAt), error: 'unfinished' }));
      });
    const stuck = await runLevel(
      never,
      { kind: 'closed', concurrency: 2 },
      { ...times, warmUpMs: 0, drainMs: 50, seed: 1 },
    );
    expect(summarise(stuck)).toMatchObject({ nRequests: 2, nCompleted: 0, errors: { unfinished: 2 } });
    const refused = async (_: number, dueAt: number) => ({ ...done(dueAt), error: '429/3040' });
    const { outcomes } = await runLevel(refused, { kind: 'closed', concurrency: 1 }, { ...times, seed: 1 });
    expect(outcomes.length).toBeLessThan(10);
  });
});

describe('an open loop', () => {
  it('asks at its rate, by chance, and waits for no answer', async () => {
    const dueTimes: number[] = [];
    const send = async (_: number, dueAt: number) => {
      dueTimes.push(dueAt);
      await pause(300);
      return done(dueAt);
    };
    const level = { kind: 'open', ratePerSecond: 400 } as const;
    await runLevel(send, level, { ...times, warmUpMs: 0, durationMs: 1_000, seed: 7 });
    // 400 expected, deviation 20.
    expect(dueTimes.length).toBeGreaterThan(300);
    expect(dueTimes.length).toBeLessThan(500);
    const gaps = dueTimes.slice(1).map((dueAt, i) => dueAt - (dueTimes[i] ?? 0));
    const mean = gaps.reduce((a, b) => a + b) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // Of exponential gaps the deviation is the mean; of regular ones it is nothing.
    expect(deviation / mean).toBeGreaterThan(0.75);
    expect(deviation / mean).toBeLessThan(1.3);
  });

  it('counts latencies from when a request was due, also where it could not be sent', async () => {
    const block = async (i: number, dueAt: number) => {
      // For a while nothing can be sent at all; the others were due all the same.
      if (i === 0) for (const until = performance.now() + 200; performance.now() < until; );
      return done(dueAt);
    };
    const level = { kind: 'open', ratePerSecond: 200 } as const;
    const summary = summarise(await runLevel(block, level, { ...times, warmUpMs: 0, seed: 3 }));
    expect(summary.ttftMs?.p95).toBeGreaterThan(100);
  });
});

const outcome = (dueAt: number, piecesAt: number[], nTokens: number, error?: string): Outcome => ({
  dueAt,
  piecesAt,
  nTokens,
  nPrompt: 5,
  endAt: piecesAt.at(-1) ?? dueAt,
  error,
});
const run: LevelRun = {
  level: { kind: 'closed', concurrency: 2 },
  from: 1_000,
  to: 2_000,
  outcomes: [
    outcome(900, [950, 1_050], 4), // due before: only its tokens count
    outcome(1_000, [1_100, 1_110, 1_130], 3),
    outcome(1_900, [1_950, 2_050], 2), // ends behind it
    outcome(1_500, [], 0, '429/3040'),
    outcome(2_000, [2_010], 9), // due behind it
  ],
  generator: { busy: 0.9, lateMs: 1 },
};

describe('the figures', () => {
  it('count what was due, and tokens and answers within the time', () => {
    const summary = summarise(run);
    expect(summary).toMatchObject({
      nRequests: 3,
      nCompleted: 2,
      errors: { '429/3040': 1 },
      requestsPerSecond: 2,
      outputTps: 2 + 3 + 1,
      ttftMs: { p50: 50, p95: 100 },
      interTokenMs: { p50: 20, p99: 100 },
      requestMs: { p50: 130, p95: 150 },
      promptTokens: { median: 5, max: 5 },
    });
    const rows = loadTable([summary]).split('\n');
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(loadRemarks([summary])).toEqual([
      'concurrency 2: errors: 1 x 429/3040',
      'concurrency 2: 2 answers say little; give it longer',
      expect.stringContaining('the generator itself was busy for 90 % of the time'),
    ]);
  });

  it('have percentiles that were measured', () => {
    const values = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect(percentiles(values)).toEqual({ p50: 100, p95: 190, p99: 198 });
    expect([percentiles([3]), percentiles([])]).toEqual([{ p50: 3, p95: 3, p99: 3 }, null]);
  });

  it('stand in a plot, a point for each', () => {
    const levels = [1, 4, 16].map((concurrency, i): LevelSummary => {
      return { ...summarise(run), level: { kind: 'closed', concurrency }, outputTps: 100 * (i + 1) };
    });
    const empty: LevelSummary = { ...(levels[0] as LevelSummary), ttftMs: null, interTokenMs: null, outputTps: 0 };
    const svg = loadPlot('<model> & co', 'with this', [...levels, empty]);
    expect(XMLValidator.validate(svg)).toBe(true);
    const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg);
    expect(root.title).toBe('<model> & co');
    expect(svg.match(/<circle/g)).toHaveLength(4 + 6 * 3);
    const heights = [...svg.matchAll(/cy="([\d.]+)"[^>]*><title>tokens\/s: (\d+)/g)].map(([, cy, n]) => [
      Number(n),
      Number(cy),
    ]);
    expect(heights.map(([n]) => n)).toEqual([100, 200, 300, 0]);
    const [one = [], two = [], three = [], none = []] = heights;
    expect((none[1] ?? 0) - (three[1] ?? 0)).toBeCloseTo(3 * ((none[1] ?? 0) - (one[1] ?? 0)), 0);
    expect(two[1]).toBeLessThan(one[1] ?? 0);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the workload', () => {
  const lengths = { median: 50, sigma: 0.8, min: 1, max: 400 };
  const options: WorkloadOptions = {
    seed: 1,
    prompt: lengths,
    answer: { ...lengths, median: 20, max: 30 },
    sharedPrefix: 10,
    wordsFor: (n) => n,
  };
  const all = Array.from({ length: 2_000 }, (_, i) => requestOf(options, 0, i));

  it('has the lengths that it says, and follows from its seed', () => {
    const sorted = all.map(({ nPrompt }) => nPrompt).sort((a, b) => a - b);
    expect(sorted[1_000]).toBeGreaterThan(45);
    expect(sorted[1_000]).toBeLessThan(55);
    // One in six is longer than a deviation above the median.
    expect((sorted[1_682] ?? 0) / 50).toBeGreaterThan(Math.exp(0.8) * 0.85);
    expect((sorted[1_682] ?? 0) / 50).toBeLessThan(Math.exp(0.8) * 1.15);
    expect(Math.max(...all.map(({ maxTokens }) => maxTokens))).toBe(30);
    expect(requestOf(options, 0, 17)).toEqual(all[17]);
    expect(requestOf({ ...options, seed: 2 }, 0, 17)).not.toEqual(all[17]);
    expect(new Set(all.map(({ prompt }) => prompt)).size).toBeGreaterThan(1_900);
  });

  it('has the same lengths at every level, with other words behind what is shared', () => {
    const i = all.findIndex(({ nPrompt }) => nPrompt > 40);
    const [one, other] = [all[i], requestOf(options, 3, i)];
    const [mine, theirs] = [one, other].map((each) => each?.prompt.split(' ') ?? []) as [string[], string[]];
    expect([other.nPrompt, other.maxTokens]).toEqual([one?.nPrompt, one?.maxTokens]);
    expect(theirs).toHaveLength(mine.length);
    expect(theirs.slice(0, 10)).toEqual(mine.slice(0, 10));
    expect(theirs).not.toEqual(mine);
  });

  it('finds out how many words make so many tokens', async () => {
    const served = await serving(({ prompt }, res) => {
      const prompt_tokens = 1 + 1.5 * prompt.split(' ').length;
      stream(res).end(`${frame({ response: 'a', usage: { ...usage, prompt_tokens } })}data: [DONE]\n\n`);
    });
    const wordsFor = await findWordsFor(served, (n) => Array.from({ length: n }, () => 'a').join(' '));
    expect([1, 31, 301].map(wordsFor)).toEqual([0, 20, 200]);
  });

  it('draws evenly', () => {
    const next = random(1, 2, 3);
    const mean = Array.from({ length: 10_000 }, next).reduce((a, b) => a + b) / 10_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});

it('a server that has no such model is told as that', async () => {
  await serving(() => undefined);
  const url = urlOf(server as Server);
  const options = { url, api: 'workers-ai', accountId: 'acc', apiToken: null, timeoutMs: 1_000 } as const;
  await expect(openServed({ ...options, model: 'x' })).rejects.toThrow(`has no model x; it has: ${model}`);
  await expect(openServed({ ...options, url: 'http://127.0.0.1:9', model: null })).rejects.toThrow(/no server at .*:9/);
});
