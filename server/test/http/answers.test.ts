// Successful runs: bytes, headers, usage, and that both forms of an answer agree.
import { expect, it } from 'vitest';
import { expectSchema } from '../contract/operations.ts';
import {
  accountId,
  apiToken,
  authorization,
  echoing,
  engineOf,
  framesOf,
  model,
  saying,
  startServer,
  tokenizer,
} from './harness.ts';

const story = 'Once upon a time, there was a 😀 and a „café“.\nThe end';

it('a whole answer is one envelope, to the byte', async () => {
  const server = await startServer(saying('Lily'));
  const response = await server.run({ prompt: 'Tim', raw: true });
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cf-ai-req-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(response.headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/);
  expect(response.headers.get('x-powered-by')).toBeNull();
  const { usage } = JSON.parse(text).result;
  expect(text).toBe(
    `{"result":{"response":" Lily","tool_calls":[],"usage":{"prompt_tokens":${usage.prompt_tokens},` +
      `"completion_tokens":${usage.completion_tokens},"total_tokens":${usage.total_tokens}},"finish_reason":"stop"},` +
      '"success":true,"errors":[],"messages":[]}',
  );
});

it('a stream is frames and nothing else, and its texts joined are the whole answer', async () => {
  const server = await startServer(saying(story));
  const whole = (await (await server.run({ prompt: 'Tim' })).json()) as { result: { response: string; usage: object } };
  const response = await server.run({ prompt: 'Tim', stream: true });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('content-length')).toBeNull();
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(response.headers.get('cf-ai-req-id')).not.toBeNull();

  const frames = framesOf(await response.text());
  expect(frames.pop()).toBe('[DONE]');
  expect(frames.pop()).toBe(JSON.stringify({ response: '', usage: whole.result.usage, finish_reason: 'stop' }));
  expect(frames.length).toBeGreaterThan(10);
  for (const data of frames) {
    const chunk = JSON.parse(data);
    expectSchema('AiTextGenerationStreamChunk', chunk);
    expect(Object.keys(chunk)).toEqual(['response', 'tool_calls', 'p']);
    expect('abdefghijklmnoprstuvxyz1234567890'.startsWith(chunk.p)).toBe(true);
    expect(chunk.response).not.toContain('\ufffd');
  }
  expect(frames.map((data) => JSON.parse(data).response).join('')).toBe(whole.result.response);
  expect(whole.result.response).toBe(` ${story}`);
});

it('says so where max_tokens cut the answer off, whole and streamed', async () => {
  const server = await startServer(saying(story));
  const body = { prompt: 'Tim', max_tokens: 3 };
  expect(await (await server.run(body)).json()).toMatchObject({ result: { finish_reason: 'length' } });
  const frames = framesOf(await (await server.run({ ...body, stream: true })).text());
  expect(JSON.parse(frames.at(-2) ?? '')).toMatchObject({ finish_reason: 'length' });
});

it('usage counts BOS and template, and stops at max_tokens', async () => {
  const server = await startServer(saying(story));
  const run = async (body: object) =>
    ((await (await server.run(body)).json()) as { result: { usage: Record<string, number> } }).result.usage;
  expect(await run({ prompt: '<s>', raw: true, max_tokens: 3 })).toEqual({
    prompt_tokens: 1,
    completion_tokens: 3,
    total_tokens: 4,
  });
  const usage = await run({ prompt: 'Tim', max_tokens: 200 });
  expect(usage.total_tokens).toBe((usage.prompt_tokens ?? 0) + (usage.completion_tokens ?? 0));
});

it.each([
  ['as it is', model],
  ['percent-encoded', encodeURIComponent(model)],
  ['with encoded slashes', model.replaceAll('/', '%2F')],
  ['with an encoded @', model.replace('@', '%40')],
  ['half and half', model.replace('/', '%2f')],
])('a model name may be written %s', async (_form, name) => {
  const server = await startServer(saying('Lily'));
  const response = await fetch(`${server.accountUrl}/ai/run/${name}?queueRequest=false&whatever=1`, {
    method: 'POST',
    headers: { authorization },
    body: '{"prompt":"Tim"}',
  });
  expect(response.status).toBe(200);
});

it('the account may be written in capitals, the scheme of the token too', async () => {
  const server = await startServer(saying('Lily'));
  const response = await fetch(server.runUrl.replace(accountId, accountId.toUpperCase()), {
    method: 'POST',
    headers: { authorization: `bearer ${apiToken}` },
    body: '{"prompt":"Tim"}',
  });
  expect(response.status).toBe(200);
});

