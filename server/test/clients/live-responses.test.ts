// OpenAI's responses from a live engine through npm openai: whole, streamed, with a call that must be made, and held to a
// schema.
import OpenAI from 'openai';
import { expect, it } from 'vitest';
import { apiToken, model } from '../http/harness.ts';
import { useLiveServer } from './live-server.ts';

const server = useLiveServer();
const asked = { model, input: 'Once upon a time', temperature: 0, max_output_tokens: 24 };
const properties = { a: { type: 'integer', minimum: 0, maximum: 9 }, b: { enum: ['x', 'y'] } };
const schema = { type: 'object', properties, required: ['a', 'b'], additionalProperties: false };
const fitting = { a: expect.any(Number), b: expect.stringMatching(/^[xy]$/) };

function client(): OpenAI {
  return new OpenAI({ apiKey: apiToken, baseURL: `${server.url}/v1`, maxRetries: 0 });
}

it('a response is whole, with its usage and why it ended', async () => {
  const response = await client().responses.create(asked);
  expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  expect(response.output_text).not.toBe('');
  expect(response.usage?.output_tokens).toBe(24);
  expect(response.usage?.total_tokens).toBe((response.usage?.input_tokens ?? 0) + 24);
});

it('a streamed response has the same text and usage, piece by piece', async () => {
  const whole = await client().responses.create(asked);
  const pieces: string[] = [];
  const stream = client().responses.stream(asked);
  stream.on('response.output_text.delta', ({ delta }) => void pieces.push(delta));
  const final = await stream.finalResponse();
  expect(final.output_text).toBe(whole.output_text);
  expect(pieces.join('')).toBe(whole.output_text);
  expect(pieces.length).toBeGreaterThan(5);
  expect(final.usage).toEqual(whole.usage);
});

it('a call that must be made is made, whole and streamed', async () => {
  const tools = [{ type: 'function' as const, name: 'choose', parameters: schema, strict: true }];
  const forced = {
    ...asked,
    max_output_tokens: 100,
    parallel_tool_calls: false,
    tools,
    tool_choice: { type: 'function' as const, name: 'choose' },
  };
  const whole = await client().responses.create(forced);
  const final = await client().responses.stream(forced).finalResponse();
  for (const { output } of [whole, final]) {
    const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []));
    expect(calls.map(({ name }) => name)).toEqual(['choose']);
    expect(JSON.parse(calls[0]?.arguments ?? '')).toEqual(fitting);
  }
});

it('a text is held to a schema', async () => {
  const format = { type: 'json_schema' as const, name: 'choice', schema, strict: true };
  const response = await client().responses.create({ ...asked, max_output_tokens: 100, text: { format } });
  expect(response.status).toBe('completed');
  expect(JSON.parse(response.output_text)).toEqual(fitting);
});
