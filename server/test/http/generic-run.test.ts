// POST .../ai/run with the model in the body; queued requests and rejectIfBusy.
import { describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import { ServerError } from '../../src/errors.ts';
import { authorization, engineOf, framesOf, model, saying, startServer, tokenizer } from './harness.ts';

async function start(engine: Parameters<typeof startServer>[0] = saying('Lily')) {
  const server = await startServer(engine);
  const post = (body: unknown, query = '') =>
    fetch(`${server.accountUrl}/ai/run${query}`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    });
  return { server, post };
}

describe('a run whose body names the model', () => {
  it('answers like one whose path does, whole and streamed', async () => {
    const { server, post } = await start();
    const input = { prompt: 'Tim' };
    const whole = await post({ model, input, options: { gateway: { id: 'a' }, extraHeaders: {} } });
    expect(whole.headers.get('cf-ai-req-id')).not.toBeNull();
    expect(await whole.json()).toEqual(await (await server.run(input)).json());
    const stream = await post({ model, input: { ...input, stream: true } });
    expect(framesOf(await stream.text()).at(-1)).toBe('[DONE]');
  });

  it.each([{}, { options: null }, { options: {} }])('may have options that say nothing: %j', async (options) => {
    const { server, post } = await start();
    expect((await post({ model, input: { prompt: 'Tim' }, ...options })).status).toBe(200);
    const bound = await fetch(`${server.url}/run?version=3`, {
      method: 'POST',
      headers: { authorization, 'cf-consn-model-id': model },
      body: JSON.stringify({ inputs: { prompt: 'Tim' }, ...options }),
    });
    expect(bound.status).toBe(200);
    expect((await server.run({ prompt: 'Tim', ...options })).status).toBe(200);
  });

  it.each([
    [{}, 5006, "required properties at '/' are 'model,input'"],
    [{ model }, 5006, "required properties at '/' are 'model,input'"],
    [{ model: 5, input: {} }, 5006, "'model' must be a name"],
    [null, 5006, "required properties at '/' are 'model,input'"],
    [
      { model: '@cf/x/y', input: {} },
      5007,
      "No such model @cf/x/y or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name",
    ],
    [{ model, input: {} }, 5006, "required properties at '/' are 'prompt'"],
    [{ model, input: { prompt: 'a' }, options: 'x' }, 5006, "Type mismatch of '/options', 'object' not in 'string'"],
    [
      { model, input: { prompt: 'a' }, options: { rejectIfBusy: 1 } },
      5006,
      "Type mismatch of '/options/rejectIfBusy', 'boolean' not in 'number','integer'",
    ],
  ])('is refused for %j', async (body, code, words) => {
    const { post } = await start();
    const response = await post(body);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: [{ code: number; message: string }] };
    expect(errors[0].code).toBe(code);
    expect(errors[0].message).toContain(words);
  });
});

it('refuses to queue, rather than to answer at once what asked for a later answer', async () => {
  const { server, post } = await start();
  const refused = [
    await post({ model, input: { prompt: 'a' } }, '?queueRequest=true'),
    await fetch(`${server.runUrl}?queueRequest=true`, { method: 'POST', headers: { authorization }, body: '{}' }),
  ];
  for (const response of refused) {
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('this model has no queue');
  }
  expect((await post({ model, input: { prompt: 'a' } }, '?queueRequest=false&tags=a')).status).toBe(200);
});

it('is in haste where it says so, on every route: busy is 429 with a time to try again', async () => {
  const seen: (boolean | undefined)[] = [];
  const busy = engineOf(async function* ({ rejectIfBusy }: GenerationRequest) {
    seen.push(rejectIfBusy);
    if (rejectIfBusy) throw new ServerError('noCapacity');
    yield { id: tokenizer.encode('once')[0] as number, finishReason: 'length' };
  });
  const { server, post } = await start(busy);
  const input = { prompt: 'a' };
  const options = { rejectIfBusy: true };
  const bind = (body: object) =>
    fetch(`${server.url}/run?version=3`, {
      method: 'POST',
      headers: { authorization, 'cf-consn-model-id': model },
      body: JSON.stringify(body),
    });
  const chat = (body: object) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'a' }], ...body }),
    });
  const refused = [
    await server.run({ ...input, options }),
    await post({ model, input, options }),
    await bind({ inputs: input, options }),
    await chat({ options, stream: true }),
  ];
  for (const response of refused) {
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    await response.text();
  }
  const patient = [
    await server.run(input),
    await post({ model, input }),
    await bind({ inputs: input }),
    await chat({}),
  ];
  for (const response of patient) expect(response.status).toBe(200);
  expect(seen).toEqual([true, true, true, true, undefined, undefined, undefined, undefined]);
});
