// Runs in workerd, by the vitest of this folder.
import { env, exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';

it('lets the Worker ask', async () => {
  const response = await exports.default.fetch('http://worker.test/');
  expect(await response.json()).toMatchObject({ response: ', there was a little' });
});

it('is asked by the test itself, streams and refuses', async () => {
  const story = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 5, stream: true };
  const stream = await env.AI.run('@cf/tinystories/stories-260k', story);
  expect(await new Response(stream).text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
  await expect(async () => await env.AI.run('@cf/x/y', story)).rejects.toThrow('5007: ');
});
