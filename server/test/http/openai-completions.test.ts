// POST .../v1/completions and GET .../v1/models with the requests of OpenAI's clients.
import { describe, expect, it } from 'vitest';
import { expectSchema } from '../contract/operations.ts';
import { authorization, echoing, engineOf, framesOf, model, saying, startServer, tokenizer } from './harness.ts';

interface Completion {
  choices: { index: number; text: string; finish_reason: string | null; logprobs: Record<string, unknown> | null }[];
  usage?: Record<string, number> | null;
}

async function start(engine: Parameters<typeof startServer>[0]) {
  const server = await startServer(engine);
  const url = `${server.accountUrl}/ai/v1/completions`;
  const post = (body: object) =>
    fetch(url, { method: 'POST', headers: { authorization }, body: JSON.stringify({ model, ...body }) });
  const whole = async (body: object) => {
    const response = await post(body);
    const answer = await response.json();
    expectSchema(response.ok ? 'Completion' : 'OpenAiErrorEnvelope', answer);
    return answer as Completion & { error?: { message: string; param: string } };
  };
  const streamed = async (body: object) => {
    const frames = framesOf(await (await post({ ...body, stream: true })).text());
    expect(frames.pop()).toBe('[DONE]');
    const chunks = frames.map((data) => JSON.parse(data) as Completion);
    for (const chunk of chunks) expectSchema('Completion', chunk);
    return chunks;
  };
  return { server, whole, streamed };
}

const textOf = (chunks: readonly Completion[], index: number) =>
  chunks.flatMap(({ choices }) => choices.filter((one) => one.index === index).map(({ text }) => text)).join('');

describe('a text', () => {
  it('is continued as it stands, whole and streamed alike', async () => {
    const { whole, streamed } = await start(echoing);
    const answer = await whole({ prompt: 'Lily and' });
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^id-\d{25}$/),
      object: 'text_completion',
      model,
      choices: [{ index: 0, text: ' Lily and', logprobs: null, finish_reason: 'stop' }],
    });
    const chunks = await streamed({ prompt: 'Lily and' });
    expect(textOf(chunks, 0)).toBe(' Lily and');
    expect(chunks.at(-1)).toMatchObject({ choices: [{ text: '', finish_reason: 'stop' }], usage: answer.usage });
    const asked = await streamed({ prompt: 'Lily', stream_options: { include_usage: true } });
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
  });

  it('may be several, each with several answers, in order; each prompt counts once', async () => {
    const { whole, streamed } = await start(echoing);
    const prompt = ['Lily', 'Tim and the cat'];
    const [one, two] = await Promise.all(prompt.map((text) => whole({ prompt: text })));
    const both = await whole({ prompt, n: 2 });
    expect(both.choices.map(({ index, text }) => [index, text])).toEqual([
      [0, ' Lily'],
      [1, ' Lily'],
      [2, ' Tim and the cat'],
      [3, ' Tim and the cat'],
    ]);
    const sum = (key: string) => (one?.usage?.[key] ?? 0) + (two?.usage?.[key] ?? 0);
    expect(both.usage).toMatchObject({
      prompt_tokens: sum('prompt_tokens'),
      completion_tokens: 2 * sum('completion_tokens'),
    });
    const chunks = await streamed({ prompt, n: 2 });
    expect([0, 1, 2, 3].map((index) => textOf(chunks, index))).toEqual(both.choices.map(({ text }) => text));
    expect(chunks.at(-1)?.usage).toEqual(both.usage);
  });

  it('may be token ids, one list or several', async () => {
    const { whole } = await start(echoing);
    const ids = tokenizer.encode('Lily and Tim');
    const { bosId } = tokenizer.vocabulary;
    const one = await whole({ prompt: [bosId, ...ids] });
    expect(one.choices[0]?.text).toBe(' Lily and Tim');
    expect(one.usage?.prompt_tokens).toBe(ids.length + 1);
    const two = await whole({
      prompt: [
        [bosId, ...ids],
        [bosId, ...ids.slice(0, 1)],
      ],
    });
    expect(two.choices.map(({ text }) => text)[0]).toBe(' Lily and Tim');
    const refused = await whole({ prompt: [100_000] });
    expect(refused.error?.message).toBe("Error: '/prompt' has the token id 100000, but the vocabulary has 512");
  });

  it('comes back before its answer where that is wanted', async () => {
    const { whole, streamed } = await start(saying('Tim'));
    const { bosId } = tokenizer.vocabulary;
    const prompts = ['Lily and', [bosId, ...tokenizer.encode('Lily and')]];
    for (const prompt of prompts) {
      expect((await whole({ prompt, echo: true, n: 2 })).choices.map(({ text }) => text)).toEqual(
        Array(2).fill('Lily and Tim'),
      );
      const chunks = await streamed({ prompt, echo: true });
      expect(textOf(chunks, 0)).toBe('Lily and Tim');
    }
  });
});

