// Which requests are given to the next engine when one ends before their first token.
import { expect, it } from 'vitest';
import type { GeneratedToken, GenerationRequest } from '../engine/generation.ts';
import { ServerError } from '../errors.ts';
import { SilenceError } from './engine-process.ts';
import { SupervisedEngine } from './supervised-engine.ts';
import type { Supervisor } from './supervisor.ts';

const request: GenerationRequest = { promptIds: [1], maxTokens: 8, stopIds: [2], sampling: { temperature: 0 } };
const constraint = { type: 'json_object' } as const;
const silence = new SilenceError('no sign of life for 2 s while serving: the engine hangs');
const crash = new Error("the engine's process was ended by SIGSEGV");

/** Of its engines each fails before a token, for the same cause. */
function failing(cause: Error): { engine: SupervisedEngine; nAsked: () => number } {
  let nAsked = 0;
  // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
  async function* generate(): AsyncGenerator<GeneratedToken> {
    nAsked++;
    throw new ServerError('engineLost', undefined, { cause });
  }
  const supervisor = {
    model: { contextLength: 64 },
    isSteady: true,
    isClosed: false,
    secondsToRestart: 1,
    engineProcess: { generate },
    whenBack: async () => undefined,
  };
  return { engine: new SupervisedEngine(supervisor as unknown as Supervisor), nAsked: () => nAsked };
}

it.each([
  ['any request when the engine has crashed', request, crash, 2],
  ['one with a constraint when it has crashed', { ...request, constraint }, crash, 2],
  ['one without a constraint when it has hung', request, silence, 2],
  ['not one with a constraint when it has hung', { ...request, constraint }, silence, 1],
  ['not one that rather fails than waits', { ...request, rejectIfBusy: true }, crash, 1],
])('%s', async (_, one, cause, nTries) => {
  const { engine, nAsked } = failing(cause);
  await expect(engine.generate(one).next()).rejects.toMatchObject({ kind: 'engineLost', cause });
  expect(nAsked()).toBe(nTries);
});
