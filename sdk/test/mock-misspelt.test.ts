// Misspelt properties, which the API would ignore: the mocks refuse them by name.
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mockAi } from '../src/mock.ts';
import { mockWorkersAi } from '../src/msw.ts';
import { rejection } from './sse.ts';

const mock = mockWorkersAi({ baseUrl: 'http://mock.test/client/v4' });
const server = setupServer(...mock.handlers);
beforeAll(() => server.listen());
afterAll(() => server.close());

const misspelt: [object, string, string][] = [
  [{ promt: 'a' }, 'promt', 'prompt'],
  [{ mesages: [] }, 'mesages', 'messages'],
  [{ message: [] }, 'message', 'messages'],
  [{ prompt: 'a', max_token: 5 }, 'max_token', 'max_tokens'],
  [{ prompt: 'a', maxTokens: 5 }, 'maxTokens', 'max_tokens'],
  [{ prompt: 'a', temprature: 5 }, 'temprature', 'temperature'],
  [{ prompt: 'a', steam: true }, 'steam', 'stream'],
  [{ prompt: 'a', response_fromat: {} }, 'response_fromat', 'response_format'],
];
const others = [
  { prompt: 'a', min_tokens: 1, top_n: 1, guided_json: {} },
  { text: ['a'] },
  { prompt: 'a', guardrails: { enabled: true } }, // Workers AI ignores it
  { image: [1], prompt: 'a', strength: 1, num_steps: 4, negative_prompt: 'b' },
  { requests: [{ prompt: 'a' }] },
];

describe('a misspelt property', () => {
  it.each(misspelt)('%j is refused by mockAi()', async (input, name, meant) => {
    const AI = mockAi('Hello');
    const message = `5006: Error: unknown property '/${name}', did you mean '/${meant}'?`;
    expect(await rejection(AI.run('@cf/a/b', input))).toMatchObject({ name: 'AiError', message });
    expect(AI.calls).toEqual([]);
  });

  it.each(misspelt)('%j is refused over HTTP', async (input, name, meant) => {
    const body = JSON.stringify({ model: '@cf/a/b', messages: [], ...input });
    for (const path of ['/client/v4/accounts/a/ai/run/@cf/a/b', '/v1/chat/completions', '/v1/completions']) {
      const response = await fetch(`http://mock.test${path}`, { method: 'POST', body });
      if (path.includes('chat') && meant === 'prompt') continue; // a chat has no prompt that could be meant
      if (path.endsWith('v1/completions') && meant === 'messages') continue;
      expect(response.status).toBe(400);
      if (!path.includes('chat') || meant !== 'messages')
        expect(await response.text()).toContain(`unknown property '/${name}', did you mean '/${meant}'?`);
    }
  });

  it.each(others)('is not %j', async (input) => {
    expect(await mockAi('Hello').run('@cf/a/b', input)).toMatchObject({ response: 'Hello' });
  });
});