describe('log probabilities', () => {
  it('are lists side by side, with offsets into the text, whole and streamed alike', async () => {
    const ids = tokenizer.encode('cat é');
    const engine = engineOf(async function* ({ logprobs = 0 }) {
      for (const [i, id] of ids.entries()) {
        const topLogprobs = ids.slice(0, logprobs).map((other) => ({ id: other, logprob: -1 }));
        yield { id, finishReason: i + 1 === ids.length ? 'length' : null, logprob: -1 - i, topLogprobs };
      }
    });
    const { whole, streamed } = await start(engine);
    const { choices } = await whole({ prompt: 'a', logprobs: 2 });
    const told = choices[0]?.logprobs as { tokens: string[]; text_offset: number[]; token_logprobs: number[] };
    expect(told.token_logprobs).toEqual(ids.map((_, i) => -1 - i));
    const text = choices[0]?.text ?? '';
    for (const [i, token] of told.tokens.entries()) {
      if (!token.startsWith('bytes:')) expect(text.slice(told.text_offset[i])).toMatch(token.replace('▁', ' '));
    }
    const chunks = await streamed({ prompt: 'a', logprobs: 2 });
    const join = (key: string) =>
      chunks.flatMap((chunk) => (chunk.choices[0]?.logprobs?.[key] as unknown[] | undefined) ?? []);
    for (const [key, values] of Object.entries(told)) expect(join(key)).toEqual(values);
  });
});

it.each([
  [{}, "required properties at '/' are 'model,prompt'", 'prompt'],
  [{ prompt: null }, /^Error: Type mismatch of '\/prompt'/, 'prompt'],
  [{ prompt: [] }, /'\/prompt' must have at least 1 item/, 'prompt'],
  [{ prompt: ['a', 1] }, /Type mismatch of '\/prompt\//, /^prompt\[/],
  [{ prompt: Array(17).fill('a') }, /'\/prompt' must have at most 16 items/, 'prompt'],
  [{ prompt: 'a', logprobs: 6 }, /'\/logprobs' must be <= 5/, 'logprobs'],
  [{ prompt: 'a', logprobs: 1, echo: true }, /'\/logprobs' is not served together with '\/echo'/, 'logprobs'],
  [{ prompt: 'a', best_of: 2 }, /'\/best_of' is 2; here it must be the same as '\/n', which is 1/, 'best_of'],
  [{ prompt: 'a', suffix: 'b' }, /'\/suffix' is not supported here; leave it out/, 'suffix'],
])('%j is refused', async (body, words, param) => {
  const { whole } = await start(saying(''));
  const { error } = await whole(body);
  expect(error?.message).toMatch(words);
  expect(error?.param).toMatch(param);
});

describe('models', () => {
  it.each(['/v1', '/ai/v1'])('are listed and looked up under %s', async (path) => {
    const server = await startServer({ [model]: saying(''), '@cf/me/mine': saying('') });
    const base = path === '/v1' ? `${server.url}/v1` : `${server.accountUrl}/ai/v1`;
    const get = async (rest: string) => {
      const response = await fetch(`${base}${rest}`, { headers: { authorization } });
      return { status: response.status, body: await response.json() };
    };
    const { body } = await get('/models');
    expectSchema('OpenAiModelList', body);
    const bundled = { id: model, object: 'model', created: 1690416000, owned_by: 'tinystories', context_window: 512 };
    expect(body).toMatchObject({ object: 'list', data: [bundled, { id: '@cf/me/mine', owned_by: 'me' }] });
    for (const name of [model, encodeURIComponent(model)]) {
      expect(await get(`/models/${name}`)).toEqual({ status: 200, body: bundled });
    }
    const unknown = await get('/models/gpt-4');
    expectSchema('OpenAiErrorEnvelope', unknown.body);
    expect(unknown).toMatchObject({
      status: 404,
      body: { errors: [{ code: 3042 }], error: { code: 'model_not_found' } },
    });
    expect((await fetch(`${base}/models`)).status).toBe(401);
  });
});
