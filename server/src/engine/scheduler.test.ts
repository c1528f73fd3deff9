// Which sequences get into a step: fairness between owners, blocks that are taken away and computed again, shared
// prefixes, and the remains of a stopped sequence. The arithmetic model shows it.
import { describe, expect, it } from 'vitest';
import { ArithmeticModel, expectedIds as expected, vocabSize } from '../../test/engine/arithmetic-model.ts';
import { Engine } from './engine.ts';
import type { GenerationRequest } from './generation.ts';

const prompt = (n: number, seed = 5) => Array.from({ length: n }, (_, i) => (i * seed + seed) % vocabSize);
const request = (promptIds: number[], maxTokens: number, more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  promptIds,
  maxTokens,
  stopIds: [],
  sampling: { temperature: 0 },
  ...more,
});

async function idsOf(engine: Engine, asked: GenerationRequest, signal?: AbortSignal): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of engine.generate(asked, signal)) ids.push(id);
  return ids;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const nTokensOf = (model: ArithmeticModel) => model.steps.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);

describe('owners', () => {
  it('get places in turn: one that asks for little does not wait for one that asks for much', async () => {
    const model = new ArithmeticModel({ maxBatchTokens: 8, contextLength: 200, nBlocks: 300 });
    const engine = new Engine(model);
    const many = Array.from({ length: 20 }, (_, i) => idsOf(engine, request([i], 150, { owner: 'much' })));
    while (model.steps.length < 5) await turn();
    const before = model.steps.length;
    expect(await idsOf(engine, request([50], 5, { owner: 'little' }))).toEqual(expected([50], 5));
    expect(model.steps.length - before).toBeLessThanOrEqual(8);
    expect(engine.stats()).toMatchObject({ nRunning: 4, nPreemptions: 1 });
    for (const [i, ids] of (await Promise.all(many)).entries()) expect(ids).toEqual(expected([i], 150));
  });

  it('share out the tokens of prompts: one with many long ones does not keep another from its first token', async () => {
    const model = new ArithmeticModel({ maxBatchTokens: 32, contextLength: 400, nBlocks: 4000 });
    const engine = new Engine(model);
    const many = Array.from({ length: 10 }, (_, i) => idsOf(engine, request(prompt(300, i + 2), 2, { owner: 'much' })));
    while (model.steps.length < 5) await turn();
    const before = model.steps.length;
    await idsOf(engine, request(prompt(30, 3), 1, { owner: 'little' }));
    expect(model.steps.length - before).toBeLessThanOrEqual(4);
    await Promise.all(many);
  });

  it('fill the queue only up to their own limit', async () => {
    const engine = new Engine(new ArithmeticModel());
    const add = (owner: string) => engine.generate(request([1], 1, { owner }));
    for (let i = 0; i < 256; i++) add('a');
    expect(() => add('a')).toThrow(expect.objectContaining({ kind: 'noCapacity' }));
    for (const owner of ['b', 'c', 'd']) for (let i = 0; i < 256; i++) add(owner);
    expect(() => add('e')).toThrow(expect.objectContaining({ kind: 'noCapacity' }));
    await engine.close();
  });

  it('do not share what was computed for another', async () => {
    const engine = new Engine(new ArithmeticModel());
    for (const owner of ['a', 'b', 'a']) await idsOf(engine, request(prompt(30), 1, { owner }));
    expect(engine.stats().prefix).toEqual({ nQueriedTokens: 90, nCachedTokens: 28 });
  });
});

describe('a cache that is too small', () => {
  it('takes blocks from the youngest, which goes on later as if nothing had been', async () => {
    const options = { contextLength: 64, nBlocks: 20, maxBatchTokens: 16 };
    const sampled = (seed: number) => request([seed], 60, { sampling: { temperature: 1, seed } });
    const alone: number[][] = [];
    for (let seed = 0; seed < 4; seed++) {
      alone.push(await idsOf(new Engine(new ArithmeticModel({ ...options, nBlocks: 64 })), sampled(seed)));
    }
    const engine = new Engine(new ArithmeticModel(options));
    const together = await Promise.all([0, 1, 2, 3].map((seed) => idsOf(engine, sampled(seed))));
    expect(together).toEqual(alone);
    expect(engine.stats().nPreemptions).toBeGreaterThan(0);
    expect(engine.stats().kvBlocks?.nFree).toBe(20);
  });

  it('is refused where the longest sequence could not run alone', () => {
    const model = new ArithmeticModel({ contextLength: 64, nBlocks: 15 });
    expect(() => new Engine(model)).toThrow('15 blocks of 4 positions; a sequence may need 64 positions');
  });
});

