// The handlers in msw's own service worker, as an application in a browser has them.
import { setupWorker } from 'msw/browser';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Ai, AiCapacityError, AiConnectionError, collect, text } from '../../src/index.ts';
import { mockWorkersAi } from '../../src/msw.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const streamed = { prompt: 'Hi', stream: true } as const;
const workersAi = mockWorkersAi({ answers: 'Heads share keys.', apiToken: 'token' });
const worker = setupWorker(...workersAi.handlers);
const ai = new Ai({ accountId: '023e105f4ecef8ad9ca31a8372d0c353', apiToken: 'token' });

beforeAll(() => worker.start({ quiet: true, onUnhandledRequest: 'bypass' }));
afterEach(() => workersAi.reset());
afterAll(() => worker.stop());

it('answers whole and in pieces, and lists models', async () => {
  expect(await ai.run(model, { prompt: 'Hi' })).toMatchObject({ response: 'Heads share keys.' });
  expect(await collect(await ai.run(model, streamed))).toMatchObject({ response: 'Heads share keys.' });
  expect((await ai.models()).map(({ name }) => name)).toEqual([model]);
  expect(workersAi.calls).toHaveLength(2);
});

it('lets pieces come one after the other', async () => {
  workersAi.reply({ chunks: ['one', 'two', 'three'], chunkDelayMs: 40 });
  const momentsMs: number[] = [];
  for await (const _ of text(await ai.run(model, streamed))) momentsMs.push(performance.now());
  expect(momentsMs).toHaveLength(3);
  expect((momentsMs[2] ?? 0) - (momentsMs[0] ?? 0)).toBeGreaterThan(60);
});

it('refuses, and breaks off', async () => {
  workersAi.reply({ code: 3040 }, { response: 'a b c', cutAfter: 1 });
  await expect(ai.run(model, streamed, { maxRetries: 0 })).rejects.toBeInstanceOf(AiCapacityError);
  await expect(collect(await ai.run(model, streamed))).rejects.toMatchObject({ name: 'AiStreamError' });
});

it('has no connection, and loses one', async () => {
  workersAi.reply({ connectionError: true }, { response: 'a b c', lostAfter: 1 });
  await expect(ai.run(model, streamed, { maxRetries: 0 })).rejects.toBeInstanceOf(AiConnectionError);
  await expect(collect(await ai.run(model, streamed))).rejects.toMatchObject({ name: 'AiStreamError' });
});