it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=latin1', 'nonsense'])(
  'a body is JSON under content-type %s',
  async (type) => {
    const server = await startServer(echoing);
    const response = await server.run({ prompt: 'Lily' }, { headers: { authorization, 'content-type': type } });
    expect(((await response.json()) as { result: { response: string } }).result.response).toBe(' Lily');
  },
);

it('messages, parts and fields that change nothing arrive', async () => {
  const server = await startServer(echoing);
  const messages = [
    { role: 'system', content: 'Tim' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'and ' },
        { type: 'text', text: 'Lily' },
      ],
    },
  ];
  const response = await server.run({ messages, user: 'me', n: 1 });
  expect(((await response.json()) as { result: { response: string } }).result.response).toBe(' Tim\nand Lily');
});

it('answers that run at the same time do not mix', async () => {
  const server = await startServer(echoing);
  const texts = Array.from({ length: 20 }, (_, i) => `Lily and Tim saw ${i} cats`);
  const answers = await Promise.all(
    texts.map(async (prompt, i) => {
      const response = await server.run({ prompt, stream: i % 2 === 0 });
      if (i % 2 !== 0) return ((await response.json()) as { result: { response: string } }).result.response;
      return framesOf(await response.text())
        .slice(0, -1)
        .map((data) => JSON.parse(data).response)
        .join('');
    }),
  );
  expect(answers).toEqual(texts.map((text) => ` ${text}`));
});

it('an answer of nothing is still an answer', async () => {
  const server = await startServer(saying(''));
  expect(((await (await server.run({ prompt: 'Tim' })).json()) as { result: object }).result).toMatchObject({
    response: '',
  });
  const frames = framesOf(await (await server.run({ prompt: 'Tim', stream: true })).text());
  expect(frames).toHaveLength(2);
  expect(frames[1]).toBe('[DONE]');
});

it('a good token is verified, whatever the account', async () => {
  const server = await startServer(saying(''));
  const response = await fetch(`${server.url}/client/v4/user/tokens/verify`, { headers: { authorization } });
  const text = await response.text();
  expect(text).toMatch(
    /^\{"result":\{"id":"[0-9a-f]{32}","status":"active"\},"success":true,"errors":\[\],"messages":\[\{"code":10000,"message":"This API Token is valid and active","type":null\}\]\}$/,
  );
  expect(text).not.toContain(apiToken);
});

it('calls of tools are no text, whole and streamed, and round trips are taken', async () => {
  const call = { name: 'sum', arguments: { a: 1, b: 2 } };
  const server = await startServer(saying(JSON.stringify([call, call])));
  const messages = [
    { role: 'user', content: '1+2?' },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', name: 'sum', content: '3' },
  ];
  const body = { messages, tools: [{ name: 'sum', description: 'Adds.' }] };
  const whole = (await (await server.run(body)).json()) as { result: Record<string, unknown> };
  expect(whole.result).toMatchObject({ response: '', tool_calls: [call, call], finish_reason: 'tool_calls' });

  const frames = framesOf(await (await server.run({ ...body, stream: true })).text());
  expect(frames.pop()).toBe('[DONE]');
  const chunks = frames.map((data) => JSON.parse(data));
  for (const chunk of chunks) expectSchema('AiTextGenerationStreamChunk', chunk);
  expect(chunks.map((chunk) => chunk.response).join('')).toBe('');
  const calls = chunks.flatMap((chunk) => chunk.tool_calls ?? []);
  expect(calls).toEqual([
    { index: 0, ...call },
    { index: 1, ...call },
  ]);
  expect(chunks.at(-1)).toMatchObject({ finish_reason: 'tool_calls', usage: whole.result.usage });

  const none = (await (await server.run({ ...body, tool_choice: 'none' })).json()) as { result: { response: string } };
  expect(JSON.parse(none.result.response)).toEqual([call, call]);
});

it('the engine is told whose the request is, by the id that tokens/verify tells', async () => {
  const owners: (string | undefined)[] = [];
  const server = await startServer(
    engineOf(async function* ({ owner }) {
      owners.push(owner);
      yield { id: tokenizer.encode('once')[0] as number, finishReason: 'length' };
    }),
  );
  await (await server.run({ prompt: 'Tim' })).text();
  const verified = await fetch(`${server.url}/client/v4/user/tokens/verify`, { headers: { authorization } });
  const { result } = (await verified.json()) as { result: { id: string } };
  expect(owners).toEqual([result.id]);
});
