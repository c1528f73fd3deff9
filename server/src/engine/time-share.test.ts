// A step is shared out by the time it takes, as far as the times of steps are known.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ArithmeticModel, expectedIds } from '../../test/engine/arithmetic-model.ts';
import { Engine } from './engine.ts';
import type { Batch, Scores } from './model.ts';
import { StepTimes } from './step-times.ts';
import { RecentOwners, type Sharing, shareTime } from './time-share.ts';

const sequences = (owner: string, n: number, more: Partial<Sharing> = {}): Sharing[] =>
  Array.from({ length: n }, (_, i) => ({ owner, nShared: 1, lastStep: i, ...more }));

/** Of a device on which a step takes so long for each token, and for itself. */
function timesOf(perToken: number, perStep: number): StepTimes {
  const times = new StepTimes();
  for (let n = 1; n <= 64; n *= 2) times.note(n, perStep + n * perToken);
  return times;
}

const crowd = [...sequences('guest', 1), ...sequences('crowd', 60)];
const owners = (chosen: readonly Sharing[]) => chosen.map(({ owner }) => owner);

describe('a step', () => {
  it('is whole where more tokens take no longer, where it is short, and where there is one owner', () => {
    for (const [ready, times] of [
      [crowd, timesOf(0.1, 30)],
      [crowd, timesOf(0.1, 0)],
      [sequences('crowd', 60), timesOf(10, 0)],
    ] as const) {
      expect(shareTime(ready, { maxTokens: 512, times })).toEqual({ sequences: ready, maxTokens: 512 });
    }
  });

  it('takes no longer than twice what the one token of another owner takes, where each takes its time', () => {
    const { sequences: chosen, maxTokens } = shareTime(crowd, { maxTokens: 512, times: timesOf(20, 0) });
    expect(owners(chosen)).toEqual(['guest', 'crowd']);
    expect(maxTokens).toBe(2);
    // A step of 16 tokens takes 36 ms, one token 21.
    expect(shareTime(crowd, { maxTokens: 512, times: timesOf(1, 20) }).maxTokens).toBe(16);
  });

  it('goes to those that have waited for longest, in the order of their turns', () => {
    const ready = [...sequences('guest', 1), ...sequences('crowd', 60).reverse()];
    const { sequences: chosen } = shareTime(ready, { maxTokens: 512, times: timesOf(1, 20) });
    expect(chosen.slice(1).map(({ lastStep }) => lastStep)).toEqual(Array.from({ length: 15 }, (_, i) => 14 - i));
  });

  it('leaves what one owner does not need to the others', () => {
    const ready = [...sequences('a', 1), ...sequences('b', 2), ...sequences('c', 40)];
    expect(
      owners(shareTime(ready, { maxTokens: 512, times: timesOf(1, 20) }).sequences).filter((owner) => owner === 'c')
        .length,
    ).toBe(29);
  });

  it('is short once where steps are long and nothing is known of short ones', () => {
    const times = new StepTimes();
    times.note(61, 100);
    expect(shareTime(crowd, { maxTokens: 512, times }).maxTokens).toBe(2);
    times.note(2, 90);
    times.note(1, 90);
    expect(shareTime(crowd, { maxTokens: 512, times }).maxTokens).toBe(4);
  });

  it('is kept short for an owner who was there a moment ago', () => {
    const alone = sequences('crowd', 60);
    const times = timesOf(1, 20);
    const recent = new RecentOwners();
    for (const owner of ['guest', 'crowd']) recent.note(owner, 1000);
    const nAbsent = recent.nBeside(new Set(['crowd']), 1500);
    expect(nAbsent).toBe(1);
    expect(shareTime(alone, { maxTokens: 512, times, nAbsent }).maxTokens).toBe(16);
    expect(recent.nBeside(new Set(['crowd']), 2500)).toBe(0);
  });

  it('that was slow once is tried again', () => {
    const times = timesOf(0, 20);
    times.note(64, 2000);
    expect(shareTime(crowd, { maxTokens: 512, times }).maxTokens).toBe(32);
    let nSteps = 0;
    while (shareTime(crowd, { maxTokens: 512, times }).maxTokens === 32) nSteps++;
    expect(nSteps).toBeGreaterThan(20);
    expect(nSteps).toBeLessThan(500);
  });
});

it('an owner with one sequence has half of the time beside one with forty, which all come to their end', async () => {
  class Slow extends ArithmeticModel {
    override async forward(batch: Batch): Promise<Scores[]> {
      await sleep(2 * batch.tokenIds.length);
      return super.forward(batch);
    }
  }
  const model = new Slow({ maxBatchTokens: 128, contextLength: 64, nBlocks: 2000 });
  const engine = new Engine(model);
  const ids = async (owner: string, seed: number, n: number) => {
    const all: number[] = [];
    const request = { promptIds: [seed], maxTokens: n, stopIds: [], sampling: { temperature: 0 }, owner };
    for await (const { id } of engine.generate(request)) all.push(id);
    return all;
  };
  const others = Array.from({ length: 40 }, (_, i) => ids('crowd', i, 6));
  while (model.steps.length < 2) await sleep(5);
  const nBefore = model.steps.length;
  await ids('guest', 50, 6);
  const sizes = model.steps.slice(nBefore, nBefore + 7).map(({ tokenIds }) => tokenIds.length);
  expect(sizes.filter((n) => n <= 16).length).toBeGreaterThanOrEqual(5);
  for (const [i, one] of (await Promise.all(others)).entries()) expect(one).toEqual(expectedIds([i], 6));
});
