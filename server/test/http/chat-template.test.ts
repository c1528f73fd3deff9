// The chat template of a served model, seen from outside: the engine repeats its prompt.
import { expect, it } from 'vitest';
import { authorization, echoing, model, startServer } from './harness.ts';

const mistral = '@cf/mistral/mistral-7b-instruct-v0.1';
const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];

async function answer(name: string, body: object): Promise<string> {
  const server = await startServer({ [name]: echoing });
  const url = `${server.accountUrl}/ai/run/${name}`;
  const init = { method: 'POST', headers: { authorization }, body: JSON.stringify({ max_tokens: 100, ...body }) };
  const { result } = (await (await fetch(url, init)).json()) as { result: { response: string } };
  return result.response;
}

it('a model is asked as the catalogue says of its name', async () => {
  expect(await answer(mistral, { messages })).toBe('[INST] Be brief.\n\nHi [/INST]');
  expect(await answer('@cf/meta/llama-2-7b-chat-int8', { messages })).toBe(
    '[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST]',
  );
  expect(await answer(model, { messages })).toBe(' Be brief.\nHi');
});

it('a model of one’s own is asked as its names suggest', async () => {
  expect(await answer('@hf/me/mistral-7b-instruct', { messages })).toBe('[INST] Be brief.\n\nHi [/INST]');
  expect(await answer('@hf/me/mine', { messages })).toBe(' Be brief.\nHi');
});

it('a prompt is one message of the user, unless it is raw', async () => {
  expect(await answer(mistral, { prompt: 'Hi' })).toBe('[INST] Hi [/INST]');
  expect(await answer(mistral, { prompt: '[INST] Hi', raw: true })).toBe(' [INST] Hi');
});
