// Thoughts of a model, seen from outside: in a field of their own, or in the text, and what the template is told.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { Vocabulary } from '../../src/text/vocabulary.ts';
import { accountId, authorization, echoing, openServerOf, saying, type TestServer, tokenizer } from './harness.ts';

const template =
  "{% for m in messages %}{{ m.role }}: {{ m.reasoning_content }}|{{ m.content.split('</think>')[-1] }}\n{% endfor %}" +
  '{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}';
const { vocabulary } = tokenizer;
const kindNumbers = { normal: 1, unknown: 2, control: 3, 'user-defined': 4, unused: 5, byte: 6 };
const thinking = new Tokenizer(
  new Vocabulary({
    ...vocabulary,
    scores: [...vocabulary.scores],
    kinds: vocabulary.kinds.map((kind) => kindNumbers[kind]),
    chatTemplate: template,
  }),
);
const names = { thinks: '@hf/me/thinks', echoes: '@hf/me/echoes' };

// One for all tests: each model starts a process for its template.
let server: TestServer;
beforeAll(async () => {
  const engines = { thinks: saying('<think>Hm.</think>Yes.'), echoes: echoing };
  const models = Object.entries(engines).map(([which, engine]) => {
    const name = names[which as keyof typeof names];
    return { name, path: `${which}.gguf`, tokenizer: thinking, engine, close: async () => {} };
  });
  server = await openServerOf(models);
});
afterAll(() => server.close());

const post = (path: string, body: object) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { authorization }, body: JSON.stringify(body) });

function ask(which: keyof typeof names, body: object): Promise<Response> {
  const messages = [{ role: 'user', content: 'Hi' }];
  return post('/v1/chat/completions', { model: names[which], messages, ...body });
}

async function messageOf(which: keyof typeof names, body: object) {
  const { choices } = (await (await ask(which, body)).json()) as { choices: { message: Record<string, unknown> }[] };
  return choices[0]?.message;
}

it('are told in reasoning_content, or left where they are', async () => {
  expect(await messageOf('thinks', {})).toEqual({ role: 'assistant', content: 'Yes.', reasoning_content: 'Hm.' });
  expect(await messageOf('thinks', { reasoning_format: 'none' })).toEqual({
    role: 'assistant',
    content: '<think>Hm.</think>Yes.',
  });
});

it('stay in the text of a run, unless it asks for them apart', async () => {
  const run = async (body: object) => {
    const path = `/client/v4/accounts/${accountId}/ai/run/${names.thinks}`;
    return (await (await post(path, { prompt: 'Hi', ...body })).json()) as { result: object };
  };
  expect((await run({})).result).toMatchObject({ response: '<think>Hm.</think>Yes.' });
  const apart = { response: 'Yes.', reasoning_content: 'Hm.' };
  expect((await run({ reasoning_format: 'deepseek' })).result).toMatchObject(apart);
  expect((await run({ reasoning_format: 'raw' })).result).toEqual({});
});

it('are streamed before the text', async () => {
  const frames = (await (await ask('thinks', { stream: true })).text())
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: {'))
    .map((frame) => JSON.parse(frame.slice(6)).choices[0]?.delta ?? {});
  expect(frames.map(({ reasoning_content: thoughts = '' }) => thoughts).join('')).toBe('Hm.');
  expect(frames.map(({ content = '' }) => content).join('')).toBe('Yes.');
  expect(frames[0]).toMatchObject({ role: 'assistant', reasoning_content: expect.any(String) });
});

it('come back to the template apart, with the variables of the request', async () => {
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b', reasoning_content: 'c' },
    { role: 'assistant', content: '<think>\nd\n</think>\n\ne' },
  ];
  const asked = { messages, reasoning_format: 'none', chat_template_kwargs: { enable_thinking: false } };
  const message = await messageOf('echoes', asked);
  expect(message?.content).toBe('user: |a\nassistant: c|b\nassistant: d|e\n<think></think>');
  const refused = await ask('echoes', { chat_template_kwargs: 'enable_thinking' });
  expect(refused.status).toBe(400);
});
