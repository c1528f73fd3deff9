// Each library against a live server with the bundled model.
import type {} from '@tramontane/server/vitest';
import { expect, inject, it } from 'vitest';
import { streamOverWorkersAi, textOverOpenAi } from '../src/ai-sdk.ts';
import { storyAbout } from '../src/langchain.ts';
import { jsonAnswer } from '../src/openai.ts';

const { url, accountId, apiToken, modelNames } = inject('tramontane');
const server = { url, accountId, apiToken: apiToken ?? '' };
const [model = ''] = modelNames;

async function piecesOf(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) if (piece !== '') pieces.push(piece);
  return pieces;
}

it('the AI SDK streams over the Workers AI provider', async () => {
  const pieces = await piecesOf(streamOverWorkersAi(server, model, 'Once upon a time'));
  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.join('')).toMatch(/[a-z]+ [a-z]+/);
});

it('the AI SDK gets a text over the OpenAI API', async () => {
  expect(await textOverOpenAi(server, model, 'Once upon a time')).toMatch(/[a-z]+ [a-z]+/);
});

it('LangChain streams a chain', async () => {
  const pieces = await piecesOf(await storyAbout(server, model, 'Lily'));
  expect(pieces.length).toBeGreaterThan(5);
});

it("OpenAI's client gets JSON that fits the schema", async () => {
  expect(await jsonAnswer(server, model)).toEqual({ colour: expect.stringMatching(/^(red|green|blue)$/) });
});
