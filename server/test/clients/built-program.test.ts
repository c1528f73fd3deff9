// Published clients against the built program: dist/main.js with its engine in its own process. Their own tests check
// single answers from the sources; this one checks that the build loses nothing.
import Cloudflare from 'cloudflare';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveServer, startServer } from '../../../examples/worker/test/live-server.ts';
import { model } from '../http/harness.ts';
import { longStory, rejection, story, storyBegins } from './live-server.ts';

let server: LiveServer;
beforeAll(async () => {
  server = await startServer();
}, 30_000);
afterAll(() => server?.stop());

function openAi(): OpenAI {
  return new OpenAI({ apiKey: server.apiToken, baseURL: `${server.url}/v1`, maxRetries: 0 });
}

it('answers cloudflare', async () => {
  const { apiToken, accountId: account_id, url } = server;
  const client = new Cloudflare({ apiToken, baseURL: `${url}/client/v4`, maxRetries: 0 });
  expect(await client.user.tokens.verify()).toMatchObject({ status: 'active' });
  const answer = await client.ai.run(model, { account_id, ...story } as never);
  expect(answer).toMatchObject({ response: expect.stringMatching(storyBegins), finish_reason: 'length' });
  expect(await rejection(client.ai.run(model, { account_id, prompt: 5 } as never))).toMatchObject({ status: 400 });
});

it('answers openai, whole, streamed and held to a schema', async () => {
  const { raw: _, ...asked } = { ...story, model };
  const whole = await openAi().completions.create(asked);
  let text = '';
  for await (const chunk of await openAi().completions.create({ ...asked, stream: true })) {
    text += chunk.choices[0]?.text ?? '';
  }
  expect(text).toMatch(storyBegins);
  expect(text).toBe(whole.choices[0]?.text);
  const schema = {
    type: 'object',
    properties: { a: { type: 'boolean' } },
    required: ['a'],
    additionalProperties: false,
  };
  const held = await openAi().chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Tim' }],
    response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    stop: ['"'],
  });
  expect(JSON.parse(held.choices[0]?.message.content ?? '')).toEqual({ a: expect.any(Boolean) });
});

it('stops for who leaves, in the other process too', async () => {
  const reading = async (name: string) => {
    const headers = { authorization: `Bearer ${server.apiToken}` };
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    return Number(new RegExp(`^tramontane_${name}\\{.*\\} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const before = await reading('engine_generated_tokens_total');
  const { raw: _, ...asked } = { ...longStory, model };
  for await (const _chunk of await openAi().completions.create({ ...asked, n: 4, stream: true })) break;
  // The engine tells its counters twice a second, so both may be those of before the request for a while.
  const hasStopped = async () =>
    (await reading('engine_generated_tokens_total')) > before && (await reading('engine_running_sequences')) === 0;
  await expect.poll(hasStopped, { timeout: 30_000 }).toBe(true);
  expect((await reading('engine_generated_tokens_total')) - before).toBeLessThan(4 * longStory.max_tokens);
});
