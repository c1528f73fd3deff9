// Work that does not fit into a turn of the event loop waits for the next one, and owners take turns then.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LoopTurns } from './loop-turns.ts';

it('work runs at once while little is done in a turn of the loop', () => {
  const turns = new LoopTurns();
  const done: number[] = [];
  for (let i = 0; i < 3; i++) turns.run(String, () => void done.push(i));
  expect(done).toEqual([0, 1, 2]);
});

it('an owner with little work does not wait for all that another one has, nor does the loop', async () => {
  let nowMs = 0;
  const turns = new LoopTurns(() => nowMs);
  const done: string[] = [];
  const perTurn: number[] = [];
  const work = (owner: string) =>
    turns.run(
      () => owner,
      () => {
        nowMs += 6;
        done.push(owner);
      },
    );
  for (let i = 0; i < 10; i++) work('much');
  expect(done).toHaveLength(2);
  work('little');
  while (done.length < 11) {
    const nBefore = done.length;
    await nextTurn();
    perTurn.push(done.length - nBefore);
  }
  expect(done.indexOf('little')).toBeLessThan(5);
  expect(Math.max(...perTurn)).toBe(2);
  turns.run(String, () => void done.push('later'));
  expect(done.at(-1)).toBe('later');
});

it('work that throws leaves the others their turns', async () => {
  const turns = new LoopTurns();
  expect(() =>
    turns.run(String, () => {
      throw new Error('a');
    }),
  ).toThrow('a');
  const done: number[] = [];
  turns.run(String, () => void done.push(1));
  await nextTurn();
  expect(done).toEqual([1]);
});
