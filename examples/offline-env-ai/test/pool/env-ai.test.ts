// A project's own tests with @cloudflare/vitest-pool-workers, whose env.AI is the one of wrangler.jsonc's env.offline.
import { env, exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';

it('lets the Worker ask, whole and streamed', async () => {
  const response = await exports.default.fetch('http://worker.test/');
  expect(await response.json()).toMatchObject({ response: expect.stringMatching(/./) });
  const stream = await exports.default.fetch('http://worker.test/stream');
  expect(await stream.text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
});

it('is asked by the test itself', async () => {
  const { AI, AI_MODEL } = env;
  const story = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 5 };
  expect(await AI.run(AI_MODEL, story)).toMatchObject({ response: ', there was a little' });
  await expect(async () => await AI.run('@cf/x/y', story)).rejects.toThrow('5007: ');
});
