// Engines that come and go: when they load and unload, and that no request is lost or waits for ever.
import { expect, it, vi } from 'vitest';
import { until } from '../../test/http/asking.ts';
import type { GeneratedToken } from '../engine/generation.ts';
import { atRest } from '../engine/stats.ts';
import { LoadedEngines } from './loaded-engines.ts';
import { RestingEngine, type RestingOptions } from './resting-engine.ts';
import type { Supervisor } from './supervisor.ts';

const request = { promptIds: [1], maxTokens: 1, stopIds: [], sampling: { temperature: 0 } };

/** Supervisors of a model whose answers end when the test says so. */
function makeModel(options: Partial<Omit<RestingOptions, 'start'>> = {}) {
  const events: string[] = [];
  const answers: (() => void)[] = [];
  let nLoaded = 0;
  let failsNext = false;
  let contextLength = 64;
  const start = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (failsNext) {
      failsNext = false;
      throw new Error('no memory');
    }
    nLoaded++;
    events.push('loaded');
    const engineProcess = {
      pid: nLoaded,
      async *generate(): AsyncGenerator<GeneratedToken> {
        await new Promise<void>((resolve) => void answers.push(resolve));
        yield { id: 7, finishReason: 'stop' };
      },
    };
    const state = { status: 'ready', nRestarts: 1, lastFailure: null };
    const close = async () => {
      nLoaded--;
      events.push('unloaded');
    };
    const model = { contextLength, vocabSize: 8, deviceName: 'device' };
    return {
      engineProcess,
      state,
      close,
      model,
      stats: { ...atRest, nSteps: 2 },
      isSteady: true,
    } as never as Supervisor;
  };
  const open = () => RestingEngine.start({ start, idleUnloadMs: 0, loaded: new LoadedEngines(), ...options });
  return {
    open,
    events,
    answers,
    nLoaded: () => nLoaded,
    failNext: () => {
      failsNext = true;
    },
    shrink: () => {
      contextLength = 32;
    },
  };
}

async function ask(engine: RestingEngine, signal?: AbortSignal, owner?: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of engine.generate({ ...request, owner }, signal)) ids.push(id);
  return ids;
}

it('unloads when it was idle for its time, and loads with the next request, once for all that wait', async () => {
  const model = makeModel({ idleUnloadMs: 20 });
  const engine = await model.open();
  await until(() => engine.state().status === 'unloaded' && model.nLoaded() === 0, 'unloaded');
  expect([engine.contextLength, engine.pid]).toEqual([64, undefined]);
  const asked = [ask(engine), ask(engine)];
  await until(() => model.answers.length === 2, 'both run');
  await new Promise((resolve) => setTimeout(resolve, 40)); // longer than its idle time
  expect(engine.state().status).toBe('ready');
  for (const end of model.answers) end();
  expect(await Promise.all(asked)).toEqual([[7], [7]]);
  await until(() => model.events.length === 4, 'unloaded again');
  expect(model.events).toEqual(['loaded', 'unloaded', 'loaded', 'unloaded']);
  // What earlier processes counted is not lost.
  expect([engine.stats().nSteps, engine.state().nRestarts]).toEqual([4, 2]);
});

it('leaves when it is told to, but not under a running answer, and comes back with the next request', async () => {
  const model = makeModel();
  const engine = await model.open();
  const asked = ask(engine);
  await until(() => model.answers.length === 1, 'an answer runs');
  await engine.leave();
  expect([engine.state().status, engine.residency().leavesWhenIdle]).toEqual(['ready', true]);
  model.answers.pop()?.();
  expect(await asked).toEqual([7]);
  await until(() => engine.state().status === 'unloaded', 'it has left');
  expect(engine.residency()).toEqual({ idleSince: undefined, leavesAt: undefined, leavesWhenIdle: false });
  const again = ask(engine);
  await until(() => model.answers.length === 1, 'it is back');
  model.answers.pop()?.();
  expect(await again).toEqual([7]);
  expect(engine.residency().idleSince).toBeInstanceOf(Date); // told once, it leaves once
  await engine.leave();
  expect(engine.state().status).toBe('unloaded');
});

it('tells since when it is idle, and when it leaves', async () => {
  const model = makeModel({ idleUnloadMs: 60_000 });
  const engine = await model.open();
  const { idleSince, leavesAt } = engine.residency();
  expect(Math.abs(Number(idleSince) - Date.now())).toBeLessThan(5000);
  expect(Number(leavesAt) - Number(idleSince)).toBe(60_000);
  await engine.close();
});

