// Several upstreams of one model: who gets which request, and what happens when one of them goes away.
import { describe, expect, it } from 'vitest';
import { loadBound, rendezvousOrder } from '../../src/upstream/rendezvous.ts';
import { until } from '../http/asking.ts';
import { optionsOf, startModel, textOf } from './asking.ts';
import { type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { hello, pages, parts } from './replays.ts';

const vllm = pages.vllm ?? {};
const says = (text: string) => stream(parts.chunk({ content: text }), parts.chunk({}, 'stop'), parts.done);

/** Engines that answer with their number. */
async function numbered(n: number, options = {}) {
  const engines = await Promise.all(Array.from({ length: n }, (_, i) => startFakeEngine(says(String(i)), vllm)));
  const asked = await startModel(...engines.map((engine) => optionsOf(engine, options)));
  const of = async (session: string) => textOf(await asked.ask({}, { session }));
  return { engines, ...asked, of };
}

const sessions = Array.from({ length: 40 }, (_, i) => `session ${i}`);

describe('rendezvous hashing', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const keys = Array.from({ length: 2000 }, (_, i) => `key ${i}`);
  const ownersOf = (among: string[]) => keys.map((key) => rendezvousOrder(key, among)[0] as string);

  it('shares keys out evenly, whatever the order of the upstreams', () => {
    const owners = ownersOf(ids);
    expect(ownersOf([...ids].reverse())).toEqual(owners);
    for (const id of ids) expect(owners.filter((owner) => owner === id).length).toBeGreaterThan(400);
  });

  it('moves only the keys of the one that goes away', () => {
    const before = ownersOf(ids);
    const after = ownersOf(ids.filter((id) => id !== 'b'));
    for (const [i, owner] of before.entries()) if (owner !== 'b') expect(after[i]).toBe(owner);
    expect(new Set(after.filter((_, i) => before[i] === 'b'))).toEqual(new Set(['a', 'c', 'd']));
  });

  it('bounds a load by a quarter above the mean', () => {
    expect(loadBound(0, 4)).toBe(1);
    expect(loadBound(99, 4)).toBe(32);
  });
});

