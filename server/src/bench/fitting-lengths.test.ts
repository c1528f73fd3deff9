// How long the answers of a benchmark are where a token takes milliseconds, and where it takes seconds.
import { expect, it } from 'vitest';
import { fittingLengths } from './fitting-lengths.ts';

const speed = (engine: string, tps: number) => ({ engine, prefillTps: 2 * tps, decodeTps: tps });
const fast = speed('tramontane', 40);

it('are the usual ones on a device that is fast enough', async () => {
  expect(await fittingLengths({}, async () => [fast])).toEqual({ nPrompt: 64, nGenerate: 32, rounds: 3 });
});

it('are those that were asked for, without a trial', async () => {
  const trial = () => Promise.reject(new Error('nothing to choose'));
  expect(await fittingLengths({ nPrompt: 500, nGenerate: 9 }, trial)).toEqual({
    nPrompt: 500,
    nGenerate: 9,
    rounds: 3,
  });
});

it('follow the slowest engine, and say so', async () => {
  const { notice, ...lengths } = await fittingLengths({}, async () => [fast, speed('llama.cpp vulkan', 2)]);
  expect(lengths).toEqual({ nPrompt: 32, nGenerate: 16, rounds: 3 });
  expect(notice).toMatch(
    /^llama\.cpp vulkan takes 0\.5 s for a token here, .*32 tokens in, 16 out, 3 rounds\. --prompt/,
  );
  const slowest = await fittingLengths({}, async () => [fast, speed('llama.cpp vulkan', 0.1)]);
  expect(slowest).toMatchObject({ nPrompt: 8, nGenerate: 4, rounds: 1, notice: expect.stringContaining('1 round.') });
});

it('leave alone what was asked for', async () => {
  const chosen = await fittingLengths({ nPrompt: 64, rounds: 2 }, async () => [speed('llama.cpp vulkan', 0.1)]);
  expect(chosen).toMatchObject({ nPrompt: 64, nGenerate: 4, rounds: 2 });
});
