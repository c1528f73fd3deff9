// Thoughts of a model, seen from outside: in a field of their own, or in the text, and what the template is told.
import { expect, it, onTestFinished } from 'vitest';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { Vocabulary } from '../../src/text/vocabulary.ts';
import { authorization, echoing, openServerOf, saying, tokenizer } from './harness.ts';

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
const name = '@hf/me/thinks';

async function ask(engine: typeof echoing, body: object): Promise<Response> {
  const close = async () => {};
  const server = await openServerOf([{ name, path: 'thinks.gguf', tokenizer: thinking, engine, close }]);
  onTestFinished(() => server.close());
  const messages = [{ role: 'user', content: 'Hi' }];
  const init = { method: 'POST', headers: { authorization }, body: JSON.stringify({ model: name, messages, ...body }) };
  return fetch(`${server.url}/v1/chat/completions`, init);
}

async function messageOf(engine: typeof echoing, body: object) {
  const { choices } = (await (await ask(engine, body)).json()) as { choices: { message: Record<string, unknown> }[] };
  return choices[0]?.message;
}

it('are told in reasoning_content, or left where they are', async () => {
  const engine = saying('<think>Hm.</think>Yes.');
  expect(await messageOf(engine, {})).toEqual({ role: 'assistant', content: 'Yes.', reasoning_content: 'Hm.' });
  expect(await messageOf(engine, { reasoning_format: 'none' })).toEqual({
    role: 'assistant',
    content: '<think>Hm.</think>Yes.',
  });
});

it('are streamed before the text', async () => {
  const frames = (await (await ask(saying('<think>Hm.</think>Yes.'), { stream: true })).text())
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
  const message = await messageOf(echoing, asked);
  expect(message?.content).toBe('user: |a\nassistant: c|b\nassistant: d|e\n<think></think>');
  const refused = await ask(echoing, { chat_template_kwargs: 'enable_thinking' });
  expect(refused.status).toBe(400);
});