describe('a beginning that was computed before', () => {
  it('is not computed again, for another turn of a chat or the same prompt; its last token is', async () => {
    const model = new ArithmeticModel({ contextLength: 128 });
    const engine = new Engine(model);
    const first = prompt(30);
    const completion = await idsOf(engine, request(first, 11));
    expect(nTokensOf(model)).toBe(30 + 10); // the last id of a completion is never computed
    const second = [...first, ...completion, 3, 1, 4];
    expect(await idsOf(engine, request(second, 1))).toEqual(expected(second, 1));
    expect(nTokensOf(model) - 40).toBe(4); // of 44, 10 full blocks of 4 were there
    expect(await idsOf(engine, request(second, 1))).toEqual(expected(second, 1));
    expect(nTokensOf(model) - 44).toBe(4); // all 44 are full blocks, but something must be computed
    expect(engine.stats().prefix).toEqual({ nQueriedTokens: 30 + 44 + 44, nCachedTokens: 40 + 40 });
  });

  it('is shared while it is in use, and takes no blocks of its own', async () => {
    const model = new ArithmeticModel({ contextLength: 128, maxBatchTokens: 16 });
    const engine = new Engine(model);
    const system = prompt(40);
    await idsOf(engine, request(system, 1));
    const all = [1, 2, 3].map((id) => idsOf(engine, request([...system, id], 20)));
    while (engine.stats().nRunning < 3) await turn();
    await turn();
    expect(engine.stats().kvBlocks?.nFree).toBeGreaterThanOrEqual(64 - 10 - 3 * 2);
    for (const [i, ids] of (await Promise.all(all)).entries()) expect(ids).toEqual(expected([...system, i + 1], 20));
  });

  it('is forgotten where the cache is needed for something else, the longest unused first', async () => {
    const model = new ArithmeticModel({ contextLength: 64, nBlocks: 16 });
    const engine = new Engine(model);
    for (const seed of [2, 3, 2, 4]) await idsOf(engine, request(prompt(28, seed), 1)); // 7 blocks each
    expect(engine.stats().prefix?.nCachedTokens).toBe(24);
    await idsOf(engine, request(prompt(28, 2), 1));
    expect(engine.stats().prefix?.nCachedTokens).toBe(48);
    const before = engine.stats().prefix?.nCachedTokens ?? 0;
    await idsOf(engine, request(prompt(28, 3), 1));
    expect((engine.stats().prefix?.nCachedTokens ?? 0) - before).toBeLessThan(24);
  });

  it('is used as far as the sliding window still has it', async () => {
    const model = new ArithmeticModel({ contextLength: 200, slidingWindow: 10, nBlocks: 12 });
    const engine = new Engine(model);
    const first = prompt(100);
    await idsOf(engine, request(first, 1));
    expect(engine.stats().kvBlocks?.nFree).toBe(12);
    const before = nTokensOf(model);
    const second = [...first, 7, 8, 9];
    expect(await idsOf(engine, request(second, 3))).toEqual(expected(second, 3, 10));
    expect(nTokensOf(model) - before).toBe(3 + 2); // 100 of 103, though most of their blocks are gone
  });
});

describe('a sequence that is stopped', () => {
  it.each(['aborted while it generates', 'aborted while its prompt is read', 'left by its reader'])(
    'gives back its blocks within two steps: %s',
    async (how) => {
      const model = new ArithmeticModel({ contextLength: 400, nBlocks: 300, maxBatchTokens: 8 });
      const engine = new Engine(model);
      const other = idsOf(engine, request([1], 200));
      const abort = new AbortController();
      const isPrompt = how.includes('prompt');
      const reading = (async () => {
        for await (const _ of engine.generate(request(prompt(isPrompt ? 300 : 20), 100), abort.signal)) {
          if (how.includes('left')) break;
        }
      })();
      while (model.steps.length < 10) await turn();
      abort.abort();
      const at = model.steps.length;
      while (engine.stats().nRunning > 1) await turn();
      expect(model.steps.length - at).toBeLessThanOrEqual(2);
      expect(model.steps.slice(at + 1).every(({ blockTables }) => blockTables.length === 1)).toBe(true);
      await reading;
      expect(await other).toEqual(expected([1], 200));
      await turn();
      expect(engine.stats().kvBlocks?.nFree).toBe(300);
    },
  );

  it('gives back its blocks when nothing else runs and nobody reads', async () => {
    const engine = new Engine(new ArithmeticModel({ contextLength: 400, nBlocks: 300 }));
    const abort = new AbortController();
    const completion = engine.generate(request([1], 300), abort.signal)[Symbol.asyncIterator]();
    await completion.next();
    for (let i = 0; i < 50; i++) await turn(); // stalled: its reader does not read on
    expect(engine.stats()).toMatchObject({ nRunning: 1 });
    abort.abort();
    await turn();
    expect(engine.stats()).toMatchObject({ nRunning: 0, kvBlocks: { nFree: 300 } });
  });

  it('leaves nothing for others to share when its logits were unusable', async () => {
    const model = new ArithmeticModel();
    const forward = model.forward.bind(model);
    let isBroken = true;
    model.forward = async (batch) =>
      (await forward(batch)).map(({ logits }) => ({ logits: isBroken ? logits.fill(Number.NaN) : logits }));
    const engine = new Engine(model);
    await expect(idsOf(engine, request(prompt(20), 5))).rejects.toThrow('finite');
    isBroken = false;
    expect(await idsOf(engine, request(prompt(20), 5))).toEqual(expected(prompt(20), 5));
    expect(engine.stats().prefix?.nCachedTokens).toBe(0);
  });
});
