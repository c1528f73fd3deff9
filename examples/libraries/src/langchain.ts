// LangChain: a prompt, a model and a parser in a chain, over the server's OpenAI API.
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatOpenAI } from '@langchain/openai';
import type { ServerAddress } from './server.ts';

/** A story about someone, piece by piece. */
export function storyAbout({ url, apiToken }: ServerAddress, model: string, name: string) {
  const prompt = ChatPromptTemplate.fromMessages([['user', 'Tell a story about {name}.']]);
  const chat = new ChatOpenAI({ model, apiKey: apiToken, configuration: { baseURL: `${url}/v1` }, maxTokens: 40 });
  return prompt.pipe(chat).pipe(new StringOutputParser()).stream({ name });
}