describe('several upstreams', () => {
  it('get each session at the same place, and share them out', async () => {
    const { of } = await numbered(3);
    const first = await Promise.all(sessions.map(of).map((one) => one));
    const again: string[] = [];
    for (const session of sessions) again.push(await of(session));
    const alone: string[] = [];
    for (const session of sessions) alone.push(await of(session));
    expect(again).toEqual(alone);
    expect(new Set(again)).toEqual(new Set(['0', '1', '2']));
    expect(first.length).toBe(40);
  });

  it('without a session go by account and beginning of the prompt', async () => {
    const { ask } = await numbered(3);
    const at = async (prompt: string, account = 'a') => textOf(await ask({ prompt }, { account }));
    const begin = 'You are a helpful assistant.'.repeat(50);
    expect(await at(`${begin} One`)).toBe(await at(`${begin} Two`));
    const places = await Promise.all(sessions.map((session) => at(session)));
    expect(new Set(places).size).toBe(3);
    const accounts: string[] = [];
    for (const account of sessions) accounts.push(await at(begin, account));
    expect(new Set(accounts).size).toBe(3);
  });

  it('pass the session on, and nothing of the client’s token', async () => {
    const { engines, ask } = await numbered(1);
    await ask({}, { session: 'abc', owner: 'o' });
    expect(engines[0]?.asked[0]?.headers).toMatchObject({ 'x-session-affinity': 'abc' });
    expect(engines[0]?.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('take over what one has too much of', async () => {
    const release: (() => void)[] = [];
    const { engines, ask, model } = await numbered(2);
    for (const engine of engines) {
      engine.answer = async (req, res) => {
        await new Promise<void>((resolve) => release.push(resolve));
        await says('x')(req, res);
      };
    }
    const running = Array.from({ length: 20 }, () => ask({}, { session: 'one' }));
    await until(() => release.length === 20, 'all run');
    const loads = model.reports().map(({ nRunning }) => nRunning);
    expect(Math.max(...loads)).toBeLessThanOrEqual(13);
    for (const resolve of release) resolve();
    await Promise.all(running);
  });

  it('answer for one that is dead, before the first byte; only its sessions move', async () => {
    const { engines, of, model, events } = await numbered(3);
    const before: string[] = [];
    for (const session of sessions) before.push(await of(session));
    await (engines[1] as FakeEngine).close();
    const after: string[] = [];
    for (const session of sessions) after.push(await of(session));
    for (const [i, owner] of before.entries()) if (owner !== '1') expect(after[i]).toBe(owner);
    expect(after).not.toContain('1');
    // Three failures or a look that finds nobody, whichever comes first.
    expect(events.filter(({ type }) => type === 'failed').length).toBeLessThanOrEqual(3);
    expect(model.reports()[1]?.isInService).toBe(false);
    expect(model.state().status).toBe('ready');
  });

  it('are asked twice at most, and a refusal once', async () => {
    const { engines, ask } = await numbered(3);
    const count = () => engines.reduce((sum, { asked }) => sum + asked.length, 0);
    for (const engine of engines) engine.answer = json({ error: { message: 'EngineCore died' } }, 500);
    await expect(ask()).rejects.toMatchObject({ kind: 'engineLost' });
    expect(count()).toBe(2);
    for (const engine of engines) engine.answer = json({ error: { message: 'bad' } }, 400);
    await expect(ask()).rejects.toMatchObject({ kind: 'badInput' });
    expect(count()).toBe(3);
  });

  it('are tried by one request when the time has come, and come back', async () => {
    const engine = await startFakeEngine(json({ error: 'x' }, 500), vllm);
    const { ask, model } = await startModel(optionsOf(engine));
    for (let i = 0; i < 3; i++) await expect(ask()).rejects.toMatchObject({ kind: 'engineLost' });
    await expect(ask()).rejects.toMatchObject({ kind: 'engineLost', retryAfterSeconds: 1 });
    expect(engine.asked.length).toBe(3);
    expect(model.state().status).toBe('restarting');
    engine.answer = stream(...(hello.vllm ?? []));
    await until(() => model.state().status === 'ready', 'its time has come', 3000);
    const both = await Promise.allSettled([ask(), ask()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(textOf(await ask())).toBe('Hello, world');
  });

  it('may be away at the start, and are found when they come', async () => {
    const engine = await startFakeEngine(stream(...(hello.vllm ?? [])), {});
    const { ask, model, events } = await startModel(optionsOf(engine));
    await expect(ask()).rejects.toMatchObject({ kind: 'engineLost' });
    expect(model.state().status).toBe('starting');
    expect(model.contextWindow).toBe(null);
    Object.assign(engine.pages, vllm);
    await until(() => model.state().status === 'ready', 'it is found');
    expect(textOf(await ask())).toBe('Hello, world');
    expect(events.map(({ type }) => type)).toEqual(['away', 'found']);
  });

  it('of which one drains are not sent there', async () => {
    const { engines, of, model } = await numbered(2);
    (engines[0] as FakeEngine).pages['/health'] = json({}, 503);
    await until(() => model.reports()[0]?.isInService === false, 'it is noticed');
    for (const session of sessions.slice(0, 10)) expect(await of(session)).toBe('1');
  });

  it('end what is running when they close', async () => {
    const engine = await startFakeEngine(() => {}, vllm);
    const { ask, model } = await startModel(optionsOf(engine));
    const running = ask().catch((error) => error);
    await until(() => engine.asked.length === 1, 'it is asked');
    await model.close();
    expect(await running).toMatchObject({ kind: 'engineLost', message: 'The server is shutting down' });
  });
});

it('refuses what can never fit the window that an engine tells, without asking it', async () => {
  const engine = await startFakeEngine(says('a'), vllm);
  const { ask, model } = await startModel(optionsOf(engine));
  await expect(ask({ maxTokens: 512 })).rejects.toMatchObject({
    kind: 'contextExceeded',
    message: expect.stringContaining('(512)'),
  });
  expect(engine.asked).toEqual([]);
  expect(textOf(await ask({ maxTokens: 511 }))).toBe('a');
  expect(model.reports()).toMatchObject([{ nRequests: 1, nFailures: 0 }]);
});

describe('places', () => {
  it('are bounded, wait in order, and are refused beyond', async () => {
    const release: (() => void)[] = [];
    const engine = await startFakeEngine(async (req, res) => {
      await new Promise<void>((resolve) => release.push(resolve));
      await says(req.body.messages[0].content)(req, res);
    }, vllm);
    const { ask, model } = await startModel(optionsOf(engine, { concurrency: 1, queue: 2, queueTimeoutMs: 10_000 }));
    const order: string[] = [];
    const asks = ['a', 'b', 'c'].map(async (prompt) => order.push(textOf(await ask({ prompt }))));
    await until(() => model.reports()[0]?.nWaiting === 2, 'two wait');
    await expect(ask()).rejects.toMatchObject({ kind: 'noCapacity' });
    await until(() => engine.asked.length === 1, 'one is asked');
    for (let i = 1; i <= 3; i++) {
      await until(() => release.length === i, 'the next runs');
      release[i - 1]?.();
    }
    await Promise.all(asks);
    expect(order).toEqual(['a', 'b', 'c']);
    expect(model.reports()).toMatchObject([{ nRunning: 0, nWaiting: 0, nFailures: 0 }]);
  });

  it('are waited for only so long, and not at all by who would rather be refused', async () => {
    const engine = await startFakeEngine(() => {}, vllm);
    const { ask, model } = await startModel(optionsOf(engine, { concurrency: 1, queueTimeoutMs: 50 }));
    const controller = new AbortController();
    const running = ask({}, {}, controller.signal).catch(() => {});
    await until(() => engine.asked.length === 1, 'it is asked');
    await expect(ask({ rejectIfBusy: true })).rejects.toMatchObject({ kind: 'noCapacity' });
    expect(model.reports()[0]?.nWaiting).toBe(0);
    await expect(ask()).rejects.toMatchObject({ kind: 'noCapacity' });
    controller.abort();
    await running;
  });
});
