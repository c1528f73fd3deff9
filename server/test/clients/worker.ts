// A Worker that passes a test's request to a client made for env.AI.
import { runWithTools } from '@cloudflare/ai-utils';
import { Ai } from 'cloudflare-ai-1.2.2';

/** What the Worker is asked. */
export interface Question {
  client: keyof typeof clients;
  model: string;
  input: object;
  options?: object;
}

interface Answer {
  result: unknown;
  lastRequestId?: string;
}

type Client = (binding: never, question: Question) => Promise<Answer>;

const clients = {
  async 'cloudflare-ai'(binding, { model, input }) {
    const ai = new Ai(binding);
    const result: unknown = await ai.run(model as never, input as never);
    return { result, lastRequestId: ai.lastRequestId };
  },

  async 'ai-utils'(binding, { model, input, options }) {
    const sum = {
      name: 'sum',
      description: 'Adds two numbers.',
      parameters: {
        type: 'object' as const,
        properties: { a: { type: 'number', description: 'one' }, b: { type: 'number', description: 'other' } },
        required: ['a', 'b'],
      },
      function: async ({ a, b }: { a: number; b: number }) => String(a + b),
    };
    const asked = { ...input, tools: [sum] };
    return { result: await runWithTools(binding, model as never, asked as never, options) };
  },
} satisfies Record<string, Client>;

export default {
  async fetch(request: Request, env: { AI: never }): Promise<Response> {
    const question = (await request.json()) as Question;
    try {
      const { result, lastRequestId = '' } = await (clients[question.client] as Client)(env.AI, question);
      const headers = { 'last-request-id': lastRequestId };
      if (!(result instanceof ReadableStream)) return Response.json(result, { headers });
      return new Response(result, { headers: { ...headers, 'content-type': 'text/event-stream' } });
    } catch (error) {
      const { name, message } = error as Error;
      return Response.json({ name, message }, { status: 500 });
    }
  },
};
