// An engine in its own process behaves like one in this process: the same tokens, errors and end of work.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import type { GeneratedToken, GenerationRequest } from '../../src/engine/generation.ts';
import type { EngineStats } from '../../src/engine/stats.ts';
import { beatMs, windowTokens } from '../../src/engine-process/protocol.ts';
import { type StartedModel, startModel } from '../../src/engine-process/start-model.ts';
import { type LoadedModel, loadModel } from '../../src/load-model.ts';
import { until } from '../http/asking.ts';
import { childProcesses, program, start } from './harness.ts';

let here: LoadedModel;
let there: StartedModel;
beforeAll(async () => {
  here = await loadModel({ name: 'bundled', path: bundledModelPath });
  there = await start({ env: { ...process.env, TRAMONTANE_API_TOKEN: 'secret', HF_TOKEN: 'secret' } });
});
afterAll(() => Promise.all([here.close(), there.close()]));

const request = (more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  promptIds: there.tokenizer.encode('Once upon a time'),
  maxTokens: 100,
  stopIds: [],
  sampling: { temperature: 0 },
  ...more,
});

async function collect(tokens: AsyncIterable<GeneratedToken>): Promise<GeneratedToken[]> {
  const all: GeneratedToken[] = [];
  for await (const token of tokens) all.push(token);
  return all;
}

/** What is known once it has been told anew. */
async function newStats(): Promise<EngineStats> {
  await new Promise((resolve) => setTimeout(resolve, 2 * beatMs));
  return there.engine.stats?.() as EngineStats;
}

it.each<[string, Partial<GenerationRequest>]>([
  ['greedy', {}],
  ['sampled', { sampling: { temperature: 1, seed: 7, topP: 0.9, repetitionPenalty: 1.1 } }],
  ['with log probabilities', { logprobs: 3, maxTokens: 20 }],
  ['held to a constraint', { constraint: { type: 'json_object' }, maxTokens: 40 }],
  ['of an owner', { owner: 'somebody', maxTokens: 5 }],
])('generates the same, %s', async (_what, more) => {
  const expected = await collect(here.engine.generate(request(more)));
  expect(await collect(there.engine.generate(request(more)))).toEqual(expected);
  expect(expected.at(-1)?.finishReason).not.toBeNull();
});

it('throws the same errors', async () => {
  const vocabulary = `token id 99999; the vocabulary has ${there.tokenizer.vocabulary.size}`;
  const unknown = collect(there.engine.generate(request({ promptIds: [99_999] })));
  await expect(unknown).rejects.toMatchObject({ name: 'RangeError', message: vocabulary });
});

const costly = {
  allOf: Array.from({ length: 300 }, () => ({
    properties: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`property${i}`, { type: 'string' }])),
  })),
};

it('refuses a constraint that cannot be held before it accepts the request, with the field that asks for it', async () => {
  const constraint = { type: 'json_schema', schema: { type: 'array', disallow: 'string' } } as const;
  const onAccepted = vi.fn();
  const refused = collect(there.engine.generate(request({ constraint }), undefined, onAccepted));
  const message = "JSON Mode couldn't be met: 'disallow' at '#' cannot be held; use 'not'";
  await expect(refused).rejects.toMatchObject({ kind: 'badInput', message, param: 'response_format' });
  expect(onAccepted).not.toHaveBeenCalled();
});

it('goes on with other requests while it compiles a costly constraint', async () => {
  const order: string[] = [];
  const constraint = { type: 'json_schema', schema: costly } as const;
  const refused = collect(there.engine.generate(request({ constraint }))).catch(() => order.push('costly refused'));
  const onAccepted = () => order.push('accepted');
  await collect(there.engine.generate(request({ maxTokens: 5 }), undefined, onAccepted));
  order.push('generated');
  await refused;
  expect(order).toEqual(['accepted', 'generated', 'costly refused']);
});

it('computes no more for a reader that does not keep up, and goes on with it', async () => {
  const before = (await newStats()).nGeneratedTokens;
  const expected = await collect(here.engine.generate(request({ maxTokens: 300 })));
  const slow = there.engine.generate(request({ maxTokens: 300 }))[Symbol.asyncIterator]();
  const tokens = [(await slow.next()).value as GeneratedToken];
  const deadlineMs = performance.now() + 30_000;
  let ahead = 0;
  // As long as it goes on, and no longer.
  for (let last = -1; ahead !== last && performance.now() < deadlineMs; ) {
    last = ahead;
    ahead = (await newStats()).nGeneratedTokens - before - tokens.length;
  }
  expect(ahead).toBeGreaterThanOrEqual(windowTokens - 1);
  expect(ahead).toBeLessThanOrEqual(2 * windowTokens);
  for (let next = await slow.next(); !next.done; next = await slow.next()) tokens.push(next.value);
  expect(tokens).toEqual(expected);
});

it('ends the work when the reader leaves, and when the signal aborts', async () => {
  for await (const _token of there.engine.generate(request({ maxTokens: 400 }))) break;
  const controller = new AbortController();
  const reading = collect(there.engine.generate(request({ maxTokens: 400 }), controller.signal));
  setTimeout(() => controller.abort(), 20);
  expect((await reading).length).toBeLessThan(400);
  expect((await newStats()).nRunning).toBe(0);
});

it('gives to the next engine what has not begun, once', async () => {
  const expected = await collect(here.engine.generate(request()));
  const counted = (await newStats()).nGeneratedTokens;
  const pid = there.pid() as number;
  process.kill(pid, 'SIGSTOP'); // so that nothing comes before the end
  const waiting = [collect(there.engine.generate(request())), collect(there.engine.generate(request()))];
  const impatient = collect(there.engine.generate(request({ rejectIfBusy: true })));
  process.kill(pid, 'SIGKILL');
  await expect(impatient).rejects.toMatchObject({ kind: 'engineLost' });
  await expect(collect(there.engine.generate(request()))).rejects.toMatchObject({ kind: 'engineLost' });
  expect(await Promise.all(waiting)).toEqual([expected, expected]);
  // It has failed a moment ago: whether a request is what it fails of is no longer tried out.
  const next = there.pid() as number;
  process.kill(next, 'SIGSTOP');
  const again = collect(there.engine.generate(request()));
  process.kill(next, 'SIGKILL');
  await expect(again).rejects.toMatchObject({ kind: 'engineLost', retryAfterSeconds: expect.any(Number) });
  await until(() => there.engine.state?.().nRestarts === 2, 'back', 30_000);
  // What was counted is not lost; what the first one counted since its last beat is.
  expect((await newStats()).nGeneratedTokens).toBeGreaterThanOrEqual(counted);
});

it('lets no secret into the process', () => {
  const environment = readFileSync(`/proc/${there.pid()}/environ`, 'utf8');
  expect(environment).toContain('PATH=');
  expect(environment).not.toMatch(/token|secret/i);
});

it('fails to start as loading fails, by name, and leaves nothing', async () => {
  const others = childProcesses().length;
  const parts = { name: 'bundled', program, env: process.env };
  const noDevice = startModel({ ...parts, path: bundledModelPath, device: 'no such' });
  await expect(noDevice).rejects.toMatchObject({
    name: 'DeviceChoiceError',
    message: expect.stringContaining('no such'),
  });
  const module = new URL('no-such-host.ts', import.meta.url);
  const noProgram = startModel({ ...parts, path: bundledModelPath, program: { ...program, module } });
  await expect(noProgram).rejects.toThrow("the engine's process was ended by itself, with exit code 1");
  expect(childProcesses()).toHaveLength(others);
});