it('never unloads unless it was told to', async () => {
  const model = makeModel();
  const engine = await model.open();
  const asked = ask(engine);
  await until(() => model.answers.length === 1, 'runs');
  model.answers[0]?.();
  await asked;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(model.events).toEqual(['loaded']);
});

it('a request that leaves while it loads gets nothing, and disturbs nobody', async () => {
  const model = makeModel({ idleUnloadMs: 10 });
  const engine = await model.open();
  await until(() => model.nLoaded() === 0, 'unloaded');
  const leave = new AbortController();
  const asked = ask(engine, leave.signal);
  const other = ask(engine);
  leave.abort();
  expect(await asked).toEqual([]);
  await until(() => model.answers.length === 1, 'the other runs');
  model.answers[0]?.();
  expect(await other).toEqual([7]);
});

it('a load that fails is a 503, and the next request tries again', async () => {
  const model = makeModel({ idleUnloadMs: 10 });
  const engine = await model.open();
  await until(() => model.nLoaded() === 0, 'unloaded');
  model.failNext();
  await expect(ask(engine)).rejects.toMatchObject({ kind: 'engineLost', retryAfterSeconds: 5 });
  const asked = ask(engine);
  await until(() => model.answers.length === 1, 'runs');
  model.answers[0]?.();
  expect(await asked).toEqual([7]);
});

it('a file that was exchanged meanwhile is not served', async () => {
  const model = makeModel({ idleUnloadMs: 10 });
  const engine = await model.open();
  await until(() => model.nLoaded() === 0, 'unloaded');
  model.shrink();
  await expect(ask(engine)).rejects.toMatchObject({ cause: { message: expect.stringContaining('has changed') } });
  expect(model.nLoaded()).toBe(0);
});

it('closes while it loads', async () => {
  const model = makeModel({ idleUnloadMs: 10 });
  const engine = await model.open();
  await until(() => model.nLoaded() === 0, 'unloaded');
  const asked = ask(engine).catch((error: { kind: string }) => error.kind);
  await engine.close();
  expect([await asked, model.nLoaded(), engine.state().status]).toEqual(['engineLost', 0, 'draining']);
});

it('the engine that is idle longest gives way', async () => {
  const loaded = new LoadedEngines(2);
  const [one, two, three] = [makeModel({ loaded }), makeModel({ loaded }), makeModel({ loaded })];
  vi.spyOn(performance, 'now').mockReturnValueOnce(1).mockReturnValueOnce(2);
  await one.open();
  await two.open();
  await three.open();
  vi.restoreAllMocks();
  expect([one.nLoaded(), two.nLoaded(), three.nLoaded()]).toEqual([0, 1, 1]);
});

it('nothing is unloaded under a running answer, and nobody waits for ever', async () => {
  const loaded = new LoadedEngines(1);
  const [one, two] = [makeModel({ loaded }), makeModel({ loaded })];
  const first = await one.open();
  const second = await two.open();
  const running = ask(second);
  await until(() => two.answers.length === 1, 'runs');
  const waiting = ask(first); // needs the place of the second
  await until(() => loaded.isContended, 'the first waits');
  const later = ask(second); // comes after it, so it waits too
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect([one.nLoaded(), two.nLoaded(), two.answers.length]).toEqual([0, 1, 1]);
  two.answers[0]?.();
  expect(await running).toEqual([7]);
  await until(() => one.answers.length === 1, 'the first has its turn');
  expect(two.nLoaded()).toBe(0);
  one.answers[0]?.();
  expect(await waiting).toEqual([7]);
  await until(() => two.answers.length === 2, 'the second is back');
  two.answers[1]?.();
  expect(await later).toEqual([7]);
});

it('a token that alternates between models does not keep the engine loading while another one asks', async () => {
  const loaded = new LoadedEngines(1);
  const models = [makeModel({ loaded }), makeModel({ loaded })];
  const engines = [await models[0]?.open(), await models[1]?.open()] as [RestingEngine, RestingEngine];
  const answering = setInterval(() => {
    for (const { answers } of models) for (const end of answers.splice(0)) end();
  }, 1);
  const over = AbortSignal.timeout(600);
  const counts = { thrash: 0, guest: 0 };
  const repeat = async (who: keyof typeof counts, next: () => RestingEngine) => {
    while (!over.aborted) if ((await ask(next(), over, who)).length > 0) counts[who]++;
  };
  let nth = 0;
  await Promise.all([repeat('thrash', () => engines[nth++ % 2] as RestingEngine), repeat('guest', () => engines[0])]);
  clearInterval(answering);
  expect(counts.thrash).toBeGreaterThan(0);
  // As many, where nobody waits; four times as many on a quiet machine.
  expect(counts.guest).toBeGreaterThan(1.5 * counts.thrash);
});
