// Vercel's AI SDK: as a provider of Workers AI, or over the server's OpenAI API.
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { Ai } from 'tramontane';
import { createWorkersAI } from 'workers-ai-provider';
import type { ServerAddress } from './server.ts';

/** The text, piece by piece. In a Worker, `binding: env.AI` does the same. */
export function streamOverWorkersAi({ url, accountId, apiToken }: ServerAddress, model: string, prompt: string) {
  const ai = new Ai({ accountId, apiToken, baseUrl: `${url}/client/v4` });
  // The provider asks for the runtime's whole class and calls its run().
  const workersAi = createWorkersAI({ binding: ai as never });
  return streamText({ model: workersAi(model as never), prompt }).textStream;
}

/** The whole text. `.chat()` takes chat completions, which the provider would otherwise not choose. */
export async function textOverOpenAi({ url, apiToken }: ServerAddress, model: string, prompt: string): Promise<string> {
  const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: apiToken });
  const { text } = await generateText({ model: openai.chat(model), prompt });
  return text;
}
