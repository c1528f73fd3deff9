// Mocks of models that read: vectors and scores over every binding, the same for the same texts.
import { getResponse } from 'msw';
import { expect, it } from 'vitest';
import { Ai } from '../src/index.ts';
import { mockAi } from '../src/mock.ts';
import { mockWorkersAi } from '../src/msw.ts';

const embedder = '@cf/baai/bge-small-en-v1.5';
const contexts = [{ text: 'A dog ran.' }, { text: 'The cat sat.' }];
const dot = (a: readonly number[] = [], b: readonly number[] = []) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

it('a text has the same vector each time, of the model’s own length, and another text another one', async () => {
  const ai = new Ai(mockAi());
  const { data, shape } = await ai.run(embedder, { text: ['a', 'b', 'a'] });
  expect(shape).toEqual([3, 384]);
  expect(data[0]).toEqual(data[2]);
  expect(dot(data[0], data[0])).toBeCloseTo(1, 5);
  expect(Math.abs(dot(data[0], data[1]))).toBeLessThan(0.3);
  expect((await ai.run('@cf/baai/bge-large-en-v1.5', { text: 'a' })).shape).toEqual([1, 1024]);
});

it('scores go by the words of the query, the best first; a test may give its own, and its own vectors', async () => {
  const AI = mockAi();
  const ai = new Ai(AI);
  const { response } = await ai.run('@cf/baai/bge-reranker-base', { query: 'the cat', contexts });
  expect(response).toEqual([
    { id: 1, score: 1 },
    { id: 0, score: 0 },
  ]);
  AI.reply({ scores: [0.5, 0.25] }, { vectors: [[1, 2]] }, { code: 3040 });
  const best = await ai.run('@cf/baai/bge-reranker-base', { query: 'the cat', contexts, top_k: 1 });
  expect(best.response).toEqual([{ id: 0, score: 0.5 }]);
  expect(await ai.run('@cf/baai/bge-m3', { contexts })).toMatchObject({ response: [[1, 2]], shape: [1, 2] });
  await expect(ai.run(embedder, { text: 'a' }, { maxRetries: 0 })).rejects.toMatchObject({ code: 3040 });
});

it('OpenAI’s embeddings are the same vectors, as numbers or as base64', async () => {
  const { handlers } = mockWorkersAi();
  const ask = async (path: string, body: object) => {
    const request = new Request(`https://api.cloudflare.com/client/v4/accounts/a/ai/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return (await getResponse(handlers, request))?.json();
  };
  const { result } = await ask(`run/${embedder}`, { text: ['a'] });
  const { data } = await ask('v1/embeddings', { model: embedder, input: ['a'] });
  expect(data[0].embedding).toEqual(result.data[0]);
  const coded = await ask('v1/embeddings', { model: embedder, input: 'a', encoding_format: 'base64' });
  const bytes = Uint8Array.from(atob(coded.data[0].embedding), (one) => one.charCodeAt(0));
  expect([...new Float32Array(bytes.buffer)]).toEqual(data[0].embedding);
  expect((await ask('v1/embeddings', { model: embedder, input: 'a', dimensions: 8 })).data[0].embedding).toHaveLength(
    8,
  );
});

it.each([
  [{ text: '' }, "Length of '/text' must be >= 1"],
  [{ text: 5 }, "Type mismatch of '/text'"],
  [{ contexts: [{}] }, "required properties at '/contexts/0' are 'text'"],
])('refuses %j', async (input, message) => {
  const { handlers, calls } = mockWorkersAi();
  const url = `https://api.cloudflare.com/client/v4/accounts/a/ai/run/${embedder}`;
  const response = await getResponse(handlers, new Request(url, { method: 'POST', body: JSON.stringify(input) }));
  expect([response?.status, calls]).toEqual([400, []]);
  expect(await response?.text()).toContain(message);
});
