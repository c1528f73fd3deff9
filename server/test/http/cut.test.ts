// Answers held to JSON or to a call that are completed because max_tokens runs out say `length` in every form of the
// API; answers that the model ends itself do not.
import { describe, expect, it } from 'vitest';
import { Ai } from '../../../sdk/src/ai.ts';
import { randomEngine } from '../fuzz/random-model.ts';
import { accountId, apiToken, authorization, framesOf, model, startServer } from './harness.ts';

const messages = [{ role: 'user', content: 'Tim' }];
const ofOne = (property: object) => ({ type: 'object', properties: { a: property }, required: ['a'] });
/** Noise hardly ever closes a string by itself. */
const endless = ofOne({ type: 'string' });
const short = ofOne({ enum: ['b'] });
const format = (schema: object) => ({ type: 'json_schema', json_schema: { name: 'x', schema } });
const tools = (parameters: object) => [{ type: 'function', function: { name: 'sum', parameters } }];

/** The reasons in an answer, or in the frames of a stream. */
function reasonsOf(text: string): unknown[] {
  const bodies = text.startsWith('data:')
    ? framesOf(text)
        .filter((data) => data !== '[DONE]')
        .map((data) => JSON.parse(data))
    : [JSON.parse(text)];
  return bodies
    .flatMap((body) => [body.finish_reason, body.result?.finish_reason, body.choices?.[0]?.finish_reason])
    .filter((reason) => typeof reason === 'string');
}

const paths = {
  chat: '/ai/v1/chat/completions',
  completions: '/ai/v1/completions',
  run: `/ai/run/${model}`,
};

describe.each([false, true])('with stream: %s', (stream) => {
  it.each<[string, keyof typeof paths, (schema: object) => object, string]>([
    ['JSON of a chat', 'chat', (schema) => ({ messages, response_format: format(schema) }), 'stop'],
    ['JSON of a completion', 'completions', (schema) => ({ prompt: 'Tim', response_format: format(schema) }), 'stop'],
    ['JSON of a run', 'run', (schema) => ({ prompt: 'Tim', response_format: format(schema) }), 'stop'],
    [
      'calls of a chat',
      'chat',
      (schema) => ({ messages, tools: tools(schema), tool_choice: 'required' }),
      'tool_calls',
    ],
    ['calls of a run', 'run', (schema) => ({ messages, tools: tools(schema), tool_choice: 'required' }), 'tool_calls'],
  ])('%s', async (_, path, body, whole) => {
    const { accountUrl } = await startServer(randomEngine(5));
    const ask = async (schema: object) => {
      const request = { model, stream, max_tokens: 50, parallel_tool_calls: false, seed: 7, ...body(schema) };
      const response = await fetch(accountUrl + paths[path], {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify(request),
      });
      return reasonsOf(await response.text());
    };
    expect(await ask(endless)).toEqual(['length']);
    expect(await ask(short)).toEqual([whole]);
  });
});

it('says so through the SDK too', async () => {
  const server = await startServer(randomEngine(5));
  const ai = new Ai({ accountId, apiToken, baseUrl: `${server.url}/client/v4` });
  const ask = (schema: object) =>
    ai.run(model as '@cf/mistral/mistral-7b-instruct-v0.1', {
      prompt: 'Tim',
      max_tokens: 50,
      seed: 7,
      response_format: { type: 'json_schema', json_schema: schema },
    });
  expect((await ask(endless)).finish_reason).toBe('length');
  expect((await ask(short)).finish_reason).toBe('stop');
});
