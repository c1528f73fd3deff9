// The engine over a model made of arithmetic: what it schedules, how it ends, and that sequences keep out of each
// other's way. No device.
import { describe, expect, it } from 'vitest';
import { ArithmeticModel, expectedIds as expected, vocabSize } from '../../test/engine/arithmetic-model.ts';
import { Engine } from './engine.ts';
import type { GeneratedToken, GenerationRequest } from './generation.ts';

const request = (promptIds: number[], maxTokens = 10, stopIds: number[] = []): GenerationRequest => ({
  promptIds,
  maxTokens,
  stopIds,
  sampling: { temperature: 0 },
});

async function collect(tokens: AsyncIterable<GeneratedToken>): Promise<GeneratedToken[]> {
  const all: GeneratedToken[] = [];
  for await (const token of tokens) all.push(token);
  return all;
}

const idsOf = (tokens: readonly GeneratedToken[]) => tokens.map(({ id }) => id);

describe('Engine', () => {
  it('continues a prompt until maxTokens and says so on the last id', async () => {
    const tokens = await collect(new Engine(new ArithmeticModel()).generate(request([1, 2, 3])));
    expect(idsOf(tokens)).toEqual(expected([1, 2, 3], 10));
    expect(tokens.map(({ finishReason }) => finishReason)).toEqual([...Array(9).fill(null), 'length']);
  });

  it('ends at a stop id', async () => {
    const all = expected([5], 10);
    const tokens = await collect(new Engine(new ArithmeticModel()).generate(request([5], 10, [all[3] as number])));
    expect(idsOf(tokens)).toEqual(all.slice(0, all.indexOf(all[3] as number) + 1));
    expect(tokens.at(-1)?.finishReason).toBe('stop');
  });

  it('ends at the end of the context', async () => {
    const prompt = Array.from({ length: 60 }, (_, i) => i);
    const tokens = await collect(new Engine(new ArithmeticModel()).generate(request(prompt, 100)));
    expect(tokens).toHaveLength(4);
    expect(tokens.at(-1)?.finishReason).toBe('length');
  });

  it('takes a long prompt in chunks and lets completions go on between them', async () => {
    const model = new ArithmeticModel();
    const engine = new Engine(model);
    const long = Array.from({ length: 30 }, (_, i) => (i * 5) % vocabSize);
    const [short, late] = await Promise.all([
      collect(engine.generate(request([9], 12))),
      collect(engine.generate(request(long, 5))),
    ]);
    expect(idsOf(short)).toEqual(expected([9], 12));
    expect(idsOf(late)).toEqual(expected(long, 5));
    expect(Math.max(...model.steps.map((step) => step.tokenIds.length))).toBeLessThanOrEqual(8);
    // While the prompt was still being read, every step also had the other sequence's token in it.
    expect(model.steps.slice(0, 3).every((step) => step.blockTables.length === 2)).toBe(true);
  });

  it('gives ten sequences, two of which run at once, what each gets alone', async () => {
    const engine = new Engine(new ArithmeticModel({ maxBatchTokens: 4 }));
    const prompts = Array.from({ length: 10 }, (_, i) => [i, i * 2 + 1, 40 - i]);
    const completions = await Promise.all(prompts.map((prompt, i) => collect(engine.generate(request(prompt, 5 + i)))));
    for (const [i, completion] of completions.entries())
      expect(idsOf(completion)).toEqual(expected(prompts[i] ?? [], 5 + i));
  });

  it('stops computing when the reader leaves', async () => {
    const model = new ArithmeticModel();
    const engine = new Engine(model);
    for await (const _ of engine.generate(request([1], 60))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(model.steps.length).toBeLessThan(40);
    const before = model.steps.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(model.steps).toHaveLength(before);
    expect(idsOf(await collect(engine.generate(request([4], 3))))).toEqual(expected([4], 3));
  });

  it('stops when the signal is aborted: while it waits, while it runs, and before it starts', async () => {
    const model = new ArithmeticModel({ maxBatchTokens: 1 });
    const engine = new Engine(model);
    const abort = new AbortController();
    const first = engine.generate(request([1], 50), abort.signal);
    const waiting = collect(engine.generate(request([2], 50), abort.signal));
    let n = 0;
    for await (const _ of first) if (++n === 3) abort.abort();
    expect(n).toBeLessThan(10);
    expect(await waiting).toEqual([]);
    expect(await collect(engine.generate(request([3], 5), AbortSignal.abort()))).toEqual([]);
    expect(idsOf(await collect(engine.generate(request([4], 3))))).toEqual(expected([4], 3));
  });

  it('does not compute ahead of a reader that has stopped reading, and goes on when it reads', async () => {
    const model = new ArithmeticModel({ maxBatchTokens: 1 });
    const iterator = new Engine(model).generate(request([1], 60))[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const ahead = model.steps.length;
    expect(ahead).toBeLessThanOrEqual(34);
    const rest: number[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) rest.push(next.value.id);
    expect(rest).toEqual(expected([1], 60).slice(1));
    expect(model.steps.length).toBeGreaterThan(ahead);
  });

  it('fails the running sequences when a step fails, and refuses new ones', async () => {
    const model = new ArithmeticModel();
    model.failAfter = 3;
    const engine = new Engine(model);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { id } of engine.generate(request([1], 20))) seen.push(id);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'ServerError', kind: 'engineLost' });
    expect(seen).toEqual(expected([1], 3));
    expect(() => engine.generate(request([1]))).toThrow(expect.objectContaining({ kind: 'engineLost' }));
    expect(engine.failure?.message).toBe('VK_ERROR_DEVICE_LOST');
  });

  it('fails only the sequence whose logits are unusable', async () => {
    const model = new ArithmeticModel();
    const forward = model.forward.bind(model);
    model.forward = async (batch) =>
      (await forward(batch)).map((row, i) =>
        batch.tokenIds[batch.outputs[i] ?? 0] === 77 ? { logits: row.logits.fill(Number.NaN) } : row,
      );
    const engine = new Engine(model);
    const [bad, good] = await Promise.allSettled([
      collect(engine.generate(request([77]))),
      collect(engine.generate(request([2]))),
    ]);
    expect(bad.status).toBe('rejected');
    expect(good.status === 'fulfilled' && idsOf(good.value)).toEqual(expected([2], 10));
  });

  it('refuses more than it can queue, and what is no token', () => {
    const engine = new Engine(new ArithmeticModel());
    for (let i = 0; i < 256; i++) engine.generate(request([1]));
    expect(() => engine.generate(request([1]))).toThrow(expect.objectContaining({ kind: 'noCapacity' }));
    const other = new Engine(new ArithmeticModel());
    expect(() => other.generate(request([]))).toThrow('an empty prompt');
    expect(() => other.generate(request([97]))).toThrow('token id 97');
    expect(() => other.generate(request([1.5]))).toThrow('token id 1.5');
    expect(() => other.generate(request(Array(64).fill(1)))).toThrow('a prompt of 64 tokens');
    expect(() => other.generate(request([1], 0))).toThrow('maxTokens 0');
  });

  it('tells what it does and has done', async () => {
    const engine = new Engine(new ArithmeticModel({ maxBatchTokens: 4 }));
    expect(engine.stats()).toEqual({
      nRunning: 0,
      nWaiting: 0,
      nSteps: 0,
      nStepSequences: 0,
      nStepsBySize: [0, 0, 0, 0, 0, 0, 0, 0],
      nStepTokens: 0,
      stepSeconds: 0,
      nGeneratedTokens: 0,
      held: { nChosenTokens: 0, nMaskedTokens: 0, nForcedTokens: 0 },
      nPreemptions: 0,
      kvBlocks: { nTotal: 64, nFree: 64, nCached: 0 },
      prefix: { nQueriedTokens: 0, nCachedTokens: 0 },
    });
    const completions = [1, 2, 3].map((id) => collect(engine.generate(request([id], 4))));
    expect(engine.stats()).toMatchObject({ nRunning: 0, nWaiting: 3 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(engine.stats()).toMatchObject({ nRunning: 2, nWaiting: 1 });
    await Promise.all(completions);
    // Two share four steps, the third has four of its own; each has an id of prompt and sees three of its four.
    const { stepSeconds, ...counts } = engine.stats();
    expect(counts).toMatchObject({ nSteps: 8, nStepSequences: 12, nStepTokens: 12, nGeneratedTokens: 12 });
    expect(counts.nStepsBySize).toEqual([4, 4, 0, 0, 0, 0, 0, 0]);
    expect(stepSeconds).toBeGreaterThan(0);
    expect(structuredClone(engine.stats())).toEqual(engine.stats());
  });

  it('refuses at once what must not wait, while as many run as can', async () => {
    const engine = new Engine(new ArithmeticModel({ maxBatchTokens: 4 })); // two sequences
    const impatient = { ...request([1]), rejectIfBusy: true };
    const first = collect(engine.generate(impatient));
    const second = collect(engine.generate(impatient));
    expect(() => engine.generate(impatient)).toThrow(expect.objectContaining({ kind: 'noCapacity' }));
    const patient = collect(engine.generate(request([1])));
    expect((await Promise.all([first, second, patient])).map(({ length }) => length)).toEqual([10, 10, 10]);
    expect(await collect(engine.generate(impatient))).toHaveLength(10);
  });

  it('tells log probabilities where they are asked for, and wants all logits for them', async () => {
    const model = new ArithmeticModel();
    const engine = new Engine(model);
    const [told, plain] = await Promise.all([
      collect(engine.generate({ ...request([1, 2], 3), logprobs: 2 })),
      collect(engine.generate(request([1, 2], 3))),
    ]);
    expect(idsOf(told)).toEqual(idsOf(plain));
    expect(plain.some((token) => 'logprob' in token)).toBe(false);
    const chosen = 1 - Math.log(Math.E + vocabSize - 1); // one logit is 1, all others are 0
    for (const { id, logprob, topLogprobs } of told) {
      expect(logprob).toBeCloseTo(chosen, 6);
      const [first, second] = topLogprobs ?? [];
      expect([first?.id, second?.id]).toEqual([id, id === 0 ? 1 : 0]);
      expect(second?.logprob).toBeCloseTo(chosen - 1, 6);
    }
    expect(model.steps.flatMap(({ nBest = [] }) => nBest)).toEqual([0, 1, 0, 1, 0, 1]);
    expect(() => engine.generate({ ...request([1]), logprobs: 21 })).toThrow('logprobs 21');
  });

  it('closes: running sequences fail, and nothing is computed after', async () => {
    const model = new ArithmeticModel();
    const engine = new Engine(model);
    const reading = collect(engine.generate(request([1], 60)));
    const failed = expect(reading).rejects.toMatchObject({ kind: 'engineLost' });
    await new Promise((resolve) => setTimeout(resolve, 3));
    await engine.close();
    await failed;
    expect(model.isRunning).toBe(false);
    expect(() => engine.generate(request([1]))).toThrow(expect.objectContaining({ kind: 'engineLost' }));
  });
});
