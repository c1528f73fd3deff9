// The setting `alias` on a running server: a served model answers to other names, and the answer says which one it is.
import { expect, it } from 'vitest';
import { authorization, model, saying, startServer } from './harness.ts';

const name = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';
const headers = { authorization };
const post = (url: string, body: object, more: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) });

it('answers on every route, names the model in a header, and warns once for each name', async () => {
  const server = await startServer(saying('Lily'), { alias: ['@cf/*'] });
  const input = { prompt: 'Tim' };
  const answers = [
    await post(`${server.accountUrl}/ai/run/${name}`, input),
    await post(`${server.accountUrl}/ai/run`, { model: name, input }),
    await post(`${server.url}/run?version=3`, { inputs: input, options: {} }, { 'cf-consn-model-id': name }),
    await post(`${server.url}/v1/completions`, { model: name, ...input }),
    await post(`${server.url}/v1/chat/completions`, { model: name, messages: [{ role: 'user', content: 'Tim' }] }),
    await fetch(`${server.url}/v1/models/${name}`, { headers }),
    await fetch(`${server.accountUrl}/ai/models/schema?model=${encodeURIComponent(name)}`, { headers }),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const runs = answers.slice(0, 5);
  expect(runs.map((answer) => answer.headers.get('x-tramontane-model'))).toEqual(runs.map(() => model));
  expect(await answers[3]?.json()).toMatchObject({ model });
  const warnings = server.log.filter(({ level }) => level === 40);
  expect(warnings).toMatchObject([{ askedModel: name, model, msg: expect.stringContaining('alias') }]);
  await post(`${server.accountUrl}/ai/run/@cf/a/b`, input);
  expect(server.log.filter(({ level }) => level === 40)).toHaveLength(2);
  expect(server.log.find(({ msg }) => msg === 'request')).toMatchObject({ model, askedModel: name });
});

it('leaves names that no alias fits unknown, and lists what there is', async () => {
  const server = await startServer(saying('Lily'), { alias: [`@cf/a/b=${model}`] });
  const run = (asked: string) => post(`${server.accountUrl}/ai/run/${asked}`, { prompt: 'Tim' });
  expect((await run('@cf/a/b')).status).toBe(200);
  const refusal = await run('@cf/a/c');
  expect(refusal.status).toBe(400);
  expect(await refusal.text()).toContain(`No such model @cf/a/c or task: this server has '${model}'`);
});

it('names the model where it was asked for by its own name, and warns of nothing', async () => {
  const server = await startServer(saying('Lily'), { alias: ['*'] });
  const answer = await server.run({ prompt: 'Tim' });
  expect(answer.headers.get('x-tramontane-model')).toBe(model);
  expect(server.log.filter(({ level }) => level === 40)).toEqual([]);
});

it('stops at an alias of a model that is not served', async () => {
  await expect(startServer(saying(''), { alias: ['@cf/*=@cf/a/b'] })).rejects.toThrow(
    /alias is .* not served; .*'@cf\/tiny/,
  );
});
