// Clients that leave a mocked answer: msw clones every response, and a client that waits for its cancel() must not hang.
// openai-node does so before it tries again.
import { setupServer } from 'msw/node';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mockWorkersAi } from '../src/msw.ts';

const mock = mockWorkersAi({ baseUrl: 'http://mock.test/client/v4' });
const server = setupServer(...mock.handlers);
beforeAll(() => server.listen());
afterAll(() => server.close());

const ask = { model: '@cf/a/b', messages: [{ role: 'user' as const, content: 'Hi' }] };
const client = () => new OpenAI({ apiKey: 'a', baseURL: 'http://mock.test/v1' }); // it looks fetch up when it is made
const slow = { chunks: ['a', 'b', 'c', 'd'], chunkDelayMs: 20 };
const askForStream = (init: RequestInit = {}) => {
  const body = JSON.stringify({ ...ask, stream: true });
  return fetch('http://mock.test/v1/chat/completions', { method: 'POST', body, ...init });
};

describe('a client that leaves', () => {
  it.each([{ code: 3040 }, { code: 3021 }, { code: 8008 }, { code: 8008, status: 503 }, { code: 3007 }])(
    'an error, %j, tries again',
    async (refusal) => {
      mock.reply(refusal, 'Hello');
      const { choices } = await client().chat.completions.create(ask);
      expect(choices[0]?.message.content).toBe('Hello');
    },
    6000,
  );

  it('a stream, ends its loop', async () => {
    mock.reply(slow);
    for await (const _ of await client().chat.completions.create({ ...ask, stream: true })) break;
  }, 3000);

  it('a body, ends its wait for the cancel', async () => {
    mock.reply(slow);
    const reader = (await askForStream()).body?.getReader();
    await reader?.read();
    await reader?.cancel();
  }, 3000);

  it('by its signal, gets the error of it', async () => {
    mock.reply({ ...slow, chunkDelayMs: 200 });
    const controller = new AbortController();
    const response = await askForStream({ signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(response.text()).rejects.toThrow();
  }, 3000);
});

it('a listener of msw reads the same answer as the client, in either order', async () => {
  const seen: Promise<string>[] = [];
  const listen = ({ response }: { response: Response }) => void seen.push(response.text());
  server.events.on('response:mocked', listen);
  mock.reply('Hello there, and good bye');
  const text = await (await askForStream()).text();
  server.events.removeListener('response:mocked', listen);
  expect(text).toContain('[DONE]');
  expect(await Promise.all(seen)).toEqual([text]);
}, 3000);
