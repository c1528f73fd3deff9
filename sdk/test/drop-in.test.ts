// Ai as the binding of libraries that were written for env.AI: Vercel's AI SDK through workers-ai-provider, and
// @cloudflare/ai-utils.
import { runWithTools } from '@cloudflare/ai-utils';
import { generateText, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { createWorkersAI } from 'workers-ai-provider';
import { Ai } from '../src/index.ts';
import { mockAi } from '../src/mock.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';

describe('the binding of workers-ai-provider', () => {
  const provider = (AI: ReturnType<typeof mockAi>) => createWorkersAI({ binding: new Ai(AI) as never });

  it('generates text', async () => {
    const AI = mockAi({ response: 'Heads share keys.', finishReason: 'length' });
    const { text, usage, finishReason } = await generateText({ model: provider(AI)(model), prompt: 'What is it?' });
    expect(text).toBe('Heads share keys.');
    expect(finishReason).toBe('length');
    expect(usage.outputTokens).toBe(5);
    expect(AI.calls[0]).toMatchObject({ model, input: { messages: [{ role: 'user', content: 'What is it?' }] } });
  });

  it('streams text', async () => {
    const AI = mockAi('Heads share keys.');
    const { textStream } = streamText({ model: provider(AI)(model), prompt: 'What is it?' });
    const pieces: string[] = [];
    for await (const piece of textStream) pieces.push(piece);
    expect(pieces.join('')).toBe('Heads share keys.');
    expect(pieces.length).toBeGreaterThan(1);
  });
});

describe('the ai of @cloudflare/ai-utils', () => {
  it('calls tools, and answers with what they gave', async () => {
    const AI = mockAi([{ response: '', toolCalls: [{ name: 'sum', arguments: { a: 1, b: 2 } }] }, 'It is 3.']);
    const seen: unknown[] = [];
    const sum = {
      name: 'sum',
      description: 'Adds two numbers.',
      parameters: {
        type: 'object' as const,
        properties: { a: { type: 'number', description: 'one' }, b: { type: 'number', description: 'the other' } },
        required: ['a', 'b'],
      },
      function: async (args: unknown) => {
        seen.push(args);
        return '3';
      },
    };
    const messages = [{ role: 'user', content: 'What is 1 + 2?' }];
    const answer = await runWithTools(new Ai(AI) as never, model as never, { messages, tools: [sum] } as never);
    expect(answer).toMatchObject({ response: 'It is 3.' });
    expect(seen).toEqual([{ a: 1, b: 2 }]);
    expect(AI.calls).toHaveLength(2);
  });
});
