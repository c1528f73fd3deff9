// OpenAI's own client, pointed at the server.
import OpenAI from 'openai';
import type { ServerAddress } from './server.ts';

/** An answer that is held to a JSON schema. */
export async function jsonAnswer({ url, apiToken }: ServerAddress, model: string): Promise<unknown> {
  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: apiToken });
  const { choices } = await openai.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Name a colour.' }],
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'colour',
        schema: {
          type: 'object',
          properties: { colour: { enum: ['red', 'green', 'blue'] } },
          required: ['colour'],
          additionalProperties: false,
        },
      },
    },
  });
  return JSON.parse(choices[0]?.message.content ?? '');
}
